use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use super::Outcome;
use crate::exchange::ResponseChannel;
use crate::in_process::TrustedRun;
use crate::sandbox::HandlerRun;

/// A handler that is running, in whichever engine.
pub enum Run {
    /// In an instance of its own.
    Sandbox(HandlerRun),
    /// In the server's process.
    InProcess(TrustedRun),
}

macro_rules! each {
    ($self:ident, $run:ident => $result:expr) => {
        match $self {
            Run::Sandbox($run) => $result,
            Run::InProcess($run) => $result,
        }
    };
}

impl Run {
    /// Where the handler writes to.
    pub fn response(&self) -> &Arc<ResponseChannel> {
        each!(self, run => run.response())
    }

    /// The handler's path, and when its time is over.
    pub fn deadline(&self) -> (Arc<str>, Instant) {
        each!(self, run => run.deadline())
    }

    /// Whether the policy lets the handler write raw bytes.
    pub fn may_write_raw(&self) -> bool {
        each!(self, run => run.may_write_raw())
    }

    /// Whether the handler has ended.
    pub fn has_ended(&self) -> bool {
        each!(self, run => run.has_ended())
    }

    /// The client has left: the handler's writes fail from now on, and it is ended if it does not end by itself soon.
    pub fn abandon(self) {
        each!(self, run => run.abandon());
    }
}

impl Future for Run {
    type Output = Outcome;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Outcome> {
        let run = &mut *self;
        each!(run, run => Pin::new(run).poll(context))
    }
}
