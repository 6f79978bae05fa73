//! Redirects within the server (RFC 3875, section 6.2.2): a CGI script names a path, and the client gets what a request for
//! that path would be answered.

use std::sync::Arc;

use hyper::Request;

use super::http2_responder::Http2Responder;
use super::request_body::WatchedBody;
use super::service::{ConnectionService, Received, Reply, ServiceError};
use crate::error_page;
use crate::exchange::{Field, HeadFields, Mount, RequestBody, RequestHead};

/// Redirects of one request. More are a circle.
const MOST: usize = 10;

/// Fields that are about the body, besides `Content-*`.
const OF_BODY: [&[u8]; 3] = [b"transfer-encoding", b"trailer", b"expect"];

/// What came of a request. Nearly always the large one, which would not gain by a box.
#[allow(clippy::large_enum_variant)]
pub enum Answered {
    /// An answer.
    Here(Reply),
    /// The answer to another request.
    Elsewhere(LocalRedirect),
}

impl From<Reply> for Answered {
    fn from(reply: Reply) -> Self {
        Self::Here(reply)
    }
}

/// A redirect to be followed. Its script has ended.
pub struct LocalRedirect {
    /// The request that the script was asked.
    pub request: Arc<RequestHead>,
    /// Path and query.
    pub target: Vec<u8>,
    /// Whose script it is: no redirect leads out of a tenant.
    pub tenant: Arc<str>,
    /// The script's path below the docroot.
    pub script: Arc<str>,
    /// The request's stream, on HTTP/2.
    pub responder: Option<Http2Responder>,
    /// Whether the connection is to end with the answer.
    pub close: bool,
}

impl LocalRedirect {
    /// The request to be answered instead: without a body, otherwise as the client made it.
    fn received(self) -> Received {
        let Self { request, target, responder, .. } = self;
        let method = if request.method == "HEAD" { "HEAD" } else { "GET" };
        let mut fields = request.fields.to_vec();
        fields.retain(|field| !is_about_body(field));
        for field in &mut fields {
            // HTTP/2's pseudo-header fields, which handlers see as well.
            match &*field.name {
                b":method" => field.value = method.into(),
                b":path" => field.value.clone_from(&target),
                _ => {}
            }
        }
        let head = RequestHead {
            method: method.to_owned(),
            target,
            fields: HeadFields::Parsed(fields),
            captures: None,
            mount: Mount::default(),
            ..RequestHead::clone(&request)
        };
        let body = WatchedBody { body: RequestBody::empty(), stall: None };
        Received { head, body, problem: None, responder }
    }
}

fn is_about_body(field: &Field) -> bool {
    let name = field.name.to_ascii_lowercase();
    name.starts_with(b"content-") || OF_BODY.contains(&&*name)
}

impl ConnectionService {
    /// Answers a request, wherever the answer is to be had.
    pub(super) async fn reply(&self, request: &Request<()>, received: Received) -> Result<Reply, ServiceError> {
        let mut answered = self.answer_here(request, received, None).await?;
        let mut close = false;
        let mut redirects = 0;
        loop {
            let redirect = match answered {
                Answered::Here(reply) => return Ok(Reply { close: close || reply.close, ..reply }),
                Answered::Elsewhere(redirect) => redirect,
            };
            let (tenant, script) = (Arc::clone(&redirect.tenant), Arc::clone(&redirect.script));
            let target = redirect.target.escape_ascii().to_string();
            close |= redirect.close;
            if redirects == MOST {
                tracing::error!(tenant = &*tenant, handler = %script, target, limit = "redirects within the server", value = MOST, "redirect not followed");
                let message = "the request is redirected within the server again and again";
                return Ok(Reply { close, ..Reply::page(error_page::json(500, message)) });
            }
            redirects += 1;
            tracing::debug!(tenant = &*tenant, handler = %script, target, "redirected within the server");
            answered = self.answer_here(request, redirect.received(), Some(&tenant)).await?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::HttpVersion;
    use crate::server_names::ServerNames;

    #[test]
    fn the_request_that_is_answered_has_no_body() {
        let nobody = std::net::SocketAddr::from(([127, 0, 0, 1], 0));
        let head = b"POST /cgi-bin/a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\ncontent-type: b\r\nExpect: c\r\nCookie: d\r\n\r\n";
        let request = RequestHead {
            method: "POST".to_owned(),
            target: b"/cgi-bin/a".into(),
            version: HttpVersion::Http11,
            stream: None,
            scheme: "http",
            fields: HeadFields::Raw(bytes::Bytes::from_static(head)),
            client: nobody,
            server: nobody,
            captures: None,
            mount: Mount { parts: 2, ..Mount::default() },
            names: Arc::new(ServerNames::of_lone(nobody)),
        };
        let redirect = |request| LocalRedirect {
            request: Arc::new(request),
            target: b"/x?y".into(),
            tenant: "t".into(),
            script: "cgi-bin/a".into(),
            responder: None,
            close: false,
        };
        let Received { head, body, .. } = redirect(request.clone()).received();
        assert_eq!((&*head.method, &*head.target, head.mount), ("GET", &b"/x?y"[..], Mount::default()));
        let names: Vec<_> = head.fields.to_vec().into_iter().map(|field| field.name).collect();
        assert_eq!(names, [&b"Host"[..], b"Cookie"]);
        assert!(body.body.has_ended());
        let again = redirect(RequestHead { method: "HEAD".to_owned(), ..request }).received();
        assert_eq!(again.head.method, "HEAD");
    }
}
