use std::fmt;

use bytesize::ByteSize;

use super::{BadText, TextValue};

/// A number of bytes, not none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size(pub u64);

/// A number of bytes that an interpreter can start in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory(pub u64);

/// What the Python runtime has before a handler asks for more.
const LEAST_MEMORY: ByteSize = ByteSize::mib(80);

impl Size {
    /// For the host's own memory.
    pub fn bytes(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

impl Memory {
    /// For the host's own memory.
    pub fn bytes(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

impl TextValue for Size {
    const NAME: &'static str = "Size";
    const EXPECTED: &'static str = r#"a size in quotes, such as "256MiB" or "1GiB""#;
    const PATTERN: &'static str = "^ *[0-9]";

    fn read(text: &str) -> Result<Self, BadText> {
        match parse(text)? {
            ByteSize(0) => Err(BadText::new("more than nothing is needed; write it as 256MiB or 1GiB")),
            ByteSize(size) => Ok(Self(size)),
        }
    }
}

impl TextValue for Memory {
    const NAME: &'static str = "Memory";
    const EXPECTED: &'static str = r#"a size of at least 80MiB in quotes, such as "256MiB" or "1GiB""#;
    const PATTERN: &'static str = "^ *[0-9]";

    fn read(text: &str) -> Result<Self, BadText> {
        match parse(text)? {
            size if size < LEAST_MEMORY => {
                Err(BadText::new("the Python runtime alone needs 80MiB; write 80MiB or more"))
            }
            ByteSize(size) => Ok(Self(size)),
        }
    }
}

fn parse(text: &str) -> Result<ByteSize, BadText> {
    text.parse().map_err(|_| BadText::new("no number of bytes; write it as 256MiB or 1GiB"))
}

impl fmt::Display for Size {
    /// Exactly, in the largest unit that goes into it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = [("TiB", 40), ("GiB", 30), ("MiB", 20), ("KiB", 10)];
        match units.iter().find(|(_, shift)| self.0 != 0 && self.0.trailing_zeros() >= *shift) {
            Some((unit, shift)) => write!(f, "{}{unit}", self.0 >> shift),
            None => write!(f, "{}B", self.0),
        }
    }
}

impl fmt::Display for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Size(self.0).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_written_as_they_are_read() {
        for text in ["1B", "1023B", "1KiB", "256MiB", "3GiB", "2TiB", "1000001B"] {
            assert_eq!(Size::read(text).unwrap().to_string(), text);
        }
        assert_eq!(Size::read("64MB").unwrap(), Size(64_000_000));
        assert!(Size::read("0").is_err());
        assert!(Memory::read("79MiB").is_err());
        assert_eq!(Memory::read("80MiB").unwrap(), Memory(80 << 20));
    }
}
