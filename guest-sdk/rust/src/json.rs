//! JSON as Python writes it.

use std::fmt::Write as _;

/// A text as a JSON string of ASCII characters.
pub fn string(text: &str) -> String {
    let mut written = String::with_capacity(text.len() + 2);
    written.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => written.extend(['\\', character]),
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            '\t' => written.push_str("\\t"),
            '\u{8}' => written.push_str("\\b"),
            '\u{c}' => written.push_str("\\f"),
            ' '..='~' => written.push(character),
            _ => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    // Writing to a string can not fail.
                    let _ = write!(written, "\\u{unit:04x}");
                }
            }
        }
    }
    written.push('"');
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_ascii_is_escaped() {
        assert_eq!(string("a\"\\\n\u{1}é\u{1f600}\u{7f}"), r#""a\"\\\n\u0001\u00e9\ud83d\ude00\u007f""#);
    }
}
