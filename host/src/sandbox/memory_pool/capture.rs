//! What a memory holds at its end, for an image of its own.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use super::Snapshot;

/// Gets the content of one memory when that is dropped, if it was asked to.
#[derive(Clone, Debug, Default)]
pub struct Capture(Arc<Mutex<State>>);

#[derive(Debug, Default)]
enum State {
    #[default]
    NotWanted,
    Wanted,
    Taken(io::Result<Snapshot>),
}

impl Capture {
    fn replace(&self, state: State) -> State {
        std::mem::replace(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner), state)
    }

    /// The memory is as it is to be kept, and will be dropped now.
    pub fn want(&self) {
        self.replace(State::Wanted);
    }

    /// The memory is being dropped.
    pub(super) fn fill(&self, content: impl FnOnce() -> io::Result<Snapshot>) {
        if let State::Wanted = self.replace(State::NotWanted) {
            self.replace(State::Taken(content()));
        }
    }

    /// The content; none if the memory still lives, or it was not wanted.
    pub fn take(&self) -> Option<io::Result<Snapshot>> {
        match self.replace(State::NotWanted) {
            State::Taken(content) => Some(content),
            _ => None,
        }
    }
}
