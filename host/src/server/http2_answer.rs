//! One request on a stream of HTTP/2, and its response.

use std::sync::Arc;

use bytes::Bytes;
use h2::server::SendResponse;
use h2::{Reason, RecvStream, SendStream};
use http::{Request, Response};
use http_body::Body as _;

use super::access_log::AccessNote;
use super::framed::Framed;
use super::http2_content::Http2Content;
use super::http2_head::{self, TooManyFields};
use super::http2_push::Pushing;
use super::http2_responder::Http2Responder;
use super::http2_streams::Http2Stream;
use super::request_body;
use super::response_content::ResponseContent;
use super::service::{ConnectionService, Received, Reply, ServiceError};
use crate::error_page;
use crate::exchange::{Answer, Content, HeadFields, HttpVersion, Mount, RequestHead};

impl ConnectionService {
    /// Answers one request on a stream of HTTP/2.
    pub async fn answer_http2(
        &self,
        request: Request<RecvStream>,
        responder: SendResponse<Bytes>,
        mut stream: Http2Stream,
        note: Option<AccessNote>,
    ) {
        let patience = self.service.client_times.write;
        let uri = request.uri().clone();
        let responder =
            Http2Responder::new(responder, uri.clone(), Pushing { streams: Arc::clone(stream.all()), patience });
        let begun = tokio::select! {
            biased;
            begun = self.begin_http2(request, &responder, note) => begun,
            () = responder.taken_back() => return,
        };
        match begun {
            Ok((content, to)) => {
                let content = Http2Content::new(content, to, stream, patience);
                content.send().await;
                responder.pushed().await;
            }
            Err(error) => {
                // It was not the client that took this back.
                stream.set_answered();
                match error {
                    // This is no doing of the client's.
                    ServiceError::Raw => {
                        tracing::warn!(client = %self.client, path = uri.path(), %error, "HTTP/2 stream reset");
                    }
                    _ => tracing::debug!(client = %self.client, %error, "HTTP/2 stream reset"),
                }
                responder.reset(Reason::INTERNAL_ERROR);
            }
        }
    }

    /// Sends the response's head. Out: its content, and where that goes.
    async fn begin_http2(
        &self,
        request: Request<RecvStream>,
        responder: &Http2Responder,
        note: Option<AccessNote>,
    ) -> Result<(ResponseContent, SendStream<Bytes>), ServiceError> {
        let (parts, body) = request.into_parts();
        let request = Request::from_parts(parts, ());
        let head = RequestHead {
            method: request.method().as_str().to_owned(),
            target: http2_head::target(&request),
            version: HttpVersion::Http2,
            stream: Some(responder.number()),
            scheme: self.transport.scheme(),
            fields: HeadFields::Parsed(http2_head::fields(&request)),
            client: self.client,
            server: self.server,
            captures: None,
            mount: Mount::default(),
            names: self.names(),
        };
        let problem = http2_head::problem(&request);
        let method = head.method.clone();
        let body = request_body::from_http2(body, self.service.client_times.body);
        let received = Received { head, body, problem, responder: Some(responder.clone()) };
        let Reply { answer, handler, file, .. } = self.reply(&request, received).await?;
        let Answer::Head(head, content) = answer else {
            // Raw bytes are the connection's, and it carries other streams.
            return Err(ServiceError::Raw);
        };
        let Framed { length, content, .. } = Framed::new(&head, content, handler, file, &method, false);
        let (head, content) = match http2_head::response(&head, length) {
            Ok(head) => (head, content),
            Err(error) => {
                let path = request.uri().path();
                tracing::warn!(client = %self.client, path, %error, "the response is an error page instead");
                error_page(&error, &method)?
            }
        };
        let status = head.status().as_u16();
        let to = responder.respond(head, content.is_end_stream())?;
        if let Some(note) = note {
            note.answered(status);
        }
        Ok((content, to))
    }
}

/// What a request of `method` is told in place of a response that can not be sent.
fn error_page(error: &TooManyFields, method: &str) -> Result<(Response<()>, ResponseContent), TooManyFields> {
    let (head, content) = error_page::json(500, &error.to_string());
    let Framed { length, content, .. } = Framed::new(&head, Content::Whole(content), None, None, method, false);
    Ok((http2_head::response(&head, length)?, content))
}
