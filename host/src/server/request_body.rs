//! A request's body as hyper and h2 have it, as the exchange's.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use h2::RecvStream;
use http_body::Body as _;
use hyper::body::Incoming;
use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::time::Sleep;

use crate::exchange::{BodyError, BodySource, RequestBody};

/// A request's body, and what tells that its client stalls. Nothing of the kind for a request without a body.
pub struct WatchedBody {
    /// To be read.
    pub body: RequestBody,
    /// Nothing more comes.
    pub stall: Option<Arc<BodyStall>>,
}

/// A body as an HTTP library has it.
trait Receiving: Send + Sync + 'static {
    /// What has come; none at the end.
    fn poll_data(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, BodyError>>>;

    /// Whether it is known that nothing more comes.
    fn has_ended(&self) -> bool;
}

struct PatientBody<R> {
    receiving: R,
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
/// `patience`.
pub fn from_hyper(body: Incoming, patience: Duration) -> WatchedBody {
    watched(body, patience)
}

/// The same on a stream of HTTP/2.
pub fn from_http2(body: RecvStream, patience: Duration) -> WatchedBody {
    watched(body, patience)
}

fn watched<R: Receiving>(receiving: R, patience: Duration) -> WatchedBody {
    if receiving.has_ended() {
        return WatchedBody { body: RequestBody::empty(), stall: None };
    }
    let stall = Arc::new(BodyStall::default());
    let source =
        PatientBody { receiving, patience, timer: None, runtime: Handle::current(), stall: Arc::clone(&stall) };
    WatchedBody { body: RequestBody::from_source(Box::new(source)), stall: Some(stall) }
}

impl<R> PatientBody<R> {
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

impl<R: Receiving> BodySource for PatientBody<R> {
    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, BodyError>>> {
        if let Poll::Ready(piece) = self.receiving.poll_data(context) {
            self.timer = None;
            return Poll::Ready(piece);
        }
        if self.poll_stall(context).is_pending() {
            return Poll::Pending;
        }
        if self.stall.set() {
            // The connection goes first: it answers unless the handler has begun to.
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(BodyError::ClientGone)))
    }

    fn has_ended(&self) -> bool {
        self.receiving.has_ended()
    }
}

impl Receiving for Incoming {
    fn poll_data(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, BodyError>>> {
        loop {
            match ready!(Pin::new(&mut *self).poll_frame(context)) {
                None => return Poll::Ready(None),
                Some(Ok(frame)) => {
                    // Trailers are not shown to handlers.
                    if let Ok(data) = frame.into_data() {
                        return Poll::Ready(Some(Ok(data)));
                    }
                }
                Some(Err(error)) => {
                    let left = error.is_incomplete_message() || error.is_closed() || error.is_canceled();
                    let reason = if left { BodyError::ClientGone } else { BodyError::Malformed };
                    return Poll::Ready(Some(Err(reason)));
                }
            }
        }
    }

    fn has_ended(&self) -> bool {
        self.is_end_stream()
    }
}

impl Receiving for RecvStream {
    fn poll_data(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, BodyError>>> {
        Poll::Ready(match ready!(RecvStream::poll_data(self, context)) {
            None => None,
            Some(Ok(data)) => {
                // Fails only for more than has come.
                let _ = self.flow_control().release_capacity(data.len());
                Some(Ok(data))
            }
            // h2 itself has found a fault in what came.
            Some(Err(error)) if error.is_library() => Some(Err(BodyError::Malformed)),
            Some(Err(_)) => Some(Err(BodyError::ClientGone)),
        })
    }

    fn has_ended(&self) -> bool {
        self.is_end_stream()
    }
}
