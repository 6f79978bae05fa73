//! A server's log, read while the server writes it.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::eventually::eventually;
use crate::wire_text::readable;

/// The file that a server's standard error goes to.
#[derive(Debug)]
pub struct ServerLog {
    path: PathBuf,
}

impl ServerLog {
    /// The log at `path`.
    pub fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// All bytes so far.
    pub fn bytes(&self) -> Result<Vec<u8>> {
        std::fs::read(&self.path).with_context(|| format!("reading the log {}", self.path.display()))
    }

    /// All of it as text.
    pub fn text(&self) -> Result<String> {
        Ok(String::from_utf8_lossy(&self.bytes()?).into_owned())
    }

    /// How many bytes it has.
    pub fn size(&self) -> Result<u64> {
        Ok(std::fs::metadata(&self.path)?.len())
    }

    /// The lines that hold every one of `words`.
    pub fn lines_with(&self, words: &[&str]) -> Result<Vec<String>> {
        Ok(self
            .text()?
            .lines()
            .filter(|line| words.iter().all(|word| line.contains(word)))
            .map(str::to_owned)
            .collect())
    }

    /// The first line that holds every one of `words`, as soon as it is there.
    pub fn wait_for(&self, words: &[&str]) -> Result<String> {
        eventually(&format!("a log line with {words:?}"), || Ok(self.lines_with(words)?.into_iter().next()))
            .with_context(|| format!("the log ends with:\n{}", self.tail()))
    }

    /// Waits until as many lines as `count` hold every one of `words`.
    pub fn wait_for_lines(&self, count: usize, words: &[&str]) -> Result<()> {
        eventually(&format!("{count} log lines with {words:?}"), || {
            Ok((self.lines_with(words)?.len() >= count).then_some(()))
        })
        .with_context(|| format!("the log ends with:\n{}", self.tail()))
    }

    /// Its last lines, for an error message.
    pub fn tail(&self) -> String {
        const BYTES: usize = 3000;
        let bytes = self.bytes().unwrap_or_default();
        readable(bytes.get(bytes.len().saturating_sub(BYTES)..).unwrap_or_default())
    }
}
