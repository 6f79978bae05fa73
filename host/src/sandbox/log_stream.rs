//! What programs print: lines in the log.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use tokio::io::AsyncWrite;
use wasmtime_wasi::async_trait;
use wasmtime_wasi::cli::{IsTerminal, StdoutStream};
use wasmtime_wasi::p2::{OutputStream, Pollable, StreamResult};

use crate::engine::answering::{Answering, LogLevel};

/// Bytes that a program may print at once.
const PIECE: usize = 64 << 10;
/// Longer lines are cut in several.
const LINE: usize = 8 << 10;

/// A program's standard error, or an output that has no other place. All clones are the same stream.
#[derive(Clone)]
pub struct LogStream(Arc<Lines>);

struct Lines {
    /// The request that is being answered.
    answering: Mutex<Arc<Answering>>,
    level: LogLevel,
    /// What has come of a line.
    coming: Mutex<Vec<u8>>,
}

impl LogStream {
    /// Into the log of the request that is answered by `answering`.
    pub fn new(answering: Arc<Answering>, level: LogLevel) -> Self {
        Self(Arc::new(Lines { answering: Mutex::new(answering), level, coming: Mutex::default() }))
    }

    /// Another request begins: what is printed from now on belongs to it.
    pub fn turn_to(&self, answering: Arc<Answering>) {
        self.0.finish();
        *self.0.answering() = answering;
    }

    /// The program has ended: the last line may have no end.
    pub fn finish(&self) {
        self.0.finish();
    }
}

impl Lines {
    fn answering(&self) -> MutexGuard<'_, Arc<Answering>> {
        self.answering.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn finish(&self) {
        let line = std::mem::take(&mut *self.coming());
        if !line.is_empty() {
            self.log(&line);
        }
    }

    fn coming(&self) -> MutexGuard<'_, Vec<u8>> {
        // A list of bytes at every moment.
        self.coming.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, bytes: &[u8]) {
        let mut coming = self.coming();
        for piece in bytes.split_inclusive(|&byte| byte == b'\n') {
            coming.extend_from_slice(piece);
            let has_ended = coming.last() == Some(&b'\n');
            if has_ended || coming.len() >= LINE {
                let line = std::mem::take(&mut *coming);
                self.log(line.trim_ascii_end());
            }
        }
    }

    fn log(&self, line: &[u8]) {
        // Refused where the policy withholds the log, which the log says once.
        let _ = self.answering().log(self.level, &String::from_utf8_lossy(line));
    }
}

impl Drop for Lines {
    fn drop(&mut self) {
        self.finish();
    }
}

#[async_trait]
impl Pollable for LogStream {
    async fn ready(&mut self) {}
}

#[async_trait]
impl OutputStream for LogStream {
    fn write(&mut self, bytes: Bytes) -> StreamResult<()> {
        self.0.push(&bytes);
        Ok(())
    }

    fn flush(&mut self) -> StreamResult<()> {
        Ok(())
    }

    fn check_write(&mut self) -> StreamResult<usize> {
        Ok(PIECE)
    }
}

impl IsTerminal for LogStream {
    fn is_terminal(&self) -> bool {
        false
    }
}

impl StdoutStream for LogStream {
    fn async_stream(&self) -> Box<dyn AsyncWrite + Send + Sync> {
        // For later versions of WASI, which are not offered.
        Box::new(tokio::io::empty())
    }

    fn p2_stream(&self) -> Box<dyn OutputStream> {
        Box::new(self.clone())
    }
}
