//! The `airlock` binary as a command that comes to an end.

use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::thread::JoinHandle;

use anyhow::{Context, Result, anyhow};

use crate::eventually::eventually;
use crate::places;

/// What a command left behind.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The exit code; none when a signal ended it.
    pub code: Option<i32>,
    /// Its standard output.
    pub stdout: String,
    /// Its standard error.
    pub stderr: String,
}

/// `airlock` with these arguments, variables besides those of this process, and this on its standard input.
pub fn airlock_with(arguments: &[&str], variables: &[(&str, &str)], input: &[u8]) -> Result<Outcome> {
    let mut child = Command::new(places::airlock_binary())
        .args(arguments)
        .envs(variables.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("starting airlock")?;
    let stdout = reader(child.stdout.take().context("standard output")?);
    let stderr = reader(child.stderr.take().context("standard error")?);
    // A command that does not read its input may have ended already.
    let _ = child.stdin.take().context("standard input")?.write_all(input);
    let status = eventually(&format!("airlock {arguments:?} ends"), || Ok(child.try_wait()?));
    if status.is_err() {
        let _ = child.kill();
        let _ = child.wait();
    }
    let text = |reader: JoinHandle<Vec<u8>>| {
        let bytes = reader.join().map_err(|_| anyhow!("a reader panicked"))?;
        anyhow::Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    let (stdout, stderr) = (text(stdout)?, text(stderr)?);
    let status = status.with_context(|| format!("it said: {stderr}"))?;
    Ok(Outcome { code: status.code(), stdout, stderr })
}

/// `airlock` with these arguments.
pub fn airlock(arguments: &[&str]) -> Result<Outcome> {
    airlock_with(arguments, &[], b"")
}

/// The same for a command that waits for the network: it may take as long as it takes.
pub fn airlock_over_network(arguments: &[&str]) -> Result<Outcome> {
    let output = Command::new(places::airlock_binary()).args(arguments).output().context("starting airlock")?;
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Ok(Outcome { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) })
}

fn reader(mut pipe: impl Read + Send + 'static) -> JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        // What came before an error is all there is.
        let _ = pipe.read_to_end(&mut bytes);
        bytes
    })
}
