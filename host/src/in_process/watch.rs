//! Sees to it that handlers end which have to: interrupts them, twice, and gives up the thread of one that goes on.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Weak};
use std::thread;
use std::time::{Duration, Instant};

use super::interrupter::Interrupter;
use super::pool::InProcess;
use super::request::TrustedRequest;

/// Between the two interruptions.
const AGAIN: Duration = Duration::from_millis(250);
/// From the second one to giving up.
const PATIENCE: Duration = Duration::from_millis(1000);

/// Takes requests that have to end.
#[derive(Debug)]
pub struct Watch(Sender<Arc<TrustedRequest>>);

/// A request that has to end, and what is done next about it.
struct Stopping {
    request: Arc<TrustedRequest>,
    next: Instant,
    interrupted: bool,
}

/// Requests on their way to the watch's thread.
pub struct Watched(Receiver<Arc<TrustedRequest>>);

impl Watched {
    /// Starts the thread.
    pub fn start(self, engine: Weak<InProcess>, interrupter: Interrupter) -> std::io::Result<()> {
        let name = "trusted-watch".to_owned();
        thread::Builder::new().name(name).spawn(move || watch(&self.0, &engine, &interrupter))?;
        Ok(())
    }
}

impl Watch {
    /// A watch whose thread is still to be started.
    pub fn new() -> (Self, Watched) {
        let (sender, receiver) = channel();
        (Self(sender), Watched(receiver))
    }

    /// From now on sees to it that the request ends.
    pub fn take(&self, request: Arc<TrustedRequest>) {
        // The thread lives as long as somebody can send.
        let _ = self.0.send(request);
    }
}

fn watch(requests: &Receiver<Arc<TrustedRequest>>, engine: &Weak<InProcess>, interrupter: &Interrupter) {
    let mut stopping: Vec<Stopping> = Vec::new();
    loop {
        let next = stopping.iter().map(|one| one.next).min();
        let received = match next {
            None => requests.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(next) => requests.recv_timeout(next.saturating_duration_since(Instant::now())),
        };
        match received {
            Ok(request) => {
                interrupter.interrupt(&request);
                stopping.push(Stopping { request, next: Instant::now() + AGAIN, interrupted: false });
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        let now = Instant::now();
        stopping.retain_mut(|one| {
            if one.request.has_ended() {
                return false;
            }
            if one.next > now {
                return true;
            }
            if !one.interrupted {
                one.interrupted = true;
                one.next = now + PATIENCE;
                interrupter.interrupt(&one.request);
                return true;
            }
            if let Some(engine) = engine.upgrade() {
                engine.give_up(&one.request);
            }
            false
        });
    }
}
