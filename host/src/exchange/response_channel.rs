//! Between a handler and its client: the handler begins a response and writes, the connection takes.
//!
//! One piece is under way at a time. A handler that writes waits until the connection has taken what it wrote, so a slow
//! client slows its handler and nothing piles up.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use thiserror::Error;

use super::aside::Asides;
use super::{
    Aside, AsideError, AsideResult, Field, MOST_FIELDS, PendingAside, RecordedResponse, RequestBody, ResponseHead,
};

/// The client has gone, or the response is complete.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("the client has left, or the response is complete already")]
pub struct ChannelClosed;

/// How a response begins.
#[derive(Debug)]
pub enum Answer {
    /// A head, checked, and its content.
    Head(ResponseHead, Content),
    /// Bytes for the wire, as they are; the end of them is the end of the connection.
    Raw,
}

/// The content that goes with a head.
#[derive(Debug)]
pub enum Content {
    /// All of it.
    Whole(Bytes),
    /// It comes in pieces.
    Pieces,
    /// The same. Where its length is not known, chunks show its end, as far as the protocol has them.
    Chunks,
}

/// What the connection gets next.
#[derive(Debug)]
pub enum Piece {
    /// Content, or raw bytes.
    Bytes(Bytes),
    /// Fields behind the content; then the response is complete.
    Trailers(Vec<Field>),
    /// The response is complete.
    End,
    /// The response broke off: the connection has to show that.
    Cut,
}

#[derive(Debug, Default)]
struct State {
    answer: Option<Answer>,
    /// The target that is answered in place of the request's.
    redirect: Option<Vec<u8>>,
    begun: bool,
    piece: Option<Bytes>,
    trailers: Option<Vec<Field>>,
    /// None where the connection carries none.
    asides: Option<Asides>,
    ended: bool,
    cut: bool,
    client_gone: bool,
    raw: bool,
    close: bool,
    written: u64,
    unread: Option<RequestBody>,
    recording: Option<Box<RecordedResponse>>,
    handler: Option<Waker>,
    connection: Option<Waker>,
}

impl State {
    /// The handler said something that nobody takes.
    fn note_lost(&mut self) {
        if let Some(recording) = self.recording.as_mut().filter(|_| self.client_gone) {
            recording.lost = true;
        }
    }
}

/// See the module.
#[derive(Debug, Default)]
pub struct ResponseChannel {
    state: Mutex<State>,
}

impl ResponseChannel {
    /// One that notes what passes, up to `most` bytes of content.
    pub fn recording(most: usize) -> Self {
        let recording = Some(Box::new(RecordedResponse::new(most)));
        Self { state: Mutex::new(State { recording, ..State::default() }) }
    }

    /// What has passed, where it was noted.
    pub fn take_recording(&self) -> Option<Box<RecordedResponse>> {
        let mut state = self.state();
        let cut = state.cut;
        let mut recording = state.recording.take()?;
        recording.cut = cut;
        Some(recording)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No code that can panic runs under the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.state();
        let result = act(&mut state);
        let waker = state.connection.take();
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
        result
    }

    // --- the handler's side ---

    /// Whether a response has begun.
    pub fn has_begun(&self) -> bool {
        self.state().begun
    }

    /// Whether nobody waits for the response any more.
    pub fn has_client_left(&self) -> bool {
        self.state().client_gone
    }

    /// Whether raw bytes were written: what follows is raw as well.
    pub fn is_raw(&self) -> bool {
        self.state().raw
    }

    /// Bytes written so far: content, and what went beside it.
    pub fn written(&self) -> u64 {
        self.state().written
    }

