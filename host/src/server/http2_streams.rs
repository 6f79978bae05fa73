//! The open streams of an HTTP/2 connection: whether there are any, whether the client takes what it asked for, and
//! whether it asks only to take it back.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

/// So many more requests than were answered may be taken back.
const TAKEN_BACK: u64 = 100;
/// So many pushes may be promised.
const PROMISES: u64 = 1000;

/// See the module.
#[derive(Debug)]
pub struct Http2Streams {
    state: Mutex<State>,
    flood: Notify,
}

#[derive(Debug)]
struct State {
    open: usize,
    idle_since: Instant,
    next: u64,
    /// Streams with content for the client, and by when it has to be taken.
    offered: HashMap<u64, Instant>,
    answered: u64,
    taken_back: u64,
    promised: u64,
}

/// What is wrong with a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing is asked.
    Idle,
    /// Content is not taken.
    Stalled,
}

impl Http2Streams {
    /// A connection that begins now.
    pub fn new(now: Instant) -> Self {
        let state = State {
            open: 0,
            idle_since: now,
            next: 0,
            offered: HashMap::new(),
            answered: 0,
            taken_back: 0,
            promised: 0,
        };
        Self { state: Mutex::new(state), flood: Notify::new() }
    }

    /// A request has come.
    pub fn open(self: &Arc<Self>) -> Http2Stream {
        let mut state = self.state();
        state.open += 1;
        state.next += 1;
        Http2Stream { streams: Arc::clone(self), number: state.next, is_push: false, answered: false }
    }

    /// The client gets what it has not asked for.
    pub fn open_push(self: &Arc<Self>) -> Http2Stream {
        let mut stream = self.open();
        stream.is_push = true;
        stream
    }

    /// Whether one more push may be promised; counts it. A promise that is taken back before it was sent stays in h2 for as long
    /// as the connection.
    pub fn may_promise(&self) -> bool {
        let mut state = self.state();
        state.promised += 1;
        state.promised <= PROMISES
    }

    /// Since when there are none.
    pub fn idle_since(&self) -> Option<Instant> {
        let state = self.state();
        (state.open == 0).then_some(state.idle_since)
    }

    /// What is wrong now, if nothing may be asked for `patience` only.
    pub fn trouble(&self, now: Instant, patience: Duration) -> Option<Trouble> {
        let state = self.state();
        if state.offered.values().any(|deadline| *deadline <= now) {
            return Some(Trouble::Stalled);
        }
        (state.open == 0 && now.duration_since(state.idle_since) >= patience).then_some(Trouble::Idle)
    }

    /// Ready when the client has taken back too much.
    pub async fn flood(&self) {
        self.flood.notified().await;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No code that can panic runs under the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One stream; it is closed when this is dropped.
#[derive(Debug)]
pub struct Http2Stream {
    streams: Arc<Http2Streams>,
    number: u64,
    is_push: bool,
    answered: bool,
}

impl Http2Stream {
    /// All streams of its connection.
    pub fn all(&self) -> &Arc<Http2Streams> {
        &self.streams
    }

    /// The client has content to take until `deadline`.
    pub fn offer(&self, deadline: Instant) {
        self.streams.state().offered.insert(self.number, deadline);
    }

    /// The client has taken it.
    pub fn taken(&self) {
        self.streams.state().offered.remove(&self.number);
    }

    /// The response is complete.
    pub fn set_answered(&mut self) {
        self.answered = true;
    }
}

impl Drop for Http2Stream {
    fn drop(&mut self) {
        let mut state = self.streams.state();
        state.offered.remove(&self.number);
        state.open = state.open.saturating_sub(1);
        state.idle_since = Instant::now();
        if self.is_push {
            return;
        }
        if self.answered {
            state.answered += 1;
        } else {
            state.taken_back += 1;
        }
        if state.taken_back > state.answered + TAKEN_BACK {
            self.streams.flood.notify_one();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_is_to_be_taken_in_time() {
        let now = Instant::now();
        let second = Duration::from_secs(1);
        let streams = Arc::new(Http2Streams::new(now));
        let stream = streams.open();
        assert_eq!(streams.trouble(now + second, second), None);
        stream.offer(now + 2 * second);
        assert_eq!(streams.trouble(now + second, second), None);
        assert_eq!(streams.trouble(now + 2 * second, second), Some(Trouble::Stalled));
        stream.taken();
        assert_eq!(streams.trouble(now + 2 * second, second), None);
        drop(stream);
        assert_eq!(streams.trouble(Instant::now() + second, second), Some(Trouble::Idle));
    }

    #[test]
    fn taking_back_what_was_asked_is_a_flood_at_some_point() {
        let streams = Arc::new(Http2Streams::new(Instant::now()));
        let is_flood = || {
            let mut flood = std::pin::pin!(streams.flood());
            let mut context = std::task::Context::from_waker(std::task::Waker::noop());
            flood.as_mut().poll(&mut context).is_ready()
        };
        streams.open().set_answered();
        // One was answered.
        for _ in 0..TAKEN_BACK + 2 {
            assert!(!is_flood());
            drop(streams.open());
        }
        assert!(is_flood());
    }
}
