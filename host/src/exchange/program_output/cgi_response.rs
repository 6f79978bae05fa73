use bytes::Bytes;
use thiserror::Error;

use super::head_lines::{self, HeadLines, TooLong};
use crate::exchange::{Field, HeadProblem, MOST_FIELDS, ResponseHead};

/// Fields that only the server can say (RFC 3875, section 6.3.4).
const OF_CONNECTION: [&str; 6] = ["connection", "keep-alive", "proxy-connection", "te", "trailer", "upgrade"];
/// Bytes of a line that are quoted.
const QUOTED: usize = 80;

/// Why what a script wrote is no CGI response.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum CgiProblem {
    /// A line of the header is no field.
    #[error("malformed header from script: the line {0} is no field")]
    Field(String),
    /// Too many bytes or fields.
    #[error("malformed header from script: it is too long; it begins with {0}")]
    TooLong(String),
    /// RFC 3875, section 6.3 wants one of these.
    #[error("malformed header from script: it has neither Content-Type nor Location nor Status; it begins with {0}")]
    NoCgiField(String),
    /// The script has ended.
    #[error("malformed header from script: no empty line ends it; it begins with {0}")]
    Incomplete(String),
    /// One of those that the server itself looks at.
    #[error("malformed header from script: it has more than one {0}")]
    Repeated(&'static str),
    /// Not three digits, and a phrase that may follow them.
    #[error("malformed header from script: the Status {0} is none")]
    Status(String),
    /// It has what no URL has.
    #[error("malformed header from script: the Location {0} is none")]
    Location(String),
    /// Not what HTTP allows.
    #[error("malformed header from script: {0}")]
    Head(#[from] HeadProblem),
}

/// What some bytes of it came to.
#[derive(Debug, Default)]
pub struct CgiPieces {
    /// The head, when it is whole now.
    pub head: Option<ResponseHead>,
    /// The next bytes of the content.
    pub content: Bytes,
}

/// A CGI response (RFC 3875, section 6) whose bytes come in.
#[derive(Debug)]
pub struct CgiResponse {
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    Head {
        lines: HeadLines,
        fields: Vec<Field>,
    },
    Content,
    /// The server answers as if it had been asked for this target.
    Redirect(Vec<u8>),
    Broken(CgiProblem),
}

impl Default for CgiResponse {
    fn default() -> Self {
        Self { stage: Stage::Head { lines: HeadLines::default(), fields: Vec::new() } }
    }
}

/// What a header asks for.
enum Header {
    Document(ResponseHead),
    LocalRedirect(Vec<u8>),
}

impl CgiResponse {
    /// Takes the next bytes.
    pub fn push(&mut self, mut bytes: Bytes) -> Result<CgiPieces, CgiProblem> {
        let header = match &mut self.stage {
            Stage::Broken(problem) => return Err(problem.clone()),
            Stage::Redirect(_) => return Ok(CgiPieces::default()),
            Stage::Content => return Ok(CgiPieces { head: None, content: bytes }),
            Stage::Head { lines, fields } => take_header(lines, fields, &mut bytes),
        };
        match header {
            Ok(None) => Ok(CgiPieces::default()),
            Ok(Some(Header::Document(head))) => {
                self.stage = Stage::Content;
                Ok(CgiPieces { head: Some(head), content: bytes })
            }
            Ok(Some(Header::LocalRedirect(target))) => {
                self.stage = Stage::Redirect(target);
                Ok(CgiPieces::default())
            }
            Err(problem) => {
                self.stage = Stage::Broken(problem.clone());
                Err(problem)
            }
        }
    }

    /// The script has ended without a head to send: the target of its redirect within the server, or what was wrong; none
    /// when it has written nothing.
    pub fn end(self) -> Result<Option<Vec<u8>>, CgiProblem> {
        match self.stage {
            Stage::Redirect(target) => Ok(Some(target)),
            Stage::Broken(problem) => Err(problem),
            Stage::Head { lines, .. } if !lines.is_empty() => Err(CgiProblem::Incomplete(quoted(lines.first_line()))),
            Stage::Head { .. } | Stage::Content => Ok(None),
        }
    }
}

/// Lines up to the empty one, and what they say.
fn take_header(
    lines: &mut HeadLines,
    fields: &mut Vec<Field>,
    input: &mut Bytes,
) -> Result<Option<Header>, CgiProblem> {
    let too_long = |lines: &HeadLines| CgiProblem::TooLong(quoted(lines.first_line()));
    loop {
        let line = match lines.take_line(input) {
            Ok(Some(line)) => line,
            Ok(None) => return Ok(None),
            Err(TooLong) => return Err(too_long(lines)),
        };
        if line.is_empty() {
            let header = header(std::mem::take(fields))?;
            return header.ok_or_else(|| CgiProblem::NoCgiField(quoted(lines.first_line()))).map(Some);
        }
        if fields.len() >= MOST_FIELDS {
            return Err(too_long(lines));
        }
        fields.push(head_lines::field(&line).ok_or_else(|| CgiProblem::Field(quoted(&line)))?);
    }
}

/// None: no field is CGI's.
fn header(mut fields: Vec<Field>) -> Result<Option<Header>, CgiProblem> {
    let status = the_one(&fields, "Status")?;
    let location = the_one(&fields, "Location")?;
    let content_type = the_one(&fields, "Content-Type")?;
    if status.is_none() && location.is_none() && content_type.is_none() {
        return Ok(None);
    }
    if let (Some(location), 1) = (&location, fields.len())
        && let Some(target) = local_target(location)?
    {
        return Ok(Some(Header::LocalRedirect(target)));
    }
    let (status, reason) = match status {
        Some(status) => status_of(&status)?,
        // A path together with other fields is the client's to follow: RFC 3875, section 6.2.2 allows it none.
        None if location.is_some() => (302, None),
        None => (200, None),
    };
    fields.retain(|field| !is(field, "Status") && !OF_CONNECTION.iter().any(|name| is(field, name)));
    if status == 204 {
        fields.retain(|field| !is(field, "Content-Length")); // RFC 9110, section 8.6
    }
    let head = ResponseHead { status, reason, fields, complete: true };
    head.framing(None, true)?;
    Ok(Some(Header::Document(head)))
}

fn is(field: &Field, name: &str) -> bool {
    field.name.eq_ignore_ascii_case(name.as_bytes())
}

/// The value of a field that is there once, if at all.
fn the_one(fields: &[Field], name: &'static str) -> Result<Option<Vec<u8>>, CgiProblem> {
    let mut values = fields.iter().filter(|field| is(field, name)).map(|field| field.value.clone());
    let value = values.next();
    if values.next().is_some() { Err(CgiProblem::Repeated(name)) } else { Ok(value) }
}

/// `404 Not Found`, or the number alone.
fn status_of(value: &[u8]) -> Result<(u16, Option<Vec<u8>>), CgiProblem> {
    let none = || CgiProblem::Status(quoted(value));
    let (code, reason) = value.split_first_chunk::<3>().ok_or_else(none)?;
    if !code.iter().all(u8::is_ascii_digit) || !matches!(reason.first(), None | Some(b' ' | b'\t')) {
        return Err(none());
    }
    let status = code.iter().fold(0, |status, digit| status * 10 + u16::from(digit - b'0'));
    let reason = reason.trim_ascii();
    Ok((status, (!reason.is_empty()).then(|| reason.to_vec())))
}

/// The path and query of a location on this server; none for a URL, or a reference that the client resolves.
fn local_target(location: &[u8]) -> Result<Option<Vec<u8>>, CgiProblem> {
    if location.first() != Some(&b'/') || location.get(1) == Some(&b'/') {
        return Ok(None);
    }
    // A request target has no fragment, and nothing that would have to be encoded.
    let target = location.split(|&byte| byte == b'#').next().unwrap_or_default();
    if target.iter().any(|byte| byte.is_ascii_control() || *byte == b' ') {
        return Err(CgiProblem::Location(quoted(location)));
    }
    Ok(Some(target.to_vec()))
}

/// A line's begin for the log, escaped.
fn quoted(line: &[u8]) -> String {
    let shown = line.get(..QUOTED).unwrap_or(line);
    let dots = if shown.len() < line.len() { "…" } else { "" };
    format!("\"{}{dots}\"", String::from_utf8_lossy(shown).escape_debug())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq)]
    enum Seen {
        Document(String, Vec<u8>),
        Redirect(String),
        Nothing,
    }

    fn seen(output: &[u8], cuts: &[usize]) -> Result<Seen, CgiProblem> {
        let mut response = CgiResponse::default();
        let (mut head, mut content) = (None, Vec::new());
        let mut from = 0;
        for end in cuts.iter().copied().chain([output.len()]) {
            let pieces = response.push(Bytes::copy_from_slice(&output[from..end]))?;
            from = end;
            if let Some(mut whole) = pieces.head {
                assert!(whole.complete && head.is_none());
                whole.complete = false;
                head = Some(whole.to_wire(None).escape_ascii().to_string());
            }
            content.extend_from_slice(&pieces.content);
        }
        Ok(match (head, response.end()?) {
            (Some(head), None) => Seen::Document(head, content),
            (None, Some(target)) => Seen::Redirect(String::from_utf8(target).unwrap()),
            (None, None) => Seen::Nothing,
            both => panic!("{both:?}"),
        })
    }

    fn seen_in_any_pieces(output: &[u8]) -> Result<Seen, CgiProblem> {
        let whole = seen(output, &[]);
        for cut in 1..output.len() {
            assert_eq!(seen(output, &[cut]), whole, "{cut}");
        }
        assert_eq!(seen(output, &(1..output.len()).collect::<Vec<_>>()), whole);
        whole
    }

    fn document(head: &str, content: &str) -> Seen {
        Seen::Document(head.as_bytes().escape_ascii().to_string(), content.into())
    }

    #[test]
    fn responses_are_taken_apart() {
        let table = [
            ("Content-Type: a/b\n\nhello\n", document("HTTP/1.1 200 OK\r\nContent-Type: a/b\r\n\r\n", "hello\n")),
            (
                "content-type:a/b\r\nX-y: 1\r\nstatus: 404 Not here\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n\r\n\r\nx",
                document(
                    "HTTP/1.1 404 Not here\r\ncontent-type: a/b\r\nX-y: 1\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n\r\n",
                    "\r\nx",
                ),
            ),
            ("Status: 204\n\n", document("HTTP/1.1 204 No Content\r\n\r\n", "")),
            ("Status: 204\nContent-Length: 5\n\n", document("HTTP/1.1 204 No Content\r\n\r\n", "")),
            ("Location: https://a/b\n\n", document("HTTP/1.1 302 Found\r\nLocation: https://a/b\r\n\r\n", "")),
            ("Location: //a/b\n\n", document("HTTP/1.1 302 Found\r\nLocation: //a/b\r\n\r\n", "")),
            ("Location: /a\nStatus: 303 See Other\n\n", document("HTTP/1.1 303 See Other\r\nLocation: /a\r\n\r\n", "")),
            (
                "Content-Type: a/b\nLocation: /a\n\nmoved",
                document("HTTP/1.1 302 Found\r\nContent-Type: a/b\r\nLocation: /a\r\n\r\n", "moved"),
            ),
            ("Location: /a/b?c=d#e\n\nignored", Seen::Redirect("/a/b?c=d".into())),
            (
                "Content-Type: a/b\nConnection: close\nKeep-Alive: 1\n\n",
                document("HTTP/1.1 200 OK\r\nContent-Type: a/b\r\n\r\n", ""),
            ),
            ("", Seen::Nothing),
        ];
        for (output, expected) in table {
            assert_eq!(seen_in_any_pieces(output.as_bytes()), Ok(expected), "{output}");
        }
    }

    #[test]
    fn what_is_no_response_is_found() {
        let quoted = |text: &str| format!("\"{text}\"");
        let table = [
            ("hello\n", CgiProblem::Field(quoted("hello"))),
            ("hello", CgiProblem::Incomplete(quoted("hello"))),
            ("Content-Type: a/b\n folded\n\n", CgiProblem::Field(quoted(" folded"))),
            ("Content-Type: a/b\n", CgiProblem::Incomplete(quoted("Content-Type: a/b"))),
            ("\nhello", CgiProblem::NoCgiField(quoted(""))),
            ("X-\u{1b}: 1\n\n", CgiProblem::NoCgiField(quoted("X-\\u{1b}: 1"))),
            ("Content-Type: a\nContent-Type: b\n\n", CgiProblem::Repeated("Content-Type")),
            ("Status: fine\n\n", CgiProblem::Status(quoted("fine"))),
            ("Status: 2000\n\n", CgiProblem::Status(quoted("2000"))),
            ("Status: 101 Upgrade\n\n", HeadProblem::Status(101).into()),
            ("Location: /a b\n\n", CgiProblem::Location(quoted("/a b"))),
            ("Content-Type: a\nB c: d\n\n", HeadProblem::Name("B c".into()).into()),
            ("Content-Type: a\rb\n\n", HeadProblem::Value("Content-Type".into()).into()),
            ("Content-Type: a\nTransfer-Encoding: chunked\n\n", HeadProblem::TransferEncoding.into()),
            ("Content-Type: a\nContent-Length: x\n\n", HeadProblem::Length.into()),
        ];
        for (output, problem) in table {
            assert_eq!(seen_in_any_pieces(output.as_bytes()), Err(problem), "{output}");
        }
    }

    #[test]
    fn a_header_has_an_end() {
        let mut response = CgiResponse::default();
        let field = Bytes::from(format!("A: {}\n", "b".repeat(1000)));
        let problem = (0..100).find_map(|_| response.push(field.clone()).err()).unwrap();
        assert!(matches!(&problem, CgiProblem::TooLong(line) if line.len() < 100), "{problem}");
        assert_eq!(response.push(field).unwrap_err(), problem);
    }
}
