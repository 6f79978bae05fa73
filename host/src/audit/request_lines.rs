//! The file of requests: one a line, `GET /a.py?x=1`, or as JSON where there is more to say.

use std::sync::Arc;

use bytes::Bytes;
use thiserror::Error;

use crate::exchange::{Field, HeadFields, HttpVersion, Mount, RequestHead};
use crate::server_names::ServerNames;

/// A request to make.
#[derive(Clone, Debug)]
pub struct AuditRequest {
    /// All but the body.
    pub head: RequestHead,
    /// The body.
    pub body: Bytes,
}

/// A line that is no request.
#[derive(Debug, Error)]
#[error(
    "line {line}: {problem}; write `GET /a.py?x=1`, or {{\"method\": \"POST\", \"target\": \"/a.py\", \"headers\": [[\"Name\", \"value\"]], \"body\": \"text\"}}"
)]
pub struct RequestLineError {
    /// From 1 on.
    pub line: usize,
    /// What is wrong.
    pub problem: String,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonRequest {
    #[serde(default = "get")]
    method: String,
    target: String,
    #[serde(default)]
    headers: Vec<(String, String)>,
    #[serde(default)]
    body: String,
}

fn get() -> String {
    "GET".to_owned()
}

/// The requests of a file; empty lines and those that begin with `#` are none.
pub fn read_requests(text: &str) -> Result<Vec<AuditRequest>, RequestLineError> {
    let lines = text.lines().enumerate().map(|(index, line)| (index + 1, line.trim()));
    let lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    lines.map(|(line, text)| request(text).map_err(|problem| RequestLineError { line, problem })).collect()
}

fn request(line: &str) -> Result<AuditRequest, String> {
    let JsonRequest { method, target, headers, body } = if line.starts_with('{') {
        serde_json::from_str(line).map_err(|error| error.to_string())?
    } else {
        let (method, target) = line.split_once(' ').ok_or("there is no target behind the method")?;
        JsonRequest {
            method: method.to_owned(),
            target: target.trim().to_owned(),
            headers: Vec::new(),
            body: String::new(),
        }
    };
    if method.is_empty() || !method.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(format!("{method:?} is no method"));
    }
    if !target.starts_with('/') || target.contains(|c: char| c.is_ascii_control() || c == ' ') {
        return Err(format!("the target {target:?} does not begin with a slash, or holds a space"));
    }
    let mut fields = vec![Field { name: b"Host".to_vec(), value: b"localhost".to_vec() }];
    fields.extend(headers.into_iter().map(|(name, value)| Field { name: name.into(), value: value.into() }));
    if !body.is_empty() {
        fields.push(Field { name: b"Content-Length".to_vec(), value: body.len().to_string().into() });
    }
    let local = std::net::SocketAddr::from(([127, 0, 0, 1], 80));
    let head = RequestHead {
        method,
        target: target.into_bytes(),
        version: HttpVersion::Http11,
        stream: None,
        scheme: "http",
        fields: HeadFields::Parsed(fields),
        client: local,
        server: local,
        captures: None,
        mount: Mount::default(),
        names: Arc::new(ServerNames::of_lone(local)),
    };
    Ok(AuditRequest { head, body: body.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_of_writing_a_request_are_read() {
        let text = "# first\nGET /a.py?x=1\n\n{\"method\": \"PUT\", \"target\": \"/b.py\", \"headers\": [[\"A\", \"b\"]], \"body\": \"c\"}\n";
        let requests = read_requests(text).unwrap();
        let seen: Vec<_> = requests.iter().map(|r| (r.head.method.as_str(), r.head.target.as_slice())).collect();
        assert_eq!(seen, [("GET", &b"/a.py?x=1"[..]), ("PUT", b"/b.py")]);
        assert_eq!(requests[1].body, "c");
        assert_eq!(requests[1].head.fields.to_vec().len(), 3);
    }

    #[test]
    fn a_line_that_is_none_is_named() {
        for (text, line) in
            [("GET /a\nPOST", 2), ("\n{\"target\": 1}", 2), ("GET a", 1), ("GET /a b", 1), ("{\"x\": 1}", 1)]
        {
            assert_eq!(read_requests(text).unwrap_err().line, line, "{text}");
        }
    }
}
