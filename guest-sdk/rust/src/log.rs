//! The operator's log.
//!
//! What can not be written, because the policy withholds the log, is left out: a handler goes on as if nobody read it.

use crate::bindings::airlock::handler::log::Level;
use crate::host;

/// For whoever looks for a fault.
pub fn debug(message: impl AsRef<str>) {
    write(Level::Debug, message.as_ref());
}

/// What the operator may want to know.
pub fn info(message: impl AsRef<str>) {
    write(Level::Info, message.as_ref());
}

/// What the operator ought to look at.
pub fn warning(message: impl AsRef<str>) {
    write(Level::Warning, message.as_ref());
}

/// What went wrong.
pub fn error(message: impl AsRef<str>) {
    write(Level::Error, message.as_ref());
}

fn write(level: Level, message: &str) {
    let _ = host::log(level, message);
}
