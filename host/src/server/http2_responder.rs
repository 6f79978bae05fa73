//! The server's side of one stream, until its response has ended.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use h2::server::SendResponse;
use h2::{Reason, SendStream};
use http::Response;

/// See the module. All clones are the same stream.
#[derive(Clone)]
pub struct Http2Responder(Arc<Mutex<SendResponse<Bytes>>>);

impl Http2Responder {
    /// For a request that has just come.
    pub fn new(sending: SendResponse<Bytes>) -> Self {
        Self(Arc::new(Mutex::new(sending)))
    }

    fn sending(&self) -> MutexGuard<'_, SendResponse<Bytes>> {
        // After a panic the stream's task is gone, and with it everybody who would look.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends the head; `ends` when there is no content.
    pub fn respond(&self, head: Response<()>, ends: bool) -> Result<SendStream<Bytes>, h2::Error> {
        self.sending().send_response(head, ends)
    }

    /// Ends the stream without a response.
    pub fn reset(&self, reason: Reason) {
        self.sending().send_reset(reason);
    }

    /// Ready when the client has taken the request back.
    pub async fn taken_back(&self) {
        std::future::poll_fn(|context| self.poll_taken_back(context)).await;
    }

    fn poll_taken_back(&self, context: &mut Context<'_>) -> Poll<()> {
        // An error means that the connection has ended.
        self.sending().poll_reset(context).map(|_| ())
    }
}
