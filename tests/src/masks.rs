//! What changes from play to play and is not compared: a name in a case's `mask` stands for a pattern, and every
//! match is replaced before the answers are compared. The patterns match texts of one length only, so that a
//! `Content-Length` stays comparable.

use anyhow::{Context, Result};
use regex::bytes::Regex;

/// The masks a case may name.
const MASKS: &[(&str, &str)] = &[
    // A random boundary, a key the handler made.
    ("uuid", r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    // `expires` of a cookie whose life counts from now.
    ("cookie-date", r"[0-9]{2} [a-z]{3} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT"),
    // A port that the system chose: the server's where `Host` has none, or the client's.
    ("port", r"\b[1-6][0-9]{4}\b"),
];

/// Replace the matches of the named masks.
pub fn apply(names: &[String], bytes: &[u8]) -> Result<Vec<u8>> {
    let mut masked = bytes.to_vec();
    for name in names {
        let (_, pattern) =
            MASKS.iter().find(|(known, _)| known == name).with_context(|| format!("no mask is named {name:?}"))?;
        masked = Regex::new(pattern)?.replace_all(&masked, format!("<{name}>").as_bytes()).into_owned();
    }
    Ok(masked)
}

#[cfg(test)]
mod tests {
    use super::apply;

    #[test]
    fn only_what_is_named_is_masked() {
        let text = b"port 40123, 00000000-1111-4222-8333-444444444444";
        assert_eq!(apply(&[], text).ok(), Some(text.to_vec()));
        let names = ["uuid".to_owned(), "port".to_owned()];
        assert_eq!(apply(&names, text).ok(), Some(b"port <port>, <uuid>".to_vec()));
        assert!(apply(&["date".to_owned()], text).is_err());
    }
}
