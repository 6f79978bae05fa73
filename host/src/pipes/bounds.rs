use std::time::{Duration, Instant};

use super::PipeProblem;
use crate::policy::Limits;

/// What pipes and templates of one request may use up.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Most bytes of content in memory.
    pub content: u64,
    /// When the work has to be done.
    pub until: Instant,
    /// Longest time that delays may add up to.
    pub waits: Duration,
}

impl Bounds {
    /// As a handler's limits would be.
    pub fn new(limits: &Limits) -> Self {
        Self { content: limits.response, until: Instant::now() + limits.cpu.min(limits.wall), waits: limits.wall }
    }

    /// Whether there is time left to work.
    pub fn check_time(&self) -> Result<(), PipeProblem> {
        if Instant::now() < self.until { Ok(()) } else { Err(PipeProblem::TooSlow) }
    }
}
