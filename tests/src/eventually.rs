//! Waiting for something that another process brings about: looked for again and again, never slept for.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::raw_http::DEADLINE;

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(5);

/// What `look` finds, as soon as it finds something. An error when it has not after [`DEADLINE`]; `what` says what was
/// waited for.
pub fn eventually<T>(what: &str, mut look: impl FnMut() -> Result<Option<T>>) -> Result<T> {
    let deadline = Instant::now() + DEADLINE;
    loop {
        if let Some(found) = look()? {
            return Ok(found);
        }
        if Instant::now() >= deadline {
            bail!("waited {DEADLINE:?} in vain: {what}");
        }
        std::thread::sleep(PAUSE);
    }
}
