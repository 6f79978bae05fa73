use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body, Frame};
use wasmtime_wasi_http::Error;

use crate::exchange::{BodyError, RequestBody};

/// Bytes that are taken from the connection at once.
const PIECE: usize = 64 << 10;

/// The request's content, lent to a component: what it leaves is still there when it has ended.
#[derive(Clone)]
pub struct LentBody(Arc<Mutex<RequestBody>>);

impl LentBody {
    /// Lends `body`.
    pub fn new(body: RequestBody) -> Self {
        Self(Arc::new(Mutex::new(body)))
    }

    /// What is left of it.
    pub fn take_back(&self) -> RequestBody {
        std::mem::replace(&mut self.body(), RequestBody::empty())
    }

    fn body(&self) -> MutexGuard<'_, RequestBody> {
        // It is read or not at every moment.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Body for LentBody {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let piece = ready!(self.body().poll_read(PIECE, context));
        Poll::Ready(match piece {
            Ok(bytes) if bytes.is_empty() => None,
            Ok(bytes) => Some(Ok(Frame::data(bytes))),
            Err(BodyError::ClientGone) => Some(Err(Error::ConnectionTerminated)),
            Err(BodyError::Malformed) => Some(Err(Error::HttpProtocolError)),
        })
    }

    fn is_end_stream(&self) -> bool {
        self.body().has_ended()
    }
}
