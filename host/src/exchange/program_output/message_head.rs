//! The head of an HTTP/1 response, line by line, and what of it is the host's own matter.

use super::head_lines;
use super::response_message::MessageProblem;
use crate::exchange::{Field, MOST_FIELDS, ResponseHead};

/// Fields about a connection, which is the host's (RFC 9110, 7.6.1). `Connection: close` stays.
const OF_CONNECTION: [&str; 6] = ["keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"];

const PROTOCOL: &[u8] = b"HTTP/1.";

/// Whether `bytes` may be the begin of a status line.
pub fn may_begin(bytes: &[u8]) -> bool {
    bytes.iter().zip(PROTOCOL).all(|(byte, expected)| byte == expected)
}

/// The status and reason of `HTTP/1.1 200 OK`.
pub fn status_line(line: &[u8]) -> Option<(u16, Vec<u8>)> {
    let rest = line.strip_prefix(PROTOCOL)?;
    let ([version, b' '], rest) = rest.split_first_chunk()? else { return None };
    let (code, reason) = rest.split_first_chunk::<3>()?;
    if !version.is_ascii_digit() || !code.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let status = code.iter().fold(0, |status, digit| status * 10 + u16::from(digit - b'0'));
    match reason {
        [] => Some((status, Vec::new())),
        [b' ', reason @ ..] => Some((status, reason.to_vec())),
        _ => None,
    }
}

/// A head whose lines come in.
#[derive(Debug)]
pub struct ComingHead {
    status: u16,
    reason: Vec<u8>,
    fields: Vec<Field>,
}

/// A head that is whole.
#[derive(Debug)]
pub struct WholeHead {
    /// Without what is the host's own.
    pub head: ResponseHead,
    /// Whether the content comes in chunks.
    pub is_chunked: bool,
    /// Whether the connection is to end with the response.
    pub closes: bool,
}

impl ComingHead {
    /// With its first line.
    pub fn new(line: &[u8]) -> Result<Self, MessageProblem> {
        let (status, reason) = status_line(line).ok_or(MessageProblem::StatusLine)?;
        Ok(Self { status, reason, fields: Vec::new() })
    }

    /// A further line, which is not empty.
    pub fn push(&mut self, line: &[u8]) -> Result<(), MessageProblem> {
        if self.fields.len() >= MOST_FIELDS {
            return Err(MessageProblem::TooLong);
        }
        self.fields.push(head_lines::field(line).ok_or(MessageProblem::Field)?);
        Ok(())
    }

    /// The empty line has come.
    pub fn end(self) -> Result<WholeHead, MessageProblem> {
        let Self { status, reason, fields } = self;
        let mut head = ResponseHead { status, reason: Some(reason), fields, complete: false };
        let is_chunked = is_chunked(&head)?;
        if is_chunked {
            // The chunks count (RFC 9112, 6.3).
            head.fields.retain(|field| !is(field, "content-length"));
        } else {
            join_lengths(&mut head)?;
        }
        let closes = tokens(&head, "connection").any(|token| token.eq_ignore_ascii_case(b"close"));
        head.fields.retain(|field| !OF_CONNECTION.iter().any(|name| is(field, name)));
        if closes {
            head.fields
                .iter_mut()
                .filter(|field| is(field, "connection"))
                .for_each(|field| field.value = b"close".into());
        } else {
            head.fields.retain(|field| !is(field, "connection"));
        }
        let checked = ResponseHead { status: if head.is_interim() { 200 } else { status }, ..head };
        checked.framing(None, true)?;
        Ok(WholeHead { head: ResponseHead { status, ..checked }, is_chunked, closes })
    }
}

impl ResponseHead {
    /// Whether another response follows.
    pub(super) fn is_interim(&self) -> bool {
        (100..=199).contains(&self.status)
    }
}

fn is(field: &Field, name: &str) -> bool {
    field.name.eq_ignore_ascii_case(name.as_bytes())
}

/// The members of a list, over all fields of that name.
fn tokens<'a>(head: &'a ResponseHead, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
    let members = head.values(name).flat_map(|value| value.split(|&byte| byte == b','));
    members.map(<[u8]>::trim_ascii).filter(|member| !member.is_empty())
}

fn is_chunked(head: &ResponseHead) -> Result<bool, MessageProblem> {
    let mut codings = tokens(head, "transfer-encoding");
    match (codings.next(), codings.next()) {
        (None, _) => Ok(false),
        (Some(coding), None) if coding.eq_ignore_ascii_case(b"chunked") => Ok(true),
        (Some(_), _) => Err(MessageProblem::Coding),
    }
}

/// One length said twice is one length.
fn join_lengths(head: &mut ResponseHead) -> Result<(), MessageProblem> {
    let first = head.values("content-length").next();
    if head.values("content-length").any(|length| Some(length) != first) {
        return Err(MessageProblem::Lengths);
    }
    let mut has_one = false;
    head.fields.retain(|field| !is(field, "content-length") || !std::mem::replace(&mut has_one, true));
    Ok(())
}
