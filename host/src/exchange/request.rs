use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use thiserror::Error;

use super::Mount;
use crate::router::Captures;
use crate::server_names::ServerNames;

/// One field line: name and value, in the case of the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// As sent.
    pub name: Vec<u8>,
    /// As sent, without the white space in front.
    pub value: Vec<u8>,
}

/// One end of the connection.
pub type Endpoint = SocketAddr;

/// The protocol version of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HttpVersion {
    /// HTTP/1.0
    Http10,
    /// HTTP/1.1
    Http11,
    /// HTTP/2
    Http2,
}

/// All of a request but its body.
#[derive(Clone, Debug)]
pub struct RequestHead {
    /// Case as sent.
    pub method: String,
    /// The request target as sent.
    pub target: Vec<u8>,
    /// The protocol version of the request line.
    pub version: HttpVersion,
    /// The stream, on HTTP/2.
    pub stream: Option<u32>,
    /// `http` or `https`.
    pub scheme: &'static str,
    /// Field lines in order.
    pub fields: HeadFields,
    /// Who asks.
    pub client: Endpoint,
    /// Where the connection was accepted.
    pub server: Endpoint,
    /// What the pattern of a configured route took of the path; none where there is no such route.
    pub captures: Option<Captures>,
    /// How the path leads to the program.
    pub mount: Mount,
    /// The names and ports that the server is reached by.
    pub names: Arc<ServerNames>,
}

impl RequestHead {
    /// Whether there is a question mark in the target.
    pub fn has_query(&self) -> bool {
        memchr::memchr(b'?', &self.target).is_some()
    }
}

/// A head's field lines, parsed when somebody asks for them.
#[derive(Clone, Debug)]
pub enum HeadFields {
    /// The head as it came, request line included.
    Raw(Bytes),
    /// Already in parts.
    Parsed(Vec<Field>),
}

impl HeadFields {
    /// The fields, in the order and case of the wire.
    pub fn to_vec(&self) -> Vec<Field> {
        match self {
            Self::Parsed(fields) => fields.clone(),
            Self::Raw(head) => parse_lines(head),
        }
    }
}

/// The field lines of a head that was checked before: each is `name: value`, none is folded.
fn parse_lines(head: &[u8]) -> Vec<Field> {
    let lines = head.split(|&byte| byte == b'\n').skip(1);
    let mut fields = Vec::new();
    for line in lines {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let Some(colon) = memchr::memchr(b':', line) else { continue };
        let (name, rest) = line.split_at(colon);
        let value = rest.get(1..).unwrap_or_default();
        let start = value.iter().position(|b| !matches!(b, b' ' | b'\t')).unwrap_or(value.len());
        fields.push(Field { name: name.to_vec(), value: value.get(start..).unwrap_or_default().to_vec() });
    }
    fields
}

/// Why a request body ended early.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum BodyError {
    /// The bytes that came are no body: a broken chunk, for instance.
    #[error("the client broke the framing of the request body")]
    Malformed,
    /// The connection ended first.
    #[error("the client left before the end of the request body")]
    ClientGone,
}

/// Where a body's pieces come from.
pub trait BodySource: Send + Sync {
    /// The next piece; none at the end.
    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, BodyError>>>;

    /// Whether it is known that none is left.
    fn has_ended(&self) -> bool;
}

/// A request body, read in pieces of the reader's choice.
pub struct RequestBody {
    source: Option<Box<dyn BodySource>>,
    rest: Bytes,
}

impl fmt::Debug for RequestBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestBody").field("ended", &self.source.is_none()).finish_non_exhaustive()
    }
}

impl RequestBody {
    /// No body at all.
    pub fn empty() -> Self {
        Self { source: None, rest: Bytes::new() }
    }

    /// A body that is there already.
    pub fn whole(content: Bytes) -> Self {
        Self { source: None, rest: content }
    }

    /// A body that comes from a connection.
    pub fn from_source(source: Box<dyn BodySource>) -> Self {
        Self { source: Some(source), rest: Bytes::new() }
    }

    /// Whether all of it has been read, as far as is known: the client may still say that what came was all.
    pub fn has_ended(&self) -> bool {
        self.rest.is_empty() && self.source.as_ref().is_none_or(|source| source.has_ended())
    }

    /// The whole body, if it is no longer than `most`. Else none; the body can be read as if nobody had asked.
    pub async fn copy(&mut self, most: usize) -> Result<Option<Bytes>, BodyError> {
        let mut content = BytesMut::new();
        let whole = loop {
            // One byte more than fits tells that there is more.
            let piece = self.read(most.saturating_sub(content.len()).saturating_add(1)).await;
            match piece {
                Ok(piece) if piece.is_empty() => break Ok(true),
                Ok(piece) => content.extend_from_slice(&piece),
                Err(error) => break Err(error),
            }
            if content.len() > most {
                break Ok(false);
            }
        };
        content.extend_from_slice(&self.rest);
        self.rest = content.freeze();
        Ok(whole?.then(|| self.rest.clone()))
    }

    /// At most `max` bytes; empty at the end.
    pub async fn read(&mut self, max: usize) -> Result<Bytes, BodyError> {
        std::future::poll_fn(|context| self.poll_read(max, context)).await
    }

    /// The same, as far as it is there.
    pub fn poll_read(&mut self, max: usize, context: &mut Context<'_>) -> Poll<Result<Bytes, BodyError>> {
        if max == 0 {
            return Poll::Ready(Ok(Bytes::new()));
        }
        while self.rest.is_empty() {
            let Some(source) = self.source.as_mut() else { return Poll::Ready(Ok(Bytes::new())) };
            match ready!(source.poll_piece(context)) {
                Some(Ok(piece)) => self.rest = piece,
                Some(Err(error)) => return Poll::Ready(Err(error)),
                None => self.source = None,
            }
        }
        let count = max.min(self.rest.len());
        Poll::Ready(Ok(self.rest.split_to(count)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_keep_case_order_and_trailing_space() {
        let head = Bytes::from_static(b"GET / HTTP/1.1\r\nHost: a\r\nX-One:1 \r\nx-ONE:\t2\r\n\r\n");
        let fields = HeadFields::Raw(head).to_vec();
        let pairs: Vec<_> = fields.iter().map(|f| (f.name.as_slice(), f.value.as_slice())).collect();
        assert_eq!(pairs, [(&b"Host"[..], &b"a"[..]), (b"X-One", b"1 "), (b"x-ONE", b"2")]);
    }
}
