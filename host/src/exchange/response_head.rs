//! A response's head: whether it is one that HTTP allows, how its content is framed, and its bytes in HTTP/1.1.

use std::cell::RefCell;
use std::time::{Duration, SystemTime};

use thiserror::Error;

use super::Field;

/// All of a response but its content.
#[derive(Clone, Debug)]
pub struct ResponseHead {
    /// The status code.
    pub status: u16,
    /// The reason phrase; none means the standard one.
    pub reason: Option<Vec<u8>>,
    /// Field lines in order.
    pub fields: Vec<Field>,
    /// Whether `Server`, `Date` and `Content-Length` are added where they are missing.
    pub complete: bool,
}

/// Fields of a head, or behind a content, where fields are kept by name, as on HTTP/2. Far fewer than such a map takes, whatever
/// their names.
pub const MOST_FIELDS: usize = 4096;

/// How the end of the content shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// After so many bytes.
    Sized(u64),
    /// By the end of the connection.
    Close,
    /// There is none, whatever the fields say.
    NoContent,
}

/// Why a head can only be sent raw.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum HeadProblem {
    /// Outside 200 to 999.
    #[error("{0} is not the status of a final response")]
    Status(u16),
    /// CR, LF or NUL in the reason phrase.
    #[error("the reason phrase has a control character")]
    Reason,
    /// Not a token of RFC 9110.
    #[error("{0:?} is not a field name")]
    Name(String),
    /// CR, LF or NUL in a value.
    #[error("the value of {0} has a control character")]
    Value(String),
    /// Two of them, or not a number, or not the content's.
    #[error("the Content-Length is not that of the content")]
    Length,
    /// The handler frames its own content.
    #[error("the handler sets Transfer-Encoding itself")]
    TransferEncoding,
}

/// The value of `Server`; no version, which would help attackers alone. The Python package writes the same.
pub const SERVER_NAME: &str = "Airlock";

impl ResponseHead {
    /// A head with a content type and nothing else.
    pub fn plain(status: u16, content_type: &str) -> Self {
        let fields = vec![Field { name: b"Content-Type".to_vec(), value: content_type.as_bytes().to_vec() }];
        Self { status, reason: None, fields, complete: true }
    }

    /// Whether a field of that name is there, case aside.
    pub fn has(&self, name: &str) -> bool {
        self.values(name).next().is_some()
    }

    /// The values of all fields of that name.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.fields.iter().filter(move |f| f.name.eq_ignore_ascii_case(name.as_bytes())).map(|f| f.value.as_slice())
    }

    /// Whether the status leaves no room for content (RFC 9110, 6.4.1).
    pub fn forbids_content(&self) -> bool {
        matches!(self.status, 100..=199 | 204 | 304)
    }

    /// How content of `length` bytes (none: not known yet) is framed, or why the head is not one to send.
    pub fn framing(&self, length: Option<u64>, method_has_content: bool) -> Result<Framing, HeadProblem> {
        self.check()?;
        let declared = self.declared_length()?;
        if !method_has_content || self.forbids_content() {
            return Ok(Framing::NoContent);
        }
        match (declared, length) {
            (Some(declared), Some(length)) if declared != length => Err(HeadProblem::Length),
            (Some(declared), _) => Ok(Framing::Sized(declared)),
            (None, Some(length)) if self.complete => Ok(Framing::Sized(length)),
            (None, _) => Ok(Framing::Close),
        }
    }

    /// Bytes of reason, names and values.
    pub fn size(&self) -> usize {
        let fields = self.fields.iter().map(|f| f.name.len() + f.value.len() + 4).sum::<usize>();
        fields + self.reason.as_ref().map_or(0, Vec::len)
    }

    fn check(&self) -> Result<(), HeadProblem> {
        // An interim response is none that ends an exchange.
        if !(200..=999).contains(&self.status) {
            return Err(HeadProblem::Status(self.status));
        }
        if self.reason.as_ref().is_some_and(|reason| has_control(reason)) {
            return Err(HeadProblem::Reason);
        }
        for field in &self.fields {
            if field.name.is_empty() || !field.name.iter().all(|&b| is_token(b)) {
                return Err(HeadProblem::Name(field.name.escape_ascii().to_string()));
            }
            if has_control(&field.value) {
                return Err(HeadProblem::Value(field.name.escape_ascii().to_string()));
            }
            if field.name.eq_ignore_ascii_case(b"transfer-encoding") {
                return Err(HeadProblem::TransferEncoding);
            }
        }
        Ok(())
    }

    /// The length that the fields say.
    pub fn declared_length(&self) -> Result<Option<u64>, HeadProblem> {
        let mut values = self.values("content-length");
        let Some(value) = values.next() else { return Ok(None) };
        if values.next().is_some() {
            return Err(HeadProblem::Length);
        }
        let digits = value.trim_ascii();
        if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
            return Err(HeadProblem::Length);
        }
        let length = std::str::from_utf8(digits).ok().and_then(|d| d.parse().ok()).ok_or(HeadProblem::Length)?;
        Ok(Some(length))
    }

    /// The head as HTTP/1.1 has it on the wire, its empty line included. `length` is what a `Content-Length` says that is
    /// added because the head is to be completed.
    pub fn to_wire(&self, length: Option<u64>) -> Vec<u8> {
        let mut wire = Vec::with_capacity(self.size() + 160);
        wire.extend_from_slice(b"HTTP/1.1 ");
        push_number(&mut wire, u64::from(self.status));
        wire.push(b' ');
        match &self.reason {
            Some(reason) => wire.extend_from_slice(reason),
            None => wire.extend_from_slice(standard_reason(self.status).as_bytes()),
        }
        wire.extend_from_slice(b"\r\n");
        for field in &self.fields {
            push_field(&mut wire, &field.name, &field.value);
        }
        if self.complete {
            if !self.has("server") {
                push_field(&mut wire, b"Server", SERVER_NAME.as_bytes());
            }
            if !self.has("date") {
                date_now(|date| push_field(&mut wire, b"Date", date));
            }
            if let Some(length) = length.filter(|_| !self.has("content-length")) {
                wire.extend_from_slice(b"Content-Length: ");
                push_number(&mut wire, length);
                wire.extend_from_slice(b"\r\n");
            }
        }
        wire.extend_from_slice(b"\r\n");
        wire
    }
}