    /// Begins the response; refused when one has begun, or when the client has gone.
    pub fn begin(&self, answer: Answer) -> Result<(), ChannelClosed> {
        self.change(|state| {
            if state.begun || state.client_gone {
                state.note_lost();
                return Err(ChannelClosed);
            }
            state.begun = true;
            if let Some(recording) = &mut state.recording {
                recording.note_answer(&answer);
            }
            match &answer {
                Answer::Head(_, Content::Whole(content)) => {
                    state.written += content.len() as u64;
                    state.ended = true;
                }
                Answer::Head(_, Content::Pieces | Content::Chunks) => {}
                Answer::Raw => state.raw = true,
            }
            state.answer = Some(answer);
            Ok(())
        })
    }

    /// Begins with raw bytes; `complete` when there are no more.
    pub fn begin_raw(&self, bytes: Bytes, complete: bool) -> Result<(), ChannelClosed> {
        self.begin(Answer::Raw)?;
        self.change(|state| {
            state.written = bytes.len() as u64;
            if let Some(recording) = &mut state.recording {
                recording.note_content(&bytes);
            }
            state.piece = (!bytes.is_empty()).then_some(bytes);
            state.ended = complete;
        });
        Ok(())
    }

    /// The answer is what a request for `target` would be answered.
    pub fn redirect(&self, target: Vec<u8>) -> Result<(), ChannelClosed> {
        self.change(|state| {
            if state.begun || state.client_gone {
                state.note_lost();
                return Err(ChannelClosed);
            }
            if let Some(recording) = &mut state.recording {
                recording.redirect = Some(target.clone());
            }
            state.redirect = Some(target);
            state.begun = true;
            state.ended = true;
            Ok(())
        })
    }

    /// From now on what is written goes past the response's framing.
    pub fn go_raw(&self) {
        self.state().raw = true;
    }

    /// Hands over the next piece and waits until the connection has taken it.
    pub async fn write(&self, bytes: Bytes) -> Result<(), ChannelClosed> {
        if bytes.is_empty() {
            return if self.state().client_gone { Err(ChannelClosed) } else { Ok(()) };
        }
        let mut offered = Some(bytes);
        std::future::poll_fn(|context| self.poll_write(&mut offered, false, context)).await
    }

    /// The same for the last piece, with which the response is complete.
    pub async fn write_last(&self, bytes: Bytes) -> Result<(), ChannelClosed> {
        let mut offered = Some(bytes);
        std::future::poll_fn(|context| self.poll_write(&mut offered, true, context)).await
    }

    fn poll_write(
        &self,
        offered: &mut Option<Bytes>,
        is_last: bool,
        context: &mut Context<'_>,
    ) -> Poll<Result<(), ChannelClosed>> {
        let mut state = self.state();
        if state.piece.is_none() && offered.is_none() {
            // Taken, even if the client has left since.
            return Poll::Ready(Ok(()));
        }
        let has_ended = state.ended && (offered.is_some() || !is_last);
        if state.client_gone || has_ended || !state.begun {
            state.note_lost();
            return Poll::Ready(Err(ChannelClosed));
        }
        if state.piece.is_none() {
            let Some(bytes) = offered.take() else { return Poll::Ready(Ok(())) };
            state.written += bytes.len() as u64;
            if let Some(recording) = &mut state.recording {
                recording.note_content(&bytes);
            }
            state.piece = Some(bytes);
            state.ended = is_last;
            if let Some(waker) = state.connection.take() {
                waker.wake();
            }
        }
        state.handler = Some(context.waker().clone());
        Poll::Pending
    }

    /// The connection is to end with this response.
    pub fn close_connection(&self) {
        self.state().close = true;
    }

    /// What the handler left of the request's body.
    pub fn leave_body(&self, body: RequestBody) {
        self.state().unread = Some(body);
    }

    /// The response is complete.
    pub fn finish(&self) {
        self.change(|state| state.ended = true);
    }

