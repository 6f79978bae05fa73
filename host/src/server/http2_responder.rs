//! The server's side of one stream, until its response has ended, and of those that it pushes.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Context;

use bytes::Bytes;
use h2::server::SendResponse;
use h2::{Reason, SendStream};
use http::{Response, Uri};

use super::http2_head;
use super::http2_push::{Pushes, Pushing};
use crate::exchange::{Aside, AsideError, AsideResult, ChannelClosed, PendingAside};

/// See the module. All clones are the same stream.
#[derive(Clone)]
pub struct Http2Responder(Arc<Mutex<Stream>>);

struct Stream {
    sending: SendResponse<Bytes>,
    /// Its head has been sent.
    has_begun: bool,
    pushes: Pushes,
}

impl Http2Responder {
    /// For a request for `uri` that has just come.
    pub fn new(sending: SendResponse<Bytes>, uri: Uri, pushing: Pushing) -> Self {
        Self(Arc::new(Mutex::new(Stream { sending, has_begun: false, pushes: Pushes::new(uri, pushing) })))
    }

    fn stream(&self) -> MutexGuard<'_, Stream> {
        // After a panic the stream's task is gone, and with it everybody who would look.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Its number.
    pub fn number(&self) -> u32 {
        self.stream().sending.stream_id().as_u32()
    }

    /// Sends the head; `ends` when there is no content.
    pub fn respond(&self, head: Response<()>, ends: bool) -> Result<SendStream<Bytes>, h2::Error> {
        let mut stream = self.stream();
        stream.has_begun = true;
        stream.sending.send_response(head, ends)
    }

    /// Ends the stream without a response.
    pub fn reset(&self, reason: Reason) {
        self.stream().sending.send_reset(reason);
    }

    /// Ready when the client has taken the request back.
    pub async fn taken_back(&self) {
        // An error means that the connection has ended.
        let _ = std::future::poll_fn(|context| self.stream().sending.poll_reset(context)).await;
    }

    /// Sends what a handler has for the client beside its response.
    pub fn send_aside(&self, pending: PendingAside, context: &mut Context<'_>) {
        let PendingAside { aside, reply } = pending;
        let result = self.stream().send_aside(aside, context);
        // The handler may have been ended meanwhile.
        let _ = reply.send(result);
    }

    /// Ready when the client has all that was pushed.
    pub async fn pushed(&self) {
        let mut sending = self.stream().pushes.take_sending();
        while sending.join_next().await.is_some() {}
    }
}

impl Stream {
    fn send_aside(&mut self, aside: Aside, context: &mut Context<'_>) -> AsideResult {
        // Once it has begun, those who send its content look out for that.
        if !self.has_begun && self.sending.poll_reset(context).is_ready() {
            return Err(ChannelClosed.into());
        }
        match aside {
            Aside::Interim(_) if self.has_begun => Err(ChannelClosed.into()),
            Aside::Interim(head) => {
                let invalid = |error: &dyn std::error::Error| AsideError::Invalid(error.to_string());
                let head = http2_head::response(&head, None).map_err(|error| invalid(&error))?;
                self.sending.send_informational(head).map_err(|error| invalid(&error))?;
                Ok(0)
            }
            Aside::Promise(fields) => self.pushes.promise(&mut self.sending, &fields),
            Aside::Push { stream, head, content } => self.pushes.respond(stream, &head, content),
        }
    }
}
