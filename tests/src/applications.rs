//! Applications that nobody here wrote the framework of: served by the standard library's WSGI server and by Airlock, asked
//! the same, and compared.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use anyhow::{Context, Result};
use regex::bytes::Regex;
use serde::Deserialize;

use crate::raw_http::{Connection, Received};
use crate::wire_text::{isomorphic, readable};

/// A file of `tests/apps/cases/`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cases {
    /// Asked in this order, since a session is of several.
    pub request: Vec<Request>,
}

/// One request, and what may differ in its answers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// For the report.
    #[serde(default)]
    pub name: String,
    /// GET unless set.
    #[serde(default = "get")]
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Whole lines.
    #[serde(default)]
    pub headers: Vec<String>,
    /// One character for each byte.
    pub body: Option<String>,
    /// Whether the cookies that the server has set before are sent.
    #[serde(default)]
    pub cookies: bool,
    /// What the reference answers.
    #[serde(default = "ok")]
    pub status: u16,
    /// What can not be the same.
    #[serde(default)]
    pub mask: Vec<Mask>,
}

/// What is left out of the comparison.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mask {
    /// What it looks like; its first group stays.
    pub pattern: String,
    /// Why it can not be the same.
    pub reason: String,
}

fn get() -> String {
    "GET".to_owned()
}

fn ok() -> u16 {
    200
}

/// A client with the cookies of one server.
pub struct Client<'a> {
    address: SocketAddr,
    host: &'a str,
    prefix: &'a str,
    cookies: BTreeMap<String, String>,
}

impl<'a> Client<'a> {
    /// A client of the application that lies at `prefix` of `host`.
    pub fn new(address: SocketAddr, host: &'a str, prefix: &'a str) -> Self {
        Self { address, host, prefix, cookies: BTreeMap::new() }
    }

    /// The answer, as it came.
    pub fn ask(&mut self, request: &Request) -> Result<Received> {
        let mut connection = Connection::open(self.address)?;
        connection.send(&self.bytes(request)?);
        let received = connection.read_response(request.method == "HEAD");
        for cookie in received.parsed().iter().flat_map(|head| head.values("set-cookie")) {
            let cookie = String::from_utf8_lossy(cookie).into_owned();
            if let Some((name, value)) = cookie.split(';').next().and_then(|pair| pair.split_once('=')) {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        Ok(received)
    }

    fn bytes(&self, request: &Request) -> Result<Vec<u8>> {
        let Request { method, target, .. } = request;
        let mut head = format!("{method} {}{target} HTTP/1.1\r\nHost: {}\r\n", self.prefix, self.host);
        let mut cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        cookies.retain(|_| request.cookies);
        for line in &request.headers {
            match line.strip_prefix("Cookie: ") {
                // Those of the request stand in place of the server's.
                Some(own) => {
                    let name = own.split('=').next().unwrap_or_default();
                    cookies.retain(|cookie| cookie.split('=').next() != Some(name));
                    cookies.push(own.to_owned());
                }
                None => head += &format!("{line}\r\n"),
            }
        }
        if !cookies.is_empty() {
            head += &format!("Cookie: {}\r\n", cookies.join("; "));
        }
        let body = isomorphic(request.body.as_deref().unwrap_or_default())?;
        if request.body.is_some() {
            head += &format!("Content-Length: {}\r\n", body.len());
        }
        head += "\r\n";
        Ok([isomorphic(&head)?, body].concat())
    }
}

/// What is compared of an answer: all but its framing and what is each server's own.
///
/// The reference speaks HTTP/1.0 and ends each connection. So the version is left out, and what tells where the content ends:
/// a Content-Length is checked against the content instead, and chunks are put together. `Date`, `Server` and `Connection`
/// are each server's own, but an application may set a `Date` itself.
pub fn comparable(request: &Request, received: &Received) -> Result<Vec<u8>> {
    let shown = || readable(&received.bytes());
    let head = received.parsed().with_context(|| format!("no answer ({:?}): {}", received.end, shown()))?;
    let content = if head.is_chunked() { unchunked(&received.body)? } else { received.body.clone() };
    let without_content = request.method == "HEAD" || matches!(head.status, 204 | 304);
    if let Some(length) = head.content_length().filter(|_| !without_content) {
        anyhow::ensure!(length == content.len(), "{length} bytes are said, {} came", content.len());
    }
    let mut text = [format!("{} ", head.status).as_bytes(), &head.reason, b"\n"].concat();
    for (name, value) in &head.fields {
        let framing = ["date", "server", "connection", "transfer-encoding", "content-length"];
        // Without content nothing else tells its length. wsgiref says 0 for an application that says nothing.
        let tells = request.method == "HEAD" && name.eq_ignore_ascii_case(b"content-length") && value != b"0";
        if tells || !framing.iter().any(|framing| name.eq_ignore_ascii_case(framing.as_bytes())) {
            text.extend([name.as_slice(), b": ", value, b"\n"].concat());
        }
    }
    text.extend([b"\n", content.as_slice()].concat());
    for mask in &request.mask {
        let pattern = Regex::new(&mask.pattern)?;
        anyhow::ensure!(
            pattern.is_match(&text),
            "nothing is like {:?} ({}): {}",
            mask.pattern,
            mask.reason,
            readable(&text)
        );
        text = pattern.replace_all(&text, b"${1}<masked>".as_slice()).into_owned();
    }
    Ok(text)
}

/// The content that was sent in chunks.
pub fn unchunked(mut bytes: &[u8]) -> Result<Vec<u8>> {
    let mut content = Vec::new();
    loop {
        let end = bytes.windows(2).position(|pair| pair == b"\r\n").context("a chunk without its size")?;
        let (size, rest) = bytes.split_at(end);
        let size = usize::from_str_radix(std::str::from_utf8(size)?, 16)?;
        let rest = rest.get(2..).context("a chunk that ends")?;
        if size == 0 {
            return Ok(content);
        }
        content.extend_from_slice(rest.get(..size).context("a chunk that is cut")?);
        bytes = rest.get(size + 2..).context("a chunk without its end")?;
    }
}

#[cfg(test)]
mod tests {
    use super::unchunked;

    #[test]
    fn chunks_are_put_together() {
        assert_eq!(unchunked(b"2\r\nab\r\na\r\n0123456789\r\n0\r\n\r\n").ok(), Some(b"ab0123456789".to_vec()));
        assert!(unchunked(b"5\r\nab").is_err());
    }
}
