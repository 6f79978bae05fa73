//! An instance's lines in the operator's log: escaped, and limited in number of bytes.

use crate::sandbox::bindings::airlock::handler::log::{Host, Level};
use crate::sandbox::state::HandlerState;

impl Host for HandlerState {
    fn write(&mut self, level: Level, message: String) -> wasmtime::Result<()> {
        let Some(left) = self.log_left.checked_sub(message.len().max(32)) else {
            if self.log_left > 0 {
                self.log_left = 0;
                tracing::warn!(handler = %self.handler, limit = "log", value = self.policy.limits.log,
                    "the request has used up its log limit; further lines are dropped");
            }
            return Ok(());
        };
        self.log_left = left;
        let text = message.escape_debug();
        let handler = &*self.handler;
        match level {
            Level::Debug => tracing::debug!(target: "airlock::handler", handler, "{text}"),
            Level::Info => tracing::info!(target: "airlock::handler", handler, "{text}"),
            Level::Warning => tracing::warn!(target: "airlock::handler", handler, "{text}"),
            Level::Error => tracing::error!(target: "airlock::handler", handler, "{text}"),
        }
        Ok(())
    }
}
