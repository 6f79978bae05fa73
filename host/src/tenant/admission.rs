//! Who may begin: a tenant's requests at once, those that wait for one to end, and their number in a second.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use thiserror::Error;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use super::rates::Rates;
use crate::policy::Budget;

/// Why a request is not answered now.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum Refusal {
    /// [`Budget::concurrency`] handlers run and [`Budget::queue`] requests wait.
    #[error("queue")]
    QueueFull(u32),
    /// It waited for [`Budget::queue_time`].
    #[error("queue-time")]
    QueueTime(Duration),
    /// [`Budget::requests_per_second`]
    #[error("requests-per-second")]
    Rate(f64, Duration),
    /// [`Budget::client_requests_per_second`]
    #[error("client-requests-per-second")]
    ClientRate(f64, Duration),
}

impl Refusal {
    /// 503 (RFC 9110, 15.6.4), or 429 (RFC 6585, 4).
    pub fn status(&self) -> u16 {
        match self {
            Self::QueueFull(_) | Self::QueueTime(_) => 503,
            Self::Rate(..) | Self::ClientRate(..) => 429,
        }
    }

    /// Whole seconds after which it is worth trying again, at least one.
    pub fn retry_after(&self) -> u64 {
        match self {
            Self::QueueFull(_) | Self::QueueTime(_) => 1,
            Self::Rate(_, wait) | Self::ClientRate(_, wait) => wait.as_secs() + u64::from(wait.subsec_nanos() > 0),
        }
    }

    /// The limit's value, for the log.
    pub fn value(&self) -> String {
        match self {
            Self::QueueFull(most) => most.to_string(),
            Self::QueueTime(time) => format!("{time:?}"),
            Self::Rate(rate, _) | Self::ClientRate(rate, _) => rate.to_string(),
        }
    }

    /// What the client is told.
    pub fn message(&self) -> &'static str {
        match self {
            Self::QueueFull(_) | Self::QueueTime(_) => "too many requests are under way; try again later",
            Self::Rate(..) | Self::ClientRate(..) => "too many requests in a short time; try again later",
        }
    }
}

/// Leave to run one handler, for as long as it is held.
#[derive(Debug)]
pub struct Admitted {
    _permit: OwnedSemaphorePermit,
    on_end: Option<oneshot::Sender<Infallible>>,
}

impl Admitted {
    /// Ready, with an error, when the handler has ended.
    pub fn ended(&mut self) -> oneshot::Receiver<Infallible> {
        let (sender, receiver) = oneshot::channel();
        self.on_end = Some(sender);
        receiver
    }
}

/// One tenant's budget and how much of it is in use.
#[derive(Debug)]
pub struct Admission {
    budget: Budget,
    running: Arc<Semaphore>,
    waiting: AtomicU32,
    rates: Rates,
}

/// One that waits, until dropped.
struct Waiting<'a>(&'a AtomicU32);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Admission {
    /// Nothing in use.
    pub fn new(budget: Budget) -> Self {
        Self {
            running: Arc::new(Semaphore::new((budget.concurrency as usize).min(Semaphore::MAX_PERMITS))),
            waiting: AtomicU32::new(0),
            rates: Rates::new(budget.requests_per_second, budget.client_requests_per_second),
            budget,
        }
    }

    /// The budget.
    pub fn budget(&self) -> &Budget {
        &self.budget
    }

    /// Counts a request, whatever answers it. A refused client does not use up the tenant's rate.
    pub fn count(&self, client: IpAddr) -> Result<(), Refusal> {
        let (tenant, of_client) = (self.budget.requests_per_second, self.budget.client_requests_per_second);
        self.rates.count_client(client).map_err(|wait| Refusal::ClientRate(of_client.unwrap_or_default(), wait))?;
        self.rates.count_tenant().map_err(|wait| Refusal::Rate(tenant.unwrap_or_default(), wait))
    }

    /// Leave to run a handler, at once or after a wait in the queue.
    pub async fn admit(&self) -> Result<Admitted, Refusal> {
        if let Ok(permit) = Arc::clone(&self.running).try_acquire_owned() {
            return Ok(Admitted { _permit: permit, on_end: None });
        }
        let waiting = self.wait().ok_or(Refusal::QueueFull(self.budget.queue))?;
        let permit = tokio::time::timeout(self.budget.queue_time, Arc::clone(&self.running).acquire_owned()).await;
        drop(waiting);
        match permit {
            Ok(Ok(permit)) => Ok(Admitted { _permit: permit, on_end: None }),
            // The semaphore is never closed: this is the time.
            Ok(Err(_)) | Err(_) => Err(Refusal::QueueTime(self.budget.queue_time)),
        }
    }

    fn wait(&self) -> Option<Waiting<'_>> {
        let most = self.budget.queue;
        let step = |waiting| (waiting < most).then(|| waiting + 1);
        self.waiting.fetch_update(Ordering::Relaxed, Ordering::Relaxed, step).ok().map(|_| Waiting(&self.waiting))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admission(concurrency: u32, queue: u32, queue_time: Duration) -> Admission {
        Admission::new(Budget { concurrency, queue, queue_time, ..Budget::default() })
    }

    #[tokio::test]
    async fn the_queue_is_bounded_and_moves_on() {
        let admission = admission(1, 1, Duration::from_secs(3600));
        let first = admission.admit().await.unwrap();
        let mut second = Box::pin(admission.admit());
        assert!(futures_poll(&mut second).is_pending());
        assert_eq!(admission.admit().await.unwrap_err(), Refusal::QueueFull(1));
        drop(first);
        assert!(second.await.is_ok());
        assert_eq!(admission.waiting.load(Ordering::Relaxed), 0);
    }

    #[tokio::test]
    async fn nobody_waits_for_longer_than_the_queue_time() {
        let time = Duration::from_millis(1);
        let admission = admission(1, 1, time);
        let _first = admission.admit().await.unwrap();
        assert_eq!(admission.admit().await.unwrap_err(), Refusal::QueueTime(time));
        assert_eq!(admission.waiting.load(Ordering::Relaxed), 0);
    }

    fn futures_poll<F: Future + Unpin>(future: &mut F) -> std::task::Poll<F::Output> {
        std::pin::Pin::new(future).poll(&mut std::task::Context::from_waker(std::task::Waker::noop()))
    }
}
