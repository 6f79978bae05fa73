//! What every engine for handlers has in common: how a run is watched, how an answer is checked, how a request ends.

pub mod answering;
pub mod endings;
pub mod module_lookup;
mod run;
mod task;

use thiserror::Error;

pub use run::Run;
pub use task::Task;

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The handler returned.
    Done,
    /// It ended early, with or without an answer; the log says why.
    Failed,
}

/// An engine runs as many handlers as it may run at once.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Overload {
    /// The sandbox.
    #[error("all sandboxes are in use")]
    Sandboxes(usize),
    /// The in-process engine.
    #[error("all threads for trusted handlers are busy, and so is their queue")]
    Threads(usize),
}

impl Overload {
    /// The limit's name and value, for the log.
    pub fn limit(self) -> (&'static str, usize) {
        match self {
            Self::Sandboxes(most) => ("max-sandboxes", most),
            Self::Threads(queue) => ("in-process queue", queue),
        }
    }
}
