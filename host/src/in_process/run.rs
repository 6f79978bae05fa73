//! A trusted handler as its connection sees it: a future that ends when the handler does, or when its time is over.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::time::Sleep;

use super::pool::InProcess;
use super::request::{Stop, TrustedRequest};
use crate::engine::{Outcome, endings};
use crate::exchange::ResponseChannel;
use crate::policy::Limit;

/// How long a handler may go on after its client has left, to notice and tidy up.
const GRACE: Duration = Duration::from_millis(1000);

/// A trusted handler that is waiting for a thread or running on one.
pub struct TrustedRun {
    engine: Arc<InProcess>,
    request: Arc<TrustedRequest>,
    outcome: Option<oneshot::Receiver<Outcome>>,
    started: Instant,
    deadline: Option<Pin<Box<Sleep>>>,
}

impl TrustedRun {
    pub(super) fn new(
        engine: Arc<InProcess>,
        request: Arc<TrustedRequest>,
        outcome: oneshot::Receiver<Outcome>,
    ) -> Self {
        Self { engine, request, outcome: Some(outcome), started: Instant::now(), deadline: None }
    }

    /// Where the handler writes to.
    pub fn response(&self) -> &Arc<ResponseChannel> {
        &self.request.response
    }

    /// The handler's path, and when its time is over.
    pub fn deadline(&self) -> (Arc<str>, Instant) {
        (Arc::clone(&self.request.path), self.started + self.request.policy.limits.wall)
    }

    /// Whether the policy lets the handler write raw bytes.
    pub fn may_write_raw(&self) -> bool {
        self.request.policy.grants.raw_writes
    }

    /// Whether the handler has ended, or nobody waits for it any more.
    pub fn has_ended(&self) -> bool {
        self.outcome.is_none()
    }

    /// The client has left: the handler's writes fail from now on, and it is made to end if it does not do so soon.
    pub fn abandon(mut self) {
        self.response().client_left();
        if self.has_ended() {
            return;
        }
        let Ok(runtime) = Handle::try_current() else { return };
        runtime.spawn(async move {
            if tokio::time::timeout(GRACE, &mut self).await.is_err() {
                tracing::debug!(handler = %self.request.path, "the client has left; handler cancelled");
            }
        });
    }
}

impl Future for TrustedRun {
    type Output = Outcome;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Outcome> {
        let Some(outcome) = &mut self.outcome else { return Poll::Ready(Outcome::Done) };
        if let Poll::Ready(result) = Pin::new(outcome).poll(context) {
            self.outcome = None;
            return Poll::Ready(result.unwrap_or(Outcome::Failed));
        }
        let (_, end) = self.deadline();
        let timer = self.deadline.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(end.into())));
        if timer.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        self.outcome = None;
        endings::over_limit(Limit::Wall, self.request.answering.task());
        self.engine.stop(&self.request, Stop::OverLimit(Limit::Wall));
        Poll::Ready(Outcome::Failed)
    }
}

impl Drop for TrustedRun {
    fn drop(&mut self) {
        if self.outcome.is_some() {
            self.response().client_left();
            self.engine.stop(&self.request, Stop::ClientLeft);
        }
    }
}
