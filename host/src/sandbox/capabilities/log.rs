//! An instance's lines in the operator's log: escaped, and limited in number of bytes.

use crate::policy::Grant;
use crate::sandbox::bindings::HostError;
use crate::sandbox::bindings::airlock::handler::log::{Host, Level};
use crate::sandbox::state::HandlerState;

impl HandlerState {
    /// Whether a message of `length` bytes still fits the request's log limit; counts it.
    pub(super) fn take_log_room(&mut self, length: usize) -> bool {
        if let Some(left) = self.log_left.checked_sub(length.max(32)) {
            self.log_left = left;
            return true;
        }
        self.log_left = 0;
        if !std::mem::replace(&mut self.log_full, true) {
            let value = self.policy.limits.log;
            tracing::warn!(tenant = &*self.tenant.name, handler = %self.handler, limit = %"log", value, "log limit used up; further lines are dropped");
        }
        false
    }
}

impl Host for HandlerState {
    fn write(&mut self, level: Level, message: String) -> wasmtime::Result<Result<(), HostError>> {
        if !self.policy.grants.log {
            return Ok(Err(self.deny(Grant::Log)));
        }
        if !self.take_log_room(message.len()) {
            return Ok(Ok(()));
        }
        let text = message.escape_debug();
        let (tenant, handler) = (&*self.tenant.name, &*self.handler);
        match level {
            Level::Debug => tracing::debug!(target: "airlock::handler", tenant, handler, "{text}"),
            Level::Info => tracing::info!(target: "airlock::handler", tenant, handler, "{text}"),
            Level::Warning => tracing::warn!(target: "airlock::handler", tenant, handler, "{text}"),
            Level::Error => tracing::error!(target: "airlock::handler", tenant, handler, "{text}"),
        }
        Ok(Ok(()))
    }
}
