//! A status and its reason phrase.

use http::StatusCode;

use crate::field_bytes::FieldBytes;

/// The status of a response: a code, and a reason phrase where the usual one is not wanted.
///
/// Made of a number, of a [`StatusCode`], or of a pair: `(299, "Better Than Fine")`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    code: u16,
    reason: Option<Vec<u8>>,
}

impl Status {
    /// The code. Anything outside 200 to 999 needs the grant `raw-writes`.
    pub fn code(&self) -> u16 {
        self.code
    }

    /// The phrase; the usual one where none was given.
    pub fn reason(&self) -> &[u8] {
        self.reason.as_deref().unwrap_or_else(|| usual_reason(self.code).as_bytes())
    }
}

impl Default for Status {
    fn default() -> Self {
        Self::from(200)
    }
}

impl From<u16> for Status {
    fn from(code: u16) -> Self {
        Self { code, reason: None }
    }
}

impl From<StatusCode> for Status {
    fn from(code: StatusCode) -> Self {
        Self::from(code.as_u16())
    }
}

impl<R: FieldBytes> From<(u16, R)> for Status {
    fn from((code, reason): (u16, R)) -> Self {
        Self { code, reason: Some(reason.into_field_bytes()) }
    }
}

impl<R: FieldBytes> From<(StatusCode, R)> for Status {
    fn from((code, reason): (StatusCode, R)) -> Self {
        Self::from((code.as_u16(), reason))
    }
}

/// The phrases that handlers in Python send: those of RFC 2616, and none for what was registered later.
fn usual_reason(code: u16) -> &'static str {
    match code {
        203 => "Non-Authoritative Information",
        413 => "Request Entity Too Large",
        414 => "Request-URI Too Long",
        416 => "Requested Range Not Satisfiable",
        100 | 101 | 200..=206 | 300..=305 | 307 | 400..=417 | 500..=505 => {
            StatusCode::from_u16(code).ok().and_then(|status| status.canonical_reason()).unwrap_or("")
        }
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_those_of_handlers_in_python() {
        let reason = |code: u16| String::from_utf8(Status::from(code).reason().to_vec()).unwrap();
        for (code, phrase) in [
            (100, "Continue"),
            (200, "OK"),
            (203, "Non-Authoritative Information"),
            (305, "Use Proxy"),
            (404, "Not Found"),
            (413, "Request Entity Too Large"),
            (416, "Requested Range Not Satisfiable"),
            (417, "Expectation Failed"),
            (418, ""),
            (451, ""),
            (299, ""),
            (308, ""),
            (503, "Service Unavailable"),
            (505, "HTTP Version Not Supported"),
            (507, ""),
        ] {
            assert_eq!(reason(code), phrase, "{code}");
        }
        assert_eq!(Status::from((200, "My Reason")).reason(), b"My Reason");
    }
}
