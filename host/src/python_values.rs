//! Numbers and texts as Python spells and reads them: where a request's bytes meet what wptserve does with them.

/// A whole number as `int()` reads it: signs, white space around, underscores between digits. What is beyond 64 bits
/// becomes the outermost number.
pub fn whole(text: &str) -> Option<i64> {
    let text = text.trim_matches(|c: char| c.is_ascii_whitespace() || c == '\x0b');
    let (negative, digits) = match text.as_bytes().first() {
        Some(b'-') => (true, text.get(1..)?),
        Some(b'+') => (false, text.get(1..)?),
        _ => (false, text),
    };
    let bytes = without_underscores(digits)?;
    if !bytes.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut number: i64 = 0;
    for digit in bytes.bytes() {
        number = number.saturating_mul(10).saturating_add(i64::from(digit - b'0'));
    }
    Some(if negative { -number } else { number })
}

/// A number as `float()` reads it.
pub fn real(text: &str) -> Option<f64> {
    let text = text.trim_matches(|c: char| c.is_ascii_whitespace() || c == '\x0b');
    without_underscores(text)?.parse().ok()
}

/// Underscores stand between digits alone; never empty.
fn without_underscores(text: &str) -> Option<String> {
    let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    let bytes = text.as_bytes();
    let misplaced = bytes.iter().enumerate().any(|(at, byte)| {
        *byte == b'_' && !(is_digit(at.checked_sub(1).and_then(|at| bytes.get(at))) && is_digit(bytes.get(at + 1)))
    });
    (!misplaced && !text.is_empty()).then(|| text.replace('_', ""))
}

/// `repr()` of a text of ASCII characters.
pub fn quoted(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut shown = String::from(quote);
    for character in text.chars() {
        match character {
            '\\' => shown.push_str("\\\\"),
            '\t' => shown.push_str("\\t"),
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            c if c == quote => shown.extend(['\\', c]),
            c if c.is_ascii_control() => shown.push_str(&format!("\\x{:02x}", u32::from(c))),
            c => shown.push(c),
        }
    }
    shown.push(quote);
    shown
}

/// `urllib.parse.unquote`: UTF-8, with U+FFFD for what is none.
pub fn unquoted(text: &str) -> String {
    String::from_utf8_lossy(&unquoted_bytes(text.as_bytes())).into_owned()
}

/// The bytes behind percent signs; a percent sign without two digits stands for itself.
pub fn unquoted_bytes(text: &[u8]) -> Vec<u8> {
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        rest = match (byte, digit(after.first()), digit(after.get(1))) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                after.get(2..).unwrap_or_default()
            }
            _ => {
                bytes.push(byte);
                after
            }
        };
    }
    bytes
}

/// `html.escape` with quotes.
pub fn html_escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#x27;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers() {
        let read = [" 5 ", "+1_0", "-3", "99999999999999999999", "00"].map(whole);
        assert_eq!(read, [Some(5), Some(10), Some(-3), Some(i64::MAX), Some(0)]);
        assert_eq!(["", " ", "_1", "1_", "1__0", "0x1", "1.0", "--1", "-"].map(whole), [None; 9]);
    }

    #[test]
    fn texts() {
        assert_eq!(quoted("a'b"), "\"a'b\"");
        assert_eq!(quoted("a'\"\\\x01"), "'a\\'\"\\\\\\x01'");
        assert_eq!(unquoted("a%20%zz%E2%82%AC%ff%"), "a %zz\u{20ac}\u{fffd}%");
        assert_eq!(html_escaped("<a b='\"&'>"), "&lt;a b=&#x27;&quot;&amp;&#x27;&gt;");
    }
}
