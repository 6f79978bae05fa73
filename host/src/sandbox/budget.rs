//! What one request has used of its limits.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use thiserror::Error;
use wasmtime::ResourceLimiter;

use crate::policy::{Limit, Limits};

/// A request went past a limit; ends its instance.
#[derive(Clone, Copy, Debug, Error)]
#[error("the request used up its limit: {0}")]
pub struct LimitExceeded(pub Limit);

/// Core instances of one component.
pub const MOST_CORE_INSTANCES: usize = 64;

/// Memory of all of an instance's memories and tables together.
#[derive(Debug)]
pub struct MemoryBudget {
    limit: usize,
    used: usize,
    /// What a memory begins with, where that is more than its module says.
    begins_with: usize,
    refused: bool,
}

impl MemoryBudget {
    /// Nothing used yet.
    pub fn new(limits: &Limits) -> Self {
        Self { limit: limits.memory, used: 0, begins_with: 0, refused: false }
    }

    /// Memories that are made from now on have `bytes` from the start.
    pub fn begin_with(&mut self, bytes: usize) {
        self.begins_with = bytes;
    }

    /// Another request begins.
    pub fn begin(&mut self) {
        self.refused = false;
    }

    /// Whether the instance asked for more than it may have.
    pub fn was_refused(&self) -> bool {
        self.refused
    }

    fn grow(&mut self, more: usize) -> bool {
        let Some(total) = self.used.checked_add(more).filter(|&total| total <= self.limit) else {
            self.refused = true;
            return false;
        };
        self.used = total;
        true
    }
}

impl ResourceLimiter for MemoryBudget {
    fn memory_growing(&mut self, current: usize, desired: usize, _maximum: Option<usize>) -> wasmtime::Result<bool> {
        let desired = if current == 0 { desired.max(self.begins_with) } else { desired };
        Ok(self.grow(desired.saturating_sub(current)))
    }

    /// An instance has one. Each takes up addresses, of which there is an end.
    fn memories(&self) -> usize {
        2
    }

    fn tables(&self) -> usize {
        16
    }

    /// Core instances: a component has a few, for what lies between it and the host; one of a dynamically linked language, dozens.
    fn instances(&self) -> usize {
        MOST_CORE_INSTANCES
    }

    fn table_growing(&mut self, current: usize, desired: usize, _maximum: Option<usize>) -> wasmtime::Result<bool> {
        Ok(self.grow(desired.saturating_sub(current).saturating_mul(size_of::<usize>())))
    }
}

/// Processor time of one request, measured around each poll of its future.
///
/// The first slice is measured by the clock on the wall, which is cheap; a request that outlives it is measured by its
/// thread's processor time, so that a busy machine does not count against it.
#[derive(Debug, Default)]
pub struct CpuMeter {
    used: AtomicU64,
    slice_started: AtomicU64,
    slices: AtomicU64,
    preempted: AtomicBool,
}

fn wall_nanoseconds() -> u64 {
    use std::sync::OnceLock;
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_nanos() as u64
}

fn thread_nanoseconds() -> u64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    (time.tv_sec as u64).saturating_mul(1_000_000_000).saturating_add(time.tv_nsec as u64)
}

impl CpuMeter {
    fn clock(&self) -> u64 {
        if self.slices.load(Ordering::Relaxed) == 0 { wall_nanoseconds() } else { thread_nanoseconds() }
    }

    /// The request begins to run on this thread.
    pub fn begin(&self) {
        self.slice_started.store(self.clock(), Ordering::Relaxed);
    }

    /// Counts what `future` takes.
    pub async fn measure<F: Future>(&self, future: F) -> F::Output {
        let mut future = std::pin::pin!(future);
        std::future::poll_fn(|context| {
            self.begin();
            let result = future.as_mut().poll(context);
            self.end();
            result
        })
        .await
    }

    /// The request stops running on this thread.
    pub fn end(&self) {
        self.used.store(self.total().as_nanos() as u64, Ordering::Relaxed);
        if self.preempted.swap(false, Ordering::Relaxed) {
            self.slices.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Time since the request began to run on this thread.
    pub fn slice(&self) -> Duration {
        Duration::from_nanos(self.clock().saturating_sub(self.slice_started.load(Ordering::Relaxed)))
    }

    /// The request would go on, but lets others run.
    pub fn preempt(&self) {
        self.preempted.store(true, Ordering::Relaxed);
    }

    /// Whether the request has let others run and would go on. Tells nothing once [`end`](Self::end) was called.
    pub fn is_preempted(&self) -> bool {
        self.preempted.load(Ordering::Relaxed)
    }

    /// How often the request was preempted.
    pub fn slices(&self) -> u64 {
        self.slices.load(Ordering::Relaxed)
    }

    /// Time used, the running slice included. To be called on the thread that runs the request.
    pub fn total(&self) -> Duration {
        Duration::from_nanos(self.used.load(Ordering::Relaxed)) + self.slice()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_counts_over_all_memories_and_tables() {
        let mut budget = MemoryBudget::new(&Limits { memory: 1000, ..Limits::default() });
        assert!(budget.memory_growing(0, 600, None).unwrap());
        assert!(budget.memory_growing(0, 300, None).unwrap());
        assert!(!budget.was_refused());
        assert!(!budget.table_growing(0, 20, None).unwrap());
        assert!(budget.was_refused());
        assert!(budget.table_growing(0, 10, None).unwrap());
    }

    #[test]
    fn a_memory_counts_with_what_it_begins_with() {
        let mut budget = MemoryBudget::new(&Limits { memory: 1000, ..Limits::default() });
        budget.begin_with(800);
        assert!(budget.memory_growing(0, 600, None).unwrap());
        assert!(!budget.memory_growing(800, 1100, None).unwrap());
        assert!(budget.memory_growing(800, 1000, None).unwrap());
    }
}
