//! An instance's lines in the operator's log.

use super::to_guest;
use crate::engine::answering::LogLevel;
use crate::sandbox::bindings::HostError;
use crate::sandbox::bindings::airlock::handler::log::{Host, Level};
use crate::sandbox::state::HandlerState;

impl Host for HandlerState {
    fn write(&mut self, level: Level, message: String) -> wasmtime::Result<Result<(), HostError>> {
        let level = match level {
            Level::Debug => LogLevel::Debug,
            Level::Info => LogLevel::Info,
            Level::Warning => LogLevel::Warning,
            Level::Error => LogLevel::Error,
        };
        to_guest(self.answering.log(level, &message))
    }
}
