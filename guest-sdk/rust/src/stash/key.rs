//! Keys of the stash.

/// A UUID in its canonical spelling.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StashKey(String);

/// This is no UUID.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "Invalid UUID {0:?} used as stash key: it is 32 hexadecimal digits, as in 4f0e3c1a-5d58-4c0f-9a57-0d1f6f2f7c03"
)]
pub struct InvalidKey(String);

impl StashKey {
    /// From any spelling: with or without hyphens and braces, in any case, with `urn:uuid:` in front.
    pub fn parse(text: &[u8]) -> Result<Self, InvalidKey> {
        let invalid = || InvalidKey(String::from_utf8_lossy(text).into_owned());
        let spelled = std::str::from_utf8(text).map_err(|_| invalid())?;
        let bare = spelled.replace("urn:", "").replace("uuid:", "");
        let digits = bare.trim_matches(['{', '}']).replace('-', "").to_ascii_lowercase();
        if digits.len() != 32 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(invalid());
        }
        let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|part| digits.get(part).unwrap_or_default());
        Ok(Self(parts.join("-")))
    }

    /// The canonical spelling.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_is_the_same_key() {
        for spelling in [
            "4f0e3c1a-5d58-4c0f-9a57-0d1f6f2f7c03",
            "4F0E3C1A5D584C0F9A570D1F6F2F7C03",
            "{4f0e3c1a-5d58-4c0f-9a57-0d1f6f2f7c03}",
            "urn:uuid:4f0e3c1a-5d58-4c0f-9a57-0d1f6f2f7c03",
        ] {
            assert_eq!(StashKey::parse(spelling.as_bytes()).unwrap().as_str(), "4f0e3c1a-5d58-4c0f-9a57-0d1f6f2f7c03");
        }
        for none in [&b""[..], b"4f0e3c1a", b"4f0e3c1a-5d58-4c0f-9a57-0d1f6f2f7c0g", b"\xff"] {
            assert!(StashKey::parse(none).is_err());
        }
    }
}
