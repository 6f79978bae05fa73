use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::time::Sleep;

use super::draft::Draft;
use super::lease::Lease;
use super::parts::Parts;
use crate::pipes::{Act, Pace};

/// A file's content on its way to the client, in pieces and at the pace that a pipe sets.
#[derive(Debug)]
pub struct FileContent {
    parts: Parts,
    tells_length: bool,
    is_sized: bool,
    trickle: Option<Trickle>,
    /// Leave to be at work, held until the end.
    lease: Option<Lease>,
}

#[derive(Debug)]
struct Trickle {
    pace: Pace,
    /// What is left of the time that may be waited.
    allowance: Duration,
    sleep: Option<Pin<Box<Sleep>>>,
    /// Bytes to send before the next wait.
    due: u64,
    /// The allowance is used up; hyper has had a chance to send what it has.
    over: bool,
}

impl FileContent {
    /// All of `parts`, as fast as the client takes them.
    pub fn new(parts: Parts) -> Self {
        Self { parts, tells_length: false, is_sized: false, trickle: None, lease: None }
    }

    /// The content of a response, with waits of `allowance` at most. `is_sized`: its head says how long it is.
    pub fn of_draft(draft: Draft, is_sized: bool, allowance: Duration, lease: Option<Lease>) -> Self {
        let Draft { content: parts, tells_length, pace, .. } = draft;
        let trickle = pace.map(|pace| Trickle { pace, allowance, sleep: None, due: 0, over: false });
        Self { parts, tells_length, is_sized, trickle, lease }
    }

    /// The file's path, and when its time is over, if it has one.
    pub fn deadline(&self) -> Option<(Arc<str>, Instant)> {
        self.lease.as_ref().map(Lease::deadline)
    }

    /// Bytes to come, where the response is to say so.
    pub fn told_length(&self) -> Option<u64> {
        self.tells_length.then(|| self.left())
    }

    /// Whether the end comes when it comes: not after so many bytes, as a pace can go on behind the last one.
    pub fn ends_by_itself(&self) -> bool {
        self.trickle.is_some() && !self.is_sized
    }

    /// Bytes to come.
    pub fn left(&self) -> u64 {
        self.parts.len()
    }

    /// Whether all has been said: a pace can go on behind the last byte.
    pub fn has_ended(&self) -> bool {
        self.trickle.is_none() && self.parts.is_empty()
    }

    /// The next piece.
    pub fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        if self.lease.as_mut().is_some_and(|lease| lease.poll_over(context).is_ready()) {
            return Poll::Ready(Some(Err(io::ErrorKind::ConnectionAborted.into())));
        }
        let Some(trickle) = &mut self.trickle else { return Poll::Ready(self.parts.next_piece(u64::MAX)) };
        loop {
            if let Some(sleep) = &mut trickle.sleep {
                ready!(sleep.as_mut().poll(context));
                trickle.sleep = None;
            }
            if trickle.over {
                return Poll::Ready(Some(Err(io::ErrorKind::ConnectionAborted.into())));
            }
            if trickle.due > 0 {
                let piece = self.parts.next_piece(trickle.due);
                let sent = piece.as_ref().and_then(|piece| piece.as_ref().ok()).map_or(0, Bytes::len);
                trickle.due = trickle.due.saturating_sub(sent as u64);
                return Poll::Ready(piece);
            }
            match trickle.pace.next(self.parts.len()) {
                None => return Poll::Ready(None),
                Some(Act::Send(count)) => trickle.due = count,
                Some(Act::Wait(time)) => {
                    let granted = time.min(trickle.allowance);
                    trickle.over = granted < time;
                    trickle.allowance = trickle.allowance.saturating_sub(granted);
                    if trickle.over {
                        tracing::warn!(limit = "wall-time", value = ?time, "a trickled response is cut: its delays are too long");
                    }
                    trickle.sleep = Some(Box::pin(tokio::time::sleep(granted)));
                }
            }
        }
    }
}
