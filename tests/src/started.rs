//! Starting another program's server: its log goes to a file, and it is waited for until it says where it listens.

use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result};

use crate::ready_line;

/// How long a start may take.
const STARTS_WITHIN: Duration = Duration::from_secs(60);

/// The process of `command`, and what `find` makes of a line on its standard output. One that says nothing is ended. `what`
/// is its name in messages.
pub fn started<T: Send + 'static>(
    command: &mut Command,
    what: &str,
    log: &Path,
    find: impl Fn(&str) -> Option<T> + Send + 'static,
) -> Result<(Child, T)> {
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(File::create(log)?)
        .spawn()
        .with_context(|| format!("starting {what}"))?;
    let stdout = child.stdout.take().context("its standard output")?;
    match ready_line::wait_for_line(stdout, STARTS_WITHIN, find) {
        Ok(found) => Ok((child, found)),
        Err(error) => {
            let _ = child.kill();
            let _ = child.wait();
            Err(error).with_context(|| format!("{what} did not start:\n{}", ready_line::tail_of(log)))
        }
    }
}
