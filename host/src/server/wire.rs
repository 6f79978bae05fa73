//! A connection's bytes, between hyper and the socket.
//!
//! hyper frames and schedules, but writes heads in its own spelling. A response's head is therefore sent to hyper under
//! a token, and what it writes under that token is replaced here by the head as the handler gave it. On the way in,
//! each request's head is kept as it came.

use std::cell::RefCell;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker, ready};
use std::time::Duration;

use bytes::{Buf, Bytes};
use hyper::rt::{Read, ReadBufCursor, Write};
use tokio::sync::Notify;

use super::head_recorder::{HeadRecorder, RecordedHead};
use super::http2_preface::FirstBytes;
use super::stall::{Stall, WriteDeadline};
use super::transport::Transport;

/// `HTTP/1.1 200 `, in front of the token in a head by hyper.
const BEFORE_TOKEN: usize = 13;
const SLICES: usize = 16;
const READ: usize = 64 << 10;

/// Marks one response's head in hyper's output. Unguessable, and never sent.
pub type Token = [u8; 32];

/// What the service and the connection's bytes have in common.
#[derive(Debug, Default)]
pub struct WireLink {
    state: Mutex<LinkState>,
    close: Notify,
}

#[derive(Debug, Default)]
struct LinkState {
    requests: HeadRecorder,
    replacement: Option<(Token, Bytes)>,
    tail: Vec<u8>,
    write_deadline: WriteDeadline,
    /// A handler is still writing beyond its response's end.
    exceeding: bool,
    shutdown: Option<Waker>,
    /// The connection's first bytes, if they begin HTTP/2: then it is none of this wire's.
    http2: Option<Bytes>,
}

impl WireLink {
    fn state(&self) -> MutexGuard<'_, LinkState> {
        // No code that can panic runs under the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The head of the request that hyper hands out now.
    pub fn take_request_head(&self) -> Option<RecordedHead> {
        self.state().requests.take()
    }

    /// Whether the client is in the middle of a request body.
    pub fn is_in_request_body(&self) -> bool {
        self.state().requests.is_in_body()
    }

    /// The connection is to end with the response under way.
    pub fn request_close(&self) {
        self.close.notify_one();
    }

    /// Ready when the connection is to end.
    pub async fn close_requested(&self) {
        self.close.notified().await;
    }

    /// Bytes behind the last response, beyond its own framing; the connection ends after them.
    pub fn push_tail(&self, tail: &[u8]) {
        self.state().tail.extend_from_slice(tail);
        self.request_close();
    }

