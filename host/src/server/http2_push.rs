//! What one request pushes: promises, and the responses to them.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use h2::Reason;
use h2::server::{SendPushedResponse, SendResponse};
use http::{Method, Uri};
use tokio::task::JoinSet;

use super::http2_content::Http2Content;
use super::http2_head;
use super::http2_streams::Http2Streams;
use super::response_content::ResponseContent;
use crate::exchange::{AsideError, AsideResult, Field, ResponseHead};

/// How what is pushed is sent.
pub struct Pushing {
    /// The connection's.
    pub streams: Arc<Http2Streams>,
    /// How long the client may take nothing.
    pub patience: Duration,
}

/// See the module.
pub struct Pushes {
    /// What the request itself asked for.
    uri: Uri,
    pushing: Pushing,
    promised: HashMap<u32, Promised>,
    /// Ends with the request.
    sending: JoinSet<()>,
}

struct Promised {
    sending: SendPushedResponse<Bytes>,
    has_content: bool,
}

impl Pushes {
    /// Of a request for `uri`.
    pub fn new(uri: Uri, pushing: Pushing) -> Self {
        Self { uri, pushing, promised: HashMap::new(), sending: JoinSet::new() }
    }

    /// Promises the response to the request with `fields`; the stream that it will come on.
    pub fn promise(&mut self, responder: &mut SendResponse<Bytes>, fields: &[Field]) -> AsideResult {
        let request =
            http2_head::promise(fields, &self.uri).map_err(|problem| AsideError::Invalid(problem.to_owned()))?;
        let has_content = request.method() != Method::HEAD;
        if !self.pushing.streams.may_promise() {
            return Err(AsideError::TooMuch("connection's pushes"));
        }
        // The request is one that can be promised: then only the client's settings forbid it.
        let sending = responder.push_request(request).map_err(|_| AsideError::NoPushes)?;
        let stream = sending.stream_id().as_u32();
        self.promised.insert(stream, Promised { sending, has_content });
        Ok(stream)
    }

    /// Begins to send what was promised on `stream`.
    pub fn respond(&mut self, stream: u32, head: &ResponseHead, content: Bytes) -> AsideResult {
        let invalid = |problem: &str| AsideError::Invalid(problem.to_owned());
        let Promised { mut sending, has_content } =
            self.promised.remove(&stream).ok_or_else(|| invalid("nothing is promised on this stream"))?;
        let length = content.len() as u64;
        let content = if has_content && !head.forbids_content() { content } else { Bytes::new() };
        let head = http2_head::response(head, Some(length)).map_err(|error| invalid(&error.to_string()))?;
        let to = sending.send_response(head, content.is_empty());
        let to = to.map_err(|error| invalid(&error.to_string()))?;
        let Pushing { streams, patience } = &self.pushing;
        let content = Http2Content::new(ResponseContent::whole(content), to, streams.open_push(), *patience);
        self.sending.spawn(content.send());
        Ok(stream)
    }

    /// What is being sent.
    pub fn take_sending(&mut self) -> JoinSet<()> {
        std::mem::take(&mut self.sending)
    }
}

impl Drop for Pushes {
    /// Takes back what was promised and did not come. By itself h2 does not, where the promise still waits to be sent.
    fn drop(&mut self) {
        for promised in self.promised.values_mut() {
            promised.sending.send_reset(Reason::CANCEL);
        }
    }
}
