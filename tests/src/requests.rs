//! One request, one answer: for tests whose subject is not the connection.

use std::net::SocketAddr;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::applications::unchunked;
use crate::head::Head;
use crate::raw_http::{Connection, End, Received};
use crate::wire_text::readable;

/// A GET that leaves the connection open.
pub fn get(target: &str) -> Vec<u8> {
    get_from("web-platform.test", target)
}

/// A POST with a body, which leaves the connection open.
pub fn post(target: &str, body: &[u8]) -> Vec<u8> {
    post_to("web-platform.test", target, body)
}

/// A GET from one of several hosts.
pub fn get_from(host: &str, target: &str) -> Vec<u8> {
    format!("GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n").into_bytes()
}

/// A POST to one of several hosts.
pub fn post_to(host: &str, target: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("POST {target} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\n\r\n");
    [head.as_bytes(), body].concat()
}

/// A complete answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Status line and fields.
    pub head: Head,
    /// The content.
    pub content: Vec<u8>,
    /// Why reading ended: `Complete`, or `Closed` when that is how the content ends.
    pub end: End,
}

impl Answer {
    /// What was received as an answer; an error if it is none or if it was cut.
    pub fn from(received: Received) -> Result<Self> {
        let shown = readable(&received.bytes());
        let head = received.parsed().with_context(|| format!("no answer ({:?}): {shown:?}", received.end))?;
        let framed_by_close = received.end == End::Closed && head.content_length().is_none() && !head.is_chunked();
        ensure!(received.end == End::Complete || framed_by_close, "cut ({:?}): {shown}", received.end);
        Ok(Self { status: head.status, head, content: received.body, end: received.end })
    }

    /// The content as text; chunks are put together.
    pub fn text(&self) -> String {
        let whole = if self.head.is_chunked() { unchunked(&self.content).ok() } else { None };
        String::from_utf8_lossy(whole.as_deref().unwrap_or(&self.content)).into_owned()
    }

    /// The message of an error answer, `{"error": {"code": …, "message": …}}`, whose code is the status.
    pub fn error_message(&self) -> Result<String> {
        let json: Value = serde_json::from_slice(&self.content).with_context(|| format!("no JSON: {}", self.text()))?;
        let error = json.get("error").with_context(|| format!("no error in {json}"))?;
        ensure!(error.get("code") == Some(&Value::from(self.status)), "not the code of {}: {json}", self.status);
        error.get("message").and_then(Value::as_str).map(str::to_owned).with_context(|| format!("no message in {json}"))
    }
}

/// The answer to `request` on a connection of its own.
pub fn ask(address: SocketAddr, request: &[u8]) -> Result<Answer> {
    let mut connection = Connection::open(address)?;
    ask_on(&mut connection, request)
}

/// The answer to `request` on an open connection.
pub fn ask_on(connection: &mut Connection, request: &[u8]) -> Result<Answer> {
    connection.send(request);
    Answer::from(connection.read_response(request.starts_with(b"HEAD ")))
        .with_context(|| readable(request.get(..request.len().min(200)).unwrap_or_default()))
}

/// All answers that come on an open connection, in order, and how it ended; the last may be cut. None may be to a HEAD.
pub fn all_answers(connection: &mut Connection) -> Result<(Vec<Answer>, End)> {
    let mut answers = Vec::new();
    loop {
        let received = connection.read_response(false);
        if received.head.is_empty() {
            return Ok((answers, received.end));
        }
        let end = received.end;
        answers.push(Answer::from(Received { end: End::Complete, ..received })?);
        if end != End::Complete {
            return Ok((answers, end));
        }
    }
}
