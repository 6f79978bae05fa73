//! hyper's request body as the exchange's.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::Body as _;
use hyper::body::Incoming;
use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::time::Sleep;

use crate::exchange::{BodyError, BodySource, RequestBody};

struct IncomingBody {
    body: Incoming,
    /// How long nothing may come.
    patience: Duration,
    timer: Option<Pin<Box<Sleep>>>,
    /// Trusted handlers read on threads that know of no timers.
    runtime: Handle,
    stall: Arc<BodyStall>,
}

/// Tells the connection that a client sends nothing more of a body that somebody waits for.
#[derive(Debug, Default)]
pub struct BodyStall {
    happened: AtomicBool,
    notify: Notify,
}

impl BodyStall {
    /// Ready when it has happened.
    pub async fn happened(&self) {
        while !self.happened.load(Ordering::Acquire) {
            self.notify.notified().await;
        }
    }

    /// False: it had happened before.
    fn set(&self) -> bool {
        let first = !self.happened.swap(true, Ordering::AcqRel);
        self.notify.notify_one();
        first
    }
}

/// The body of a request; nothing is read before somebody asks. While somebody does, something has to come within
/// `patience`. No stall for a request without a body.
pub fn from_hyper(body: Incoming, patience: Duration) -> (RequestBody, Option<Arc<BodyStall>>) {
    if body.is_end_stream() {
        return (RequestBody::empty(), None);
    }
    let stall = Arc::new(BodyStall::default());
    let source = IncomingBody { body, patience, timer: None, runtime: Handle::current(), stall: Arc::clone(&stall) };
    (RequestBody::from_source(Box::new(source)), Some(stall))
}

impl IncomingBody {
    fn poll_stall(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if self.stall.happened.load(Ordering::Acquire) {
            return Poll::Ready(());
        }
        let patience = self.patience;
        let _entered = self.runtime.enter();
        let timer = self.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep(patience)));
        timer.as_mut().poll(context)
    }
}

impl BodySource for IncomingBody {
    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, BodyError>>> {
        loop {
            match Pin::new(&mut self.body).poll_frame(context) {
                Poll::Pending => {
                    if self.poll_stall(context).is_pending() {
                        return Poll::Pending;
                    }
                    if self.stall.set() {
                        // The connection goes first: it answers unless the handler has begun to.
                        context.waker().wake_by_ref();
                        return Poll::Pending;
                    }
                    return Poll::Ready(Some(Err(BodyError::ClientGone)));
                }
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Ready(Some(Ok(frame))) => {
                    self.timer = None;
                    // Trailers are not shown to handlers.
                    if let Ok(data) = frame.into_data() {
                        return Poll::Ready(Some(Ok(data)));
                    }
                }
                Poll::Ready(Some(Err(error))) => {
                    let left = error.is_incomplete_message() || error.is_closed() || error.is_canceled();
                    let reason = if left { BodyError::ClientGone } else { BodyError::Malformed };
                    return Poll::Ready(Some(Err(reason)));
                }
            }
        }
    }
}