fn push_field(wire: &mut Vec<u8>, name: &[u8], value: &[u8]) {
    wire.extend_from_slice(name);
    wire.extend_from_slice(b": ");
    wire.extend_from_slice(value);
    wire.extend_from_slice(b"\r\n");
}

fn push_number(wire: &mut Vec<u8>, number: u64) {
    use std::io::Write as _;
    // Writing to a vector can not fail.
    let _ = write!(wire, "{number}");
}

/// Calls `use_date` with the current time as an IMF-fixdate; formatted once a second per thread.
pub fn date_now(use_date: impl FnOnce(&[u8])) {
    thread_local! {
        static DATE: RefCell<(u64, String)> = const { RefCell::new((0, String::new())) };
    }
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |t| t.as_secs());
    DATE.with_borrow_mut(|(second, text)| {
        if *second != now || text.is_empty() {
            *second = now;
            *text = httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + Duration::from_secs(now));
        }
        use_date(text.as_bytes());
    });
}

/// The reason phrase that goes with a status; empty where there is none.
pub fn standard_reason(status: u16) -> &'static str {
    http::StatusCode::from_u16(status).ok().and_then(|s| s.canonical_reason()).unwrap_or("")
}

fn has_control(value: &[u8]) -> bool {
    memchr::memchr3(b'\r', b'\n', 0, value).is_some()
}

/// `tchar` of RFC 9110, 5.6.2.
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(fields: &[(&str, &str)]) -> ResponseHead {
        let fields =
            fields.iter().map(|(n, v)| Field { name: n.as_bytes().to_vec(), value: v.as_bytes().to_vec() }).collect();
        ResponseHead { status: 200, reason: None, fields, complete: true }
    }

    #[test]
    fn content_frames_itself() {
        assert_eq!(head(&[]).framing(Some(3), true), Ok(Framing::Sized(3)));
        assert_eq!(head(&[]).framing(None, true), Ok(Framing::Close));
        assert_eq!(head(&[("content-length", "7")]).framing(None, true), Ok(Framing::Sized(7)));
        assert_eq!(head(&[("Content-Length", "7")]).framing(Some(7), false), Ok(Framing::NoContent));
        let bare = ResponseHead { complete: false, ..head(&[]) };
        assert_eq!(bare.framing(Some(3), true), Ok(Framing::Close));
    }

    #[test]
    fn what_would_split_or_confuse_is_found() {
        assert_eq!(head(&[("a", "b\r\nc: d")]).framing(None, true), Err(HeadProblem::Value("a".into())));
        assert_eq!(head(&[("a\n", "b")]).framing(None, true), Err(HeadProblem::Name("a\\n".into())));
        assert_eq!(head(&[("Content-Length", "3")]).framing(Some(4), true), Err(HeadProblem::Length));
        assert_eq!(
            head(&[("Content-Length", "3"), ("content-length", "3")]).framing(Some(3), true),
            Err(HeadProblem::Length)
        );
        assert_eq!(head(&[("Content-Length", "+3")]).framing(Some(3), true), Err(HeadProblem::Length));
        assert_eq!(head(&[("Transfer-Encoding", "chunked")]).framing(None, true), Err(HeadProblem::TransferEncoding));
        let odd = ResponseHead { reason: Some(b"a\r\nb".to_vec()), ..head(&[]) };
        assert_eq!(odd.framing(None, true), Err(HeadProblem::Reason));
    }

    #[test]
    fn names_keep_their_case_and_order_on_the_wire() {
        let mut h = head(&[("x-B", "1"), ("X-a", "2"), ("dAtE", "now")]);
        h.reason = Some(b"fine".to_vec());
        let wire = String::from_utf8(h.to_wire(Some(5))).unwrap();
        let expected =
            "HTTP/1.1 200 fine\r\nx-B: 1\r\nX-a: 2\r\ndAtE: now\r\nServer: Airlock\r\nContent-Length: 5\r\n\r\n";
        assert_eq!(wire, expected);
    }
}
