use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use super::PipeProblem;
use crate::policy::Limits;

/// What pipes and templates of one request may use up.
#[derive(Clone, Debug)]
pub struct Bounds {
    /// Most bytes of content in memory.
    pub content: u64,
    /// When the work has to be done.
    pub until: Instant,
    /// Whether there is work to be done at all: threads that carry connections do none.
    works: bool,
    /// Nobody waits for the work any more.
    abandoned: Arc<AtomicBool>,
}

/// Ends the work when it is dropped.
#[derive(Debug)]
pub struct AbandonedOnDrop(Arc<AtomicBool>);

impl Drop for AbandonedOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Bounds {
    /// As a handler's limits would be.
    pub fn new(limits: &Limits) -> Self {
        Self {
            content: limits.response,
            until: Instant::now() + limits.cpu.min(limits.wall),
            works: true,
            abandoned: Arc::default(),
        }
    }

    /// Where no work is to be done.
    pub fn without_work(limits: &Limits) -> Self {
        Self { works: false, ..Self::new(limits) }
    }

    /// The same for work that ends when what is returned beside it is dropped.
    pub fn until_dropped(limits: &Limits) -> (Self, AbandonedOnDrop) {
        let bounds = Self::new(limits);
        let abandoned = AbandonedOnDrop(Arc::clone(&bounds.abandoned));
        (bounds, abandoned)
    }

    /// Whether work may be done.
    pub fn allow_work(&self) -> bool {
        self.works
    }

    /// Whether there is time left to work.
    pub fn check_time(&self) -> Result<(), PipeProblem> {
        let has_time = Instant::now() < self.until && !self.abandoned.load(Ordering::Relaxed);
        if has_time { Ok(()) } else { Err(PipeProblem::TooSlow) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_ends_when_nobody_waits_for_it() {
        let (bounds, abandoned) = Bounds::until_dropped(&Limits::default());
        assert!(bounds.check_time().is_ok());
        drop(abandoned);
        assert!(bounds.check_time().is_err());
    }
}
