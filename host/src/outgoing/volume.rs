use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::OutgoingError;
use crate::engine::Task;
use crate::engine::answering::Answering;
use crate::policy::Limit;

/// Bytes that one request's handler may still send to other servers and get from them.
#[derive(Debug)]
pub struct Volume {
    left: AtomicU64,
    is_told: AtomicBool,
    answering: Arc<Answering>,
}

impl Volume {
    /// All that the policy of what `answering` is for allows.
    pub fn new(answering: Arc<Answering>) -> Self {
        let left = AtomicU64::new(answering.task().policy.limits.outgoing);
        Self { left, is_told: AtomicBool::new(false), answering }
    }

    /// Counts `bytes`.
    pub fn take(&self, bytes: usize) -> Result<(), OutgoingError> {
        let take = |left: u64| left.checked_sub(bytes as u64);
        if self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok() {
            return Ok(());
        }
        self.left.store(0, Ordering::Relaxed);
        let Task { tenant, handler, policy, .. } = self.answering.task();
        if !self.is_told.swap(true, Ordering::Relaxed) {
            let (limit, value) = (Limit::Outgoing, Limit::Outgoing.value(&policy.limits));
            tracing::warn!(tenant = &*tenant.name, %handler, %limit, value, "outgoing requests ended: over their limit");
        }
        Err(OutgoingError::Volume(policy.limits.outgoing))
    }
}
