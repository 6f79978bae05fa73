//! Text of the corpus as bytes of the wire, and back for reading.
//!
//! The corpus writes bytes as text in the isomorphic way: the character U+00E9 is the byte 0xE9, and a character
//! above U+00FF is a mistake. `{uuid}` and `{uuid2}` stand for two keys that belong to the case alone, `{port}` for
//! the port the request goes to.

use std::hash::{DefaultHasher, Hash, Hasher};

use anyhow::{Result, bail};

/// What the placeholders stand for in one play of one case.
#[derive(Clone, Debug)]
pub struct Placeholders {
    uuids: [String; 2],
    port: String,
}

impl Placeholders {
    /// The keys are made from the case's name, so that both servers and every run see the same ones.
    pub fn new(case: &str, port: u16) -> Self {
        Self { uuids: [1, 2].map(|number| uuid_for(case, number)), port: port.to_string() }
    }

    /// The bytes that `text` stands for.
    pub fn bytes(&self, text: &str) -> Result<Vec<u8>> {
        let [first, second] = &self.uuids;
        isomorphic(&text.replace("{uuid}", first).replace("{uuid2}", second).replace("{port}", &self.port))
    }
}

/// One byte for each character.
pub fn isomorphic(text: &str) -> Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    for character in text.chars() {
        match u8::try_from(u32::from(character)) {
            Ok(byte) => bytes.push(byte),
            Err(_) => bail!("{character:?} is no byte: write a UTF-8 character as its bytes, \\u00XX each"),
        }
    }
    Ok(bytes)
}

fn uuid_for(case: &str, number: u8) -> String {
    let hash = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        (case, number, salt).hash(&mut hasher);
        hasher.finish()
    };
    let digits = format!("{:016x}{:016x}", hash(0), hash(1));
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default().to_owned();
    format!("{}-{}-4{}-8{}-{}", part(0, 8), part(8, 12), part(13, 16), part(17, 20), part(20, 32))
}

/// Bytes for a person: printable ASCII as it is, the rest escaped, one line of text for each line of bytes.
pub fn readable(bytes: &[u8]) -> String {
    const SHOWN: usize = 4000;
    let mut text = String::new();
    for &byte in bytes.iter().take(SHOWN) {
        match byte {
            b'\r' => text.push_str("\\r"),
            b'\n' => text.push_str("\\n\n"),
            b'\t' => text.push_str("\\t"),
            0x20..=0x7e => text.push(char::from(byte)),
            _ => text.push_str(&format!("\\x{byte:02x}")),
        }
    }
    if bytes.len() > SHOWN {
        text.push_str(&format!("… {} bytes in all", bytes.len()));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Placeholders, isomorphic, readable};

    #[test]
    fn a_character_is_a_byte() {
        assert_eq!(isomorphic("a\u{e9}\u{ff}\0").ok(), Some(b"a\xe9\xff\0".to_vec()));
        assert!(isomorphic("\u{100}").is_err());
    }

    #[test]
    fn a_case_has_its_own_keys() {
        let key = |case: &str| Placeholders::new(case, 1).bytes("{uuid}").unwrap_or_default();
        assert_eq!(key("a"), key("a"));
        assert_ne!(key("a"), key("b"));
        assert_eq!(key("a").len(), 36);
    }

    #[test]
    fn unprintable_bytes_are_escaped() {
        assert_eq!(readable(b"a\r\nb\xff"), "a\\r\\n\nb\\xff");
    }
}
