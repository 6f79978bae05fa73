//! The engine's public face in a program that was built without it: it never starts.

use std::convert::Infallible;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use super::StartError;
use crate::engine::{Outcome, Overload, Task};
use crate::exchange::{Exchange, ResponseChannel};
use crate::policy::InProcessSettings;

/// Never made.
#[derive(Debug)]
pub struct InProcess(Infallible);

impl InProcess {
    /// Fails: the engine was not built in.
    pub fn start(_settings: &InProcessSettings, _packages: &Path) -> Result<Arc<Self>, StartError> {
        Err(StartError::NotBuilt)
    }

    /// Never called: there is no engine.
    pub fn handle(self: &Arc<Self>, _exchange: Exchange, _task: Task) -> Result<TrustedRun, Overload> {
        match self.0 {}
    }
}

/// Never made.
#[derive(Debug)]
pub struct TrustedRun(Infallible);

impl TrustedRun {
    /// Where the handler writes to.
    pub fn response(&self) -> &Arc<ResponseChannel> {
        match self.0 {}
    }

    /// The handler's path, and when its time is over.
    pub fn deadline(&self) -> (Arc<str>, Instant) {
        match self.0 {}
    }

    /// Whether the policy lets the handler write raw bytes.
    pub fn may_write_raw(&self) -> bool {
        match self.0 {}
    }

    /// Whether the handler has ended.
    pub fn has_ended(&self) -> bool {
        match self.0 {}
    }

    /// The client has left.
    pub fn abandon(self) {
        match self.0 {}
    }
}

impl Future for TrustedRun {
    type Output = Outcome;

    fn poll(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<Outcome> {
        match self.0 {}
    }
}
