use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use tokio::time::Sleep;

use crate::policy::Limit;

/// The handler whose response is under way, and when its time is over.
pub type WriteDeadline = Option<(Arc<str>, Instant)>;

/// Ends a write that makes no progress.
pub struct Stall {
    patience: Duration,
    timer: Option<Pin<Box<Sleep>>>,
}

impl Stall {
    /// `patience`: how long a client may take nothing.
    pub fn new(patience: Duration) -> Self {
        Self { patience, timer: None }
    }

    /// The client has taken something.
    pub fn reset(&mut self) {
        self.timer = None;
    }

    /// Ready when a client has not taken anything for too long, or not all before its handler's time was over.
    pub fn poll(&mut self, deadline: impl Fn() -> WriteDeadline, context: &mut Context<'_>) -> Poll<()> {
        let timer = self.timer.get_or_insert_with(|| {
            let patience = Instant::now() + self.patience;
            let end = deadline().map_or(patience, |(_, deadline)| patience.min(deadline));
            Box::pin(tokio::time::sleep_until(end.into()))
        });
        ready!(timer.as_mut().poll(context));
        match deadline() {
            Some((handler, deadline)) if deadline <= Instant::now() => {
                let limit = Limit::Wall;
                tracing::warn!(%handler, %limit, "connection closed: the client did not take the response in time");
            }
            _ => tracing::info!(patience = ?self.patience, "connection closed: the client takes nothing"),
        }
        Poll::Ready(())
    }
}