    /// The content is complete, and `trailers` come behind it.
    pub fn finish_with(&self, trailers: Vec<Field>) -> Result<(), AsideError> {
        self.change(|state| {
            if state.asides.is_none() {
                return Err(AsideError::NotCarried);
            }
            if state.ended || state.client_gone || !state.begun {
                return Err(ChannelClosed.into());
            }
            if trailers.len() > MOST_FIELDS {
                return Err(AsideError::TooMuch("trailers"));
            }
            state.trailers = Some(trailers);
            state.ended = true;
            Ok(())
        })
    }

    /// Sends something beside the response, and waits for what becomes of it.
    pub async fn send_aside(&self, aside: Aside) -> AsideResult {
        let result = self.change(|state| match &mut state.asides {
            None => Err(AsideError::NotCarried),
            Some(_) if state.ended || state.client_gone => Err(ChannelClosed.into()),
            Some(_) if state.begun && matches!(aside, Aside::Interim(_)) => Err(ChannelClosed.into()),
            Some(asides) => {
                state.written += aside.size() as u64;
                asides.push(aside)
            }
        })?;
        // Dropped where nobody takes it any more.
        result.await.unwrap_or(Err(ChannelClosed.into()))
    }

    /// The response breaks off here, unless it is complete.
    pub fn cut(&self) {
        self.change(|state| {
            state.begun = true;
            state.cut |= !state.ended;
            state.ended = true;
        });
    }

    // --- the connection's side ---

    /// The connection takes what is sent beside the response.
    pub fn carry_asides(&self) {
        self.state().asides = Some(Asides::default());
    }

    /// It takes none any more.
    pub fn close_asides(&self) {
        // What is dropped with them wakes who waits, who then looks here: not under the lock.
        let pending = self.state().asides.as_mut().map(Asides::close);
        drop(pending);
    }

    /// What is to be sent beside the response.
    pub fn poll_aside(&self, context: &mut Context<'_>) -> Poll<PendingAside> {
        let mut state = self.state();
        match state.asides.as_mut().and_then(Asides::pop) {
            Some(aside) => Poll::Ready(aside),
            None => {
                state.connection = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }

    /// Where the answer is to be had, when the handler has ended without one of its own.
    pub fn take_redirect(&self) -> Option<Vec<u8>> {
        self.state().redirect.take()
    }

    /// The answer, as soon as the handler has begun one; none when it has ended without.
    pub fn poll_answer(&self, context: &mut Context<'_>) -> Poll<Option<Answer>> {
        let mut state = self.state();
        if let Some(answer) = state.answer.take() {
            return Poll::Ready(Some(answer));
        }
        if state.ended {
            return Poll::Ready(None);
        }
        state.connection = Some(context.waker().clone());
        Poll::Pending
    }

    /// The next piece of a response in pieces.
    pub fn poll_piece(&self, context: &mut Context<'_>) -> Poll<Piece> {
        let mut state = self.state();
        if let Some(bytes) = state.piece.take() {
            if let Some(waker) = state.handler.take() {
                waker.wake();
            }
            return Poll::Ready(Piece::Bytes(bytes));
        }
        if state.ended {
            return Poll::Ready(match state.trailers.take() {
                Some(trailers) => Piece::Trailers(trailers),
                None if state.cut => Piece::Cut,
                None => Piece::End,
            });
        }
        state.connection = Some(context.waker().clone());
        Poll::Pending
    }

    /// Whether all of a response in pieces has been taken.
    pub fn has_ended(&self) -> bool {
        let state = self.state();
        state.ended && state.piece.is_none() && state.trailers.is_none() && !state.cut
    }

    /// Whether the connection is to end with this response.
    pub fn wants_close(&self) -> bool {
        self.state().close
    }

    /// What the handler left of the request's body, once it has ended.
    pub fn take_unread_body(&self) -> Option<RequestBody> {
        self.state().unread.take()
    }

    /// Nobody takes any more: writes fail from now on.
    pub fn client_left(&self) {
        let (waker, pending) = {
            let mut state = self.state();
            state.client_gone = true;
            (state.handler.take(), state.asides.as_mut().map(Asides::close))
        };
        drop(pending);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}
