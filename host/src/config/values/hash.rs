use super::{BadText, TextValue};
use crate::policy::ContentHash;

/// SHA-256 of a file's content, as `sha256sum` prints it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hash(pub ContentHash);

impl TextValue for Hash {
    const NAME: &'static str = "Sha256";
    const EXPECTED: &'static str = "the 64 hexadecimal digits that sha256sum prints, in quotes";
    const PATTERN: &'static str = "^[0-9A-Fa-f]{64}$";

    fn read(text: &str) -> Result<Self, BadText> {
        let wrong = || {
            let count = text.chars().count();
            BadText::new(format!(
                "64 hexadecimal digits are needed, these are {count} characters; copy what sha256sum prints"
            ))
        };
        let mut hash = ContentHash::default();
        let digits: Option<Vec<u8>> =
            text.chars().map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
        let digits = digits.filter(|digits| digits.len() == 2 * hash.len()).ok_or_else(wrong)?;
        for (byte, pair) in hash.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = pair.iter().fold(0, |byte, digit| byte << 4 | digit);
        }
        Ok(Self(hash))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_become_bytes_in_order() {
        let hash = Hash::read(&format!("01aB{}", "0".repeat(60))).unwrap().0;
        assert_eq!(hash[..3], [0x01, 0xab, 0]);
        assert!(Hash::read(&"g".repeat(64)).is_err());
        assert!(Hash::read(&"0".repeat(63)).is_err());
    }
}
