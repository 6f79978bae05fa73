//! Panics of a handler, told to the host: the instance ends with them, and nothing unwinds.

use std::panic;

use crate::host;

/// Have the next panic answer with a 500 and its message and place as the detail.
pub fn install() {
    panic::set_hook(Box::new(|panic| {
        // If this fails, the host sees the trap that follows.
        let _ = host::fail(500, &panic.to_string());
    }));
}
