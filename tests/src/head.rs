//! The head of a response as it was on the wire: its lines with their ends, and what they say.

/// A status line and field lines, nothing normalised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// As sent, such as `HTTP/1.1`.
    pub version: Vec<u8>,
    /// The status, 0 when it is no number.
    pub status: u16,
    /// What follows the status and one space.
    pub reason: Vec<u8>,
    /// Names and values in their order, values without the white space around them.
    pub fields: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Head {
    /// Read a head, with or without the empty line at its end. None when it does not begin like HTTP.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let mut lines = lines(bytes);
        let status_line = lines.next()?;
        if !status_line.starts_with(b"HTTP/") {
            return None;
        }
        let mut parts = status_line.splitn(3, |&byte| byte == b' ');
        let version = parts.next()?.to_vec();
        let status = parts.next().and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok()).unwrap_or(0);
        let reason = parts.next().unwrap_or_default().to_vec();
        let fields = lines
            .take_while(|line| !line.is_empty())
            .map(|line| match line.iter().position(|&byte| byte == b':') {
                Some(colon) => {
                    let (name, value) = line.split_at(colon);
                    (name.to_vec(), value.get(1..).unwrap_or_default().trim_ascii().to_vec())
                }
                None => (line.to_vec(), Vec::new()),
            })
            .collect();
        Some(Self { version, status, reason, fields })
    }

    /// All values of a field, in order.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        let wanted = name.as_bytes();
        self.fields.iter().filter(move |(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.as_slice())
    }

    /// The length of the content, if the head says one.
    pub fn content_length(&self) -> Option<usize> {
        self.values("content-length").next().and_then(|value| std::str::from_utf8(value).ok()?.parse().ok())
    }

    /// Whether the content comes in chunks.
    pub fn is_chunked(&self) -> bool {
        self.values("transfer-encoding").any(|value| value.to_ascii_lowercase().ends_with(b"chunked"))
    }
}

/// Where the head ends and the content begins: after the first empty line, whichever way its lines end.
pub fn end_of_head(bytes: &[u8]) -> Option<usize> {
    let mut at_line_start = false;
    for (index, &byte) in bytes.iter().enumerate() {
        match byte {
            b'\n' if at_line_start => return Some(index + 1),
            b'\n' => at_line_start = true,
            b'\r' if at_line_start => {}
            _ => at_line_start = false,
        }
    }
    None
}

/// The lines of a head without their ends.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split(|&byte| byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line))
}

#[cfg(test)]
mod tests {
    use super::{Head, end_of_head};

    #[test]
    fn a_head_is_read_as_sent() {
        let head = Head::parse(b"HTTP/1.1 299 \r\nA: b\r\na:c \n\r\n");
        let fields = vec![(b"A".to_vec(), b"b".to_vec()), (b"a".to_vec(), b"c".to_vec())];
        let expected = Head { version: b"HTTP/1.1".to_vec(), status: 299, reason: Vec::new(), fields };
        assert_eq!(head, Some(expected));
    }

    #[test]
    fn the_end_of_a_head_is_found_with_bare_line_feeds_too() {
        assert_eq!(end_of_head(b"a\r\n\r\nb"), Some(5));
        assert_eq!(end_of_head(b"a\n\nb"), Some(3));
        assert_eq!(end_of_head(b"a\r\nb"), None);
    }
}
