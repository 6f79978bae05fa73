//! What a request's run knows of its memory: the page faults it caused (a request without any has made no page of its
//! memory private that was not so before), and which memory it is, so that it can be made smaller while it waits.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::MemoryImage;
use super::pages::thread_faults;

/// The faults of one request, over all threads that ran it.
#[derive(Clone, Debug, Default)]
pub struct FaultMeter {
    count: Arc<AtomicU64>,
    memory: Arc<Mutex<Option<Memory>>>,
}

/// The part of a memory in use that its image gives.
struct Memory {
    addresses: Range<usize>,
    image: Arc<MemoryImage>,
}

impl std::fmt::Debug for Memory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.addresses.fmt(f)
    }
}

thread_local! {
    /// The meter of the request that this thread runs, and the thread's faults when it began to.
    static RUNNING: RefCell<Option<(FaultMeter, u64)>> = const { RefCell::new(None) };
}

impl FaultMeter {
    /// Counts what `run` causes on this thread.
    pub fn measure<T>(&self, run: impl FnOnce() -> T) -> T {
        let before = thread_faults();
        let outer = RUNNING.replace(Some((self.clone(), before)));
        let result = run();
        RUNNING.set(outer);
        self.count.fetch_add(thread_faults().wrapping_sub(before), Ordering::Relaxed);
        result
    }

    /// The memory of the request that this thread runs will be used after it, by requests that count for themselves.
    pub fn outlives_request() {
        RUNNING.with_borrow(|running| {
            if let Some((meter, _)) = running {
                meter.count.fetch_add(1, Ordering::Relaxed);
            }
        });
    }

    /// Whether very many memories are in use.
    pub fn is_crowded(&self) -> bool {
        let memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        memory.as_ref().is_some_and(|memory| memory.image.is_crowded())
    }

    /// The request waits, and will for a while: where many do, its memory lets go of the pages that it only reads.
    /// To be called while nothing of the request runs.
    pub fn rest(&self) {
        let memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(memory) = &*memory {
            memory.image.rest(&memory.addresses);
        }
    }
}

/// One memory's view of its request's faults.
#[derive(Debug)]
pub struct FaultCount(Option<FaultMeter>);

impl FaultCount {
    /// Of the request that this thread runs now.
    pub fn of_this_poll() -> Self {
        Self(RUNNING.with_borrow(|running| running.as_ref().map(|(meter, _)| meter.clone())))
    }

    /// Names the memory in use; none when it is no longer.
    pub fn set_memory(&self, memory: Option<(Range<usize>, Arc<MemoryImage>)>) {
        if let Some(meter) = &self.0 {
            let memory = memory.map(|(addresses, image)| Memory { addresses, image });
            *meter.memory.lock().unwrap_or_else(PoisonError::into_inner) = memory;
        }
    }

    /// Whether there were any, or may have been.
    pub fn any(&self) -> bool {
        let Some(meter) = &self.0 else { return true };
        let running = RUNNING.with_borrow(|running| match running {
            Some((current, before)) if Arc::ptr_eq(&current.count, &meter.count) => {
                thread_faults().wrapping_sub(*before)
            }
            _ => 0,
        });
        running != 0 || meter.count.load(Ordering::Relaxed) != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_touched_page_counts_and_an_outsider_always_may_have() {
        assert!(FaultCount::of_this_poll().any());
        let meter = FaultMeter::default();
        let count = meter.measure(FaultCount::of_this_poll);
        assert!(meter.measure(|| {
            let fresh = vec![1u8; 8 << 20];
            std::hint::black_box(&fresh);
            count.any()
        }));
        assert!(count.any());
    }
}
