use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use bytes::{Buf, Bytes};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::http2_keep_alive::LastHeard;
use super::stall::Stall;
use super::transport::Transport;

/// Since when nothing waits for the client to take it; none while something does.
#[derive(Clone, Debug)]
pub struct AllSent(Arc<Mutex<Option<Instant>>>);

impl AllSent {
    /// Nothing waits.
    pub fn now() -> Self {
        Self(Arc::new(Mutex::new(Some(Instant::now()))))
    }

    /// See the type.
    pub fn since(&self) -> Option<Instant> {
        // An instant is whole, also where a thread panicked.
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, waits: bool) {
        let mut since = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *since = if waits { None } else { since.or_else(|| Some(Instant::now())) };
    }
}

/// The bytes of an HTTP/2 connection, between its frames and its transport.
pub struct Http2Wire {
    transport: Transport,
    /// What was read before it was known to be HTTP/2.
    begin: Bytes,
    stalled: Stall,
    heard: LastHeard,
    all_sent: AllSent,
}

impl Http2Wire {
    /// `patience`: how long a client may take nothing at all.
    pub fn new(transport: Transport, begin: Bytes, patience: Duration, heard: LastHeard, all_sent: AllSent) -> Self {
        Self { transport, begin, stalled: Stall::new(patience), heard, all_sent }
    }

    /// Gives up when the client takes nothing for too long.
    fn poll_patiently<T>(&mut self, context: &mut Context<'_>, result: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        self.all_sent.note(result.is_pending());
        if result.is_pending() {
            ready!(self.stalled.poll(|| None, context));
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        self.stalled.reset();
        result
    }
}

impl AsyncRead for Http2Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.begin.is_empty() {
            let count = self.begin.len().min(buffer.remaining());
            buffer.put_slice(self.begin.get(..count).unwrap_or_default());
            self.begin.advance(count);
            return Poll::Ready(Ok(()));
        }
        let count = ready!(self.transport.poll_read(context, buffer.initialize_unfilled()))?;
        buffer.advance(count);
        self.heard.note();
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Http2Wire {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, output: &[u8]) -> Poll<io::Result<usize>> {
        self.poll_write_vectored(context, &[IoSlice::new(output)])
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        output: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let result = self.transport.poll_write(context, output);
        self.poll_patiently(context, result)
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let result = self.transport.poll_flush(context);
        self.poll_patiently(context, result)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let result = self.transport.poll_end(context);
        self.poll_patiently(context, result)
    }
}
