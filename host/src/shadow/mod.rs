//! A trusted handler's requests run a second time, in the sandbox, and compared: how an operator learns what would change
//! if the handler were trusted no longer. In: a request, what the trusted run answered, what the stash told it. Out: a line
//! in the log. The client sees nothing of it, the stash is not touched.

mod comparison;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use tokio::sync::Semaphore;

use crate::engine::Task;
use crate::exchange::{Exchange, RecordedResponse, RequestBody, RequestHead, ResponseChannel};
use crate::policy::{Policy, Shadow, Trust};
use crate::sandbox::PythonSandbox;
use crate::stash::{StashRecord, StashView};
use crate::tenant::Admitted;

/// Second runs at once, of all tenants; requests that find no place are not run again.
const AT_ONCE: usize = 8;
/// Requests with a larger body are not run again.
const BODY: usize = 1 << 20;
/// Content that is compared.
const CONTENT: usize = 8 << 20;

/// What has been compared for one tenant.
#[derive(Debug, Default)]
pub struct ShadowCounts {
    seen: AtomicU64,
    compared: AtomicU64,
    different: AtomicU64,
}

impl ShadowCounts {
    /// Whether the next request is one of the sample: they lie evenly among all.
    fn takes_next(&self, sample: f64) -> bool {
        let seen = self.seen.fetch_add(1, Ordering::Relaxed) as f64;
        ((seen + 1.0) * sample).floor() > (seen * sample).floor()
    }
}

/// Runs requests a second time; one for the whole server.
#[derive(Debug)]
pub struct Shadows {
    places: Arc<Semaphore>,
}

impl Default for Shadows {
    fn default() -> Self {
        Self { places: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

/// A request that is to be run a second time.
struct SecondRun {
    sandbox: Arc<PythonSandbox>,
    /// The first run's.
    task: Task,
    request: Arc<RequestHead>,
    body: Bytes,
    record: Arc<StashRecord>,
}

impl Shadows {
    /// Arranges for `exchange` to be run again when `task` is done, if it is one of the sample.
    pub async fn follow(&self, sandbox: &Arc<PythonSandbox>, task: &mut Task, exchange: &mut Exchange) {
        let Some(Shadow { sample }) = task.policy.shadow else { return };
        if !task.tenant.shadow_counts.takes_next(sample) {
            return;
        }
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else { return };
        // A body that breaks off is the first run's to find out.
        let Ok(Some(body)) = exchange.body.copy(BODY).await else { return };
        let Some(ended) = exchange.admitted.as_mut().map(Admitted::ended) else { return };
        let record = Arc::new(StashRecord::default());
        task.stash = StashView::Recorded(Arc::clone(&task.tenant.stash), Arc::clone(&record));
        task.response = Arc::new(ResponseChannel::recording(CONTENT));
        let second = SecondRun {
            sandbox: Arc::clone(sandbox),
            task: task.clone(),
            request: Arc::clone(&exchange.request),
            body,
            record,
        };
        tokio::spawn(async move {
            // An error is how the end shows.
            let _ = ended.await;
            if let Some(first) = second.task.response.take_recording() {
                second.compare_with(&first).await;
            }
            drop(place);
        });
    }
}

impl SecondRun {
    async fn compare_with(self, first: &RecordedResponse) {
        let Task { tenant, handler, .. } = self.task.clone();
        if first.lost {
            return;
        }
        let (request, docroot) = (Arc::clone(&self.request), tenant.docroot.location().to_owned());
        let Some(second) = self.run().await else {
            tracing::debug!(tenant = &*tenant.name, %handler, "shadow: no sandbox for a second run");
            return;
        };
        let differences = comparison::differences(first, &second, &docroot);
        let counts = &tenant.shadow_counts;
        let compared = counts.compared.fetch_add(1, Ordering::Relaxed) + 1;
        let differs = u64::from(!differences.is_empty());
        let different = counts.different.fetch_add(differs, Ordering::Relaxed) + differs;
        let (tenant, method) = (&*tenant.name, &request.method);
        let target = String::from_utf8_lossy(&request.target);
        if !differences.is_empty() {
            let differences = differences.join("; ");
            tracing::warn!(tenant, %handler, method, %target, differences, compared, different,
                "shadow: the sandbox answers differently");
        } else if compared.is_power_of_two() {
            tracing::info!(tenant, compared, different, "shadow: the sandbox answers as the trusted engine does");
        } else {
            tracing::debug!(tenant, %handler, method, %target, "shadow: the same answer");
        }
    }

    /// The sandbox's answer; none when there is no place for it.
    async fn run(self) -> Option<Box<RecordedResponse>> {
        let Self { sandbox, task, request, body, record } = self;
        let policy = Arc::new(Policy { trust: Trust::Sandbox, shadow: None, ..(*task.policy).clone() });
        let response = Arc::new(ResponseChannel::recording(CONTENT));
        let stash = StashView::Played(Arc::clone(&task.tenant.stash), record);
        let task = Task { policy, stash, response: Arc::clone(&response), ..task };
        let exchange = Exchange { request, body: RequestBody::whole(body), admitted: None };
        let run = sandbox.handle(exchange, task).ok()?;
        // How it ended shows in what it answered.
        let _ = run.unattended().await;
        response.take_recording()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_lies_evenly() {
        let counts = ShadowCounts::default();
        let taken: Vec<_> = (0..12).map(|_| counts.takes_next(0.25)).collect();
        assert_eq!(taken.iter().filter(|&&taken| taken).count(), 3);
        assert!(taken[3] && taken[7] && taken[11]);
        assert!((0..5).all(|_| ShadowCounts::default().takes_next(1.0)));
    }
}
