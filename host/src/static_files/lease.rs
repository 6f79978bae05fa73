use std::fmt;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use crate::tenant::Admitted;

/// Ready when the client has left.
pub type Departure = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A response's leave to be at work, which it holds until its end, and what ends it before.
pub struct Lease {
    _admitted: Admitted,
    tenant: Arc<str>,
    path: Arc<str>,
    until: Instant,
    over: Pin<Box<tokio::time::Sleep>>,
    departure: Departure,
}

impl Lease {
    /// For the file at `path` until then, or until the client has left.
    pub fn new(admitted: Admitted, tenant: &Arc<str>, path: &str, until: Instant, departure: Departure) -> Self {
        let over = Box::pin(tokio::time::sleep_until(until.into()));
        Self { _admitted: admitted, tenant: Arc::clone(tenant), path: path.into(), until, over, departure }
    }

    /// Whose time is over when, for those who write.
    pub fn deadline(&self) -> (Arc<str>, Instant) {
        (Arc::clone(&self.path), self.until)
    }

    /// Ready when it has ended.
    pub fn poll_over(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if self.over.as_mut().poll(context).is_ready() {
            let Self { tenant, path, .. } = self;
            tracing::warn!(%tenant, %path, limit = "wall-time", "a response with pipes is cut: its time is over");
            return Poll::Ready(());
        }
        pin!(&mut self.departure).poll(context)
    }
}

impl fmt::Debug for Lease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lease").field("path", &self.path).field("until", &self.until).finish_non_exhaustive()
    }
}
