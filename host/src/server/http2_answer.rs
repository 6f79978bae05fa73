//! One request on a stream of HTTP/2, and its response.

use std::time::Instant;

use hyper::body::Incoming;
use hyper::{Request, Response};

use super::framed::Framed;
use super::http2_content::Http2Content;
use super::http2_head;
use super::http2_streams::Http2Stream;
use super::service::{ConnectionService, ServiceError};
use crate::exchange::{Answer, HeadFields, HttpVersion, RequestHead};

impl ConnectionService {
    /// Answers one request on a stream of HTTP/2.
    pub async fn answer_http2(
        &self,
        request: Request<Incoming>,
        mut stream: Http2Stream,
    ) -> Result<Response<Http2Content>, ServiceError> {
        let started = Instant::now();
        let target = tracing::enabled!(tracing::Level::DEBUG).then(|| request.uri().to_string());
        let head = RequestHead {
            method: request.method().as_str().to_owned(),
            target: http2_head::target(&request),
            version: HttpVersion::Http2,
            scheme: self.transport.scheme(),
            fields: HeadFields::Parsed(http2_head::fields(&request)),
            client: self.client,
            server: self.server,
            captures: None,
            names: self.names(),
        };
        let problem = http2_head::problem(&request);
        let method = head.method.clone();
        let reply = self.reply(request, head, problem).await.and_then(|reply| match reply.answer {
            Answer::Head(head, content) => Ok((head, content, reply.handler, reply.file)),
            // Raw bytes are the connection's, and it carries other streams.
            Answer::Raw => Err(ServiceError::Raw),
        });
        if reply.is_err() {
            // It was not the client that took this back.
            stream.set_answered();
        }
        let (head, content, handler, file) = reply?;
        let Framed { length, content, .. } = Framed::new(&head, content, handler, file, &method);
        let response = http2_head::response(&head, length);
        if let Some(target) = target {
            self.note_access(started, &method, &target, head.status);
        }
        let patience = self.service.client_times.write;
        Ok(response.map(|()| Http2Content::new(content, stream, patience)))
    }
}