    /// Whether more of a tail may come: the connection waits with its end for it.
    pub fn set_exceeding(&self, exceeding: bool) {
        let waker = {
            let mut state = self.state();
            state.exceeding = exceeding;
            if exceeding { None } else { state.shutdown.take() }
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    fn poll_tail(&self, context: &mut Context<'_>) -> Poll<Bytes> {
        let mut state = self.state();
        if state.exceeding {
            state.shutdown = Some(context.waker().clone());
            return Poll::Pending;
        }
        Poll::Ready(Bytes::from(std::mem::take(&mut state.tail)))
    }

    /// Waits for a handler that still writes beyond its response's end. Whether it has written anything there: then nothing
    /// else may follow on the connection.
    pub async fn has_exceeded(&self) -> bool {
        std::future::poll_fn(|context| {
            let mut state = self.state();
            if state.exceeding {
                state.shutdown = Some(context.waker().clone());
                return Poll::Pending;
            }
            Poll::Ready(!state.tail.is_empty())
        })
        .await
    }

    /// The first bytes of a connection that turned out to be HTTP/2.
    pub fn take_http2(&self) -> Option<Bytes> {
        self.state().http2.take()
    }

    /// Sends the tail that hyper had no occasion to send.
    pub async fn send_tail(&self, transport: &Transport) -> io::Result<()> {
        let mut tail = std::future::poll_fn(|context| self.poll_tail(context)).await;
        while !tail.is_empty() {
            let sent = std::future::poll_fn(|context| transport.poll_write(context, &[IoSlice::new(&tail)])).await?;
            tail.advance(sent);
        }
        std::future::poll_fn(|context| transport.poll_flush(context)).await
    }

    /// By when the response under way has to be taken by the client.
    pub fn set_write_deadline(&self, deadline: WriteDeadline) {
        self.state().write_deadline = deadline;
    }

    /// The next head that hyper writes under `token` goes out as `head`.
    pub fn replace_head(&self, token: Token, head: Bytes) {
        self.state().replacement = Some((token, head));
    }
}

/// The bytes of one connection.
pub struct Wire {
    transport: Transport,
    link: Arc<WireLink>,
    /// A head that hyper believes written.
    pending: Bytes,
    stalled: Stall,
    /// The first bytes of a request, wherever it begins, until they tell whether its method is one to disguise.
    held: Vec<u8>,
    /// Nothing has been read: it may be HTTP/2.
    fresh: bool,
}

impl Wire {
    /// The wire over `transport`, and its link.
    /// `patience`: how long a client may take nothing of a response.
    pub fn new(transport: Transport, patience: Duration) -> (Self, Arc<WireLink>) {
        let link = Arc::new(WireLink::default());
        (
            Self {
                transport,
                link: Arc::clone(&link),
                pending: Bytes::new(),
                stalled: Stall::new(patience),
                held: Vec::new(),
                fresh: true,
            },
            link,
        )
    }

    /// Records the requests in `bytes`, the last ones of the connection or not. How many hyper is to see now.
    fn record(&self, bytes: &mut [u8], are_last: bool) -> usize {
        let mut state = self.link.state();
        if are_last {
            state.requests.feed_last(bytes);
            return bytes.len();
        }
        state.requests.feed(bytes)
    }

    /// Bytes at the front of `output` that end before, or make up, a head that is to be replaced.
    fn find_head(&mut self, output: &[u8]) -> Found {
        let mut state = self.link.state();
        let Some((token, _)) = &state.replacement else { return Found::Nothing };
        let at_start = output.get(BEFORE_TOKEN..BEFORE_TOKEN + token.len()) == Some(token.as_slice());
        let start = if at_start {
            0
        } else {
            match memchr::memmem::find(output, token) {
                Some(at) => at.saturating_sub(BEFORE_TOKEN),
                None => return Found::Nothing,
            }
        };
        if start > 0 {
            return Found::After(start);
        }
        let Some(end) = memchr::memmem::find(output, b"\r\n\r\n") else { return Found::Nothing };
        if let Some((_, head)) = state.replacement.take() {
            self.pending = head;
        }
        Found::Head(end + 4)
    }

    /// Sends what the socket takes now.
    fn poll_send(
        transport: &Transport,
        link: &WireLink,
        stalled: &mut Stall,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let result = transport.poll_write(context, slices);
        Self::poll_patiently(link, stalled, context, result)
    }

    /// Gives up when the client takes nothing for too long.
    fn poll_patiently<T>(
        link: &WireLink,
        stalled: &mut Stall,
        context: &mut Context<'_>,
        result: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if result.is_pending() {
            ready!(stalled.poll(|| link.state().write_deadline.clone(), context));
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        stalled.reset();
        result
    }

    /// Sends the pending head together with `output`; how many bytes of `output` went.
    fn poll_send_with_pending(&mut self, context: &mut Context<'_>, output: &[IoSlice<'_>]) -> Poll<io::Result<usize>> {
        loop {
            let Self { transport, link, pending, stalled, .. } = self;
            if pending.is_empty() {
                return Self::poll_send(transport, link, stalled, context, output);
            }
            let empty: &[u8] = &[];
            let mut slices = [IoSlice::new(empty); SLICES];
            let parts = std::iter::once(IoSlice::new(pending)).chain(output.iter().copied());
            let mut count = 0;
            for (place, part) in slices.iter_mut().zip(parts) {
                *place = part;
                count += 1;
            }
            let slices = slices.get(..count).unwrap_or_default();
            let sent = ready!(Self::poll_send(transport, link, stalled, context, slices))?;
            if sent == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            let of_pending = sent.min(pending.len());
            pending.advance(of_pending);
            if sent > of_pending {
                return Poll::Ready(Ok(sent - of_pending));
            }
            if pending.is_empty() && output.iter().all(|slice| slice.is_empty()) {
                return Poll::Ready(Ok(0));
            }
        }
    }
}

enum Found {
    Nothing,
    /// The head begins after so many bytes.
    After(usize),
    /// These bytes are the head; they are consumed.
    Head(usize),
}

impl Read for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        mut buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        thread_local! {
            static INPUT: RefCell<Vec<u8>> = RefCell::new(vec![0; READ]);
        }
        INPUT.with_borrow_mut(|input| {
            let room = buffer.remaining().min(READ);
            let input = input.get_mut(..room).unwrap_or_default();
            loop {
                let held = self.held.len().min(input.len());
                let (before, unread) = input.split_at_mut(held);
                let count = ready!(self.transport.poll_read(context, unread))?;
                before.copy_from_slice(self.held.get(..held).unwrap_or_default());
                let bytes = input.get_mut(..held + count).unwrap_or_default();
                if self.fresh && count > 0 {
                    match FirstBytes::of(bytes) {
                        FirstBytes::Few => {
                            self.held = bytes.to_vec();
                            continue;
                        }
                        FirstBytes::Http2 => {
                            self.link.state().http2 = Some(Bytes::copy_from_slice(bytes));
                            return Poll::Ready(Err(io::ErrorKind::Unsupported.into()));
                        }
                        FirstBytes::Other => self.fresh = false,
                    }
                }
                let taken = self.record(bytes, count == 0);
                let (taken, held) = bytes.split_at(taken);
                self.held = held.to_vec();
                if taken.is_empty() && !held.is_empty() {
                    continue;
                }
                buffer.put_slice(taken);
                return Poll::Ready(Ok(()));
            }
        })
    }
}

