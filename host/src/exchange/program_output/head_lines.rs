use bytes::{Buf as _, Bytes, BytesMut};
use memchr::memchr;

use crate::exchange::Field;

/// Bytes of a head, line ends included.
pub const MOST_BYTES: usize = 64 << 10;

/// The head is longer than [`MOST_BYTES`].
#[derive(Debug)]
pub struct TooLong;

/// The lines of a head, as its bytes come in. Every byte is looked at once, however few come at a time.
#[derive(Debug, Default)]
pub struct HeadLines {
    /// All that came.
    bytes: BytesMut,
    /// Where the line begins that is coming in.
    line: usize,
}

impl HeadLines {
    /// Takes bytes of `input`, up to the end of a line. The line, once it is whole, without its end: LF or CR LF.
    pub fn take_line(&mut self, input: &mut Bytes) -> Result<Option<Bytes>, TooLong> {
        let end = memchr(b'\n', input);
        let count = end.map_or(input.len(), |at| at + 1);
        if self.bytes.len() + count > MOST_BYTES {
            return Err(TooLong);
        }
        self.bytes.extend_from_slice(input.get(..count).unwrap_or_default());
        input.advance(count);
        if end.is_none() {
            return Ok(None);
        }
        let line = self.coming();
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = Bytes::copy_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
        self.line = self.bytes.len();
        Ok(Some(line))
    }

    /// What has come of the next line.
    pub fn coming(&self) -> &[u8] {
        self.bytes.get(self.line..).unwrap_or_default()
    }

    /// Whether nothing has come.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The first line, or what has come of it.
    pub fn first_line(&self) -> &[u8] {
        let line = self.bytes.as_ref().split(|&byte| byte == b'\n').next().unwrap_or_default();
        line.strip_suffix(b"\r").unwrap_or(line)
    }

    /// All that came, and `rest` behind it.
    pub fn take_all(&mut self, rest: &mut Bytes) -> Bytes {
        let mut all = std::mem::take(&mut self.bytes);
        self.line = 0;
        all.extend_from_slice(&std::mem::take(rest));
        all.freeze()
    }
}

/// A field line in two; none when it is no field line. Whether its parts are what HTTP allows is asked of the whole head.
pub fn field(line: &[u8]) -> Option<Field> {
    if matches!(line.first(), None | Some(b' ' | b'\t')) {
        // A folded line is part of a value; nobody writes them any more (RFC 9112, 5.2).
        return None;
    }
    let (name, value) = line.split_at(memchr(b':', line)?);
    let value = value.get(1..).unwrap_or_default().trim_ascii();
    Some(Field { name: name.to_vec(), value: value.to_vec() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_in_one_way_or_the_other() {
        for step in 1..20 {
            let mut lines = HeadLines::default();
            let mut found = Vec::new();
            for piece in b"one\r\ntwo\n\r\nrest".chunks(step) {
                let mut piece = Bytes::copy_from_slice(piece);
                while let Some(line) = lines.take_line(&mut piece).unwrap() {
                    found.push(line);
                }
                assert!(piece.is_empty());
            }
            assert_eq!(found, [&b"one"[..], b"two", b""]);
            assert_eq!(lines.coming(), b"rest");
            assert_eq!(lines.first_line(), b"one");
            assert_eq!(lines.take_all(&mut Bytes::from_static(b"!")), &b"one\r\ntwo\n\r\nrest!"[..]);
        }
    }

    #[test]
    fn a_head_has_an_end() {
        let mut lines = HeadLines::default();
        let mut most = Bytes::from(vec![b'a'; MOST_BYTES]);
        assert!(lines.take_line(&mut most).unwrap().is_none());
        assert!(lines.take_line(&mut Bytes::from_static(b"\n")).is_err());
    }

    #[test]
    fn a_field_has_a_name_and_a_value() {
        let found = field(b"X-A:\t b : c  ").unwrap();
        assert_eq!((&*found.name, &*found.value), (&b"X-A"[..], &b"b : c"[..]));
        for line in [&b""[..], b"a", b" a: b", b"\ta: b"] {
            assert!(field(line).is_none());
        }
    }
}