impl Write for Wire {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, output: &[u8]) -> Poll<io::Result<usize>> {
        self.poll_write_vectored(context, &[IoSlice::new(output)])
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        output: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let mut slices = [IoSlice::new(&[]); SLICES];
        let mut count = 0;
        for (place, part) in slices.iter_mut().zip(output.iter().filter(|part| !part.is_empty())) {
            *place = *part;
            count += 1;
        }
        let Some(slices) = slices.get_mut(..count) else { return Poll::Ready(Ok(0)) };
        let Some(first) = slices.first().copied() else { return Poll::Ready(Ok(0)) };
        let consumed = match self.find_head(&first) {
            Found::Nothing => 0,
            Found::After(before) => {
                let before = first.get(..before).unwrap_or_default();
                return self.poll_send_with_pending(context, &[IoSlice::new(before)]);
            }
            Found::Head(length) => length,
        };
        if let Some(slice) = slices.first_mut().filter(|_| consumed > 0) {
            *slice = IoSlice::new(first.get(consumed..).unwrap_or_default());
        }
        match self.poll_send_with_pending(context, slices) {
            Poll::Ready(Ok(sent)) => Poll::Ready(Ok(consumed + sent)),
            // The head counts as written: it is pending here.
            Poll::Pending if consumed > 0 => Poll::Ready(Ok(consumed)),
            other => other,
        }
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.pending.is_empty() {
            ready!(self.poll_send_with_pending(context, &[]))?;
        }
        let result = self.transport.poll_flush(context);
        let Self { link, stalled, .. } = &mut *self;
        Self::poll_patiently(link, stalled, context, result)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.link.state().http2.is_some() {
            return Poll::Ready(Ok(()));
        }
        ready!(self.as_mut().poll_flush(context))?;
        self.pending = ready!(self.link.poll_tail(context));
        ready!(self.as_mut().poll_flush(context))?;
        let result = self.transport.poll_end(context);
        let Self { link, stalled, .. } = &mut *self;
        Self::poll_patiently(link, stalled, context, result)
    }
}
