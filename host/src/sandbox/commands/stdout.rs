use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker, ready};

use bytes::Bytes;
use tokio::io::AsyncWrite;
use wasmtime_wasi::async_trait;
use wasmtime_wasi::cli::{IsTerminal, StdoutStream};
use wasmtime_wasi::p2::{OutputStream, Pollable, StreamError, StreamResult};

use crate::engine::answering::{AnswerError, Answering};
use crate::exchange::ServerInterface;
use crate::sandbox::budget::LimitExceeded;

/// Bytes that a command may print at once.
const PIECE: usize = 64 << 10;

/// A command's standard output: its response. All clones are the same stream.
#[derive(Clone)]
pub struct Stdout(Arc<Output>);

struct Output {
    answering: Arc<Answering>,
    /// It prints a whole HTTP message.
    is_message: bool,
    state: Mutex<State>,
}

type Writing = Pin<Box<dyn Future<Output = Result<(), AnswerError>> + Send>>;

enum State {
    Ready,
    /// On its way to the connection.
    Writing(Writing),
    Failed(AnswerError),
    /// Nobody takes any more.
    Closed,
}

impl Stdout {
    /// The response of a program that is called by `interface`.
    pub fn new(answering: Arc<Answering>, interface: &ServerInterface) -> Self {
        let is_message = *interface == ServerInterface::CgiNph;
        Self(Arc::new(Output { answering, is_message, state: Mutex::new(State::Ready) }))
    }

    /// Waits until all that was printed has been taken. Fails when the response is over its limit.
    pub async fn settle(&self) -> wasmtime::Result<()> {
        std::future::poll_fn(|context| self.0.poll(context)).await;
        match &*self.0.state() {
            State::Failed(AnswerError::OverLimit(limit)) => Err(LimitExceeded(*limit).into()),
            _ => Ok(()),
        }
    }
}

impl Output {
    fn state(&self) -> MutexGuard<'_, State> {
        // After a panic in a write the command's task is gone.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ready when nothing is on its way.
    fn poll(&self, context: &mut Context<'_>) -> Poll<()> {
        let mut state = self.state();
        let State::Writing(writing) = &mut *state else { return Poll::Ready(()) };
        *state = match ready!(writing.as_mut().poll(context)) {
            Ok(()) => State::Ready,
            Err(error) => State::Failed(error),
        };
        Poll::Ready(())
    }

    fn begin(&self, bytes: Bytes) {
        let (answering, is_message) = (Arc::clone(&self.answering), self.is_message);
        let writing = async move {
            if is_message { answering.write_message(bytes).await } else { answering.write_cgi(bytes).await }
        };
        *self.state() = State::Writing(Box::pin(writing));
        // On its way at once, also when the command does not wait for it.
        let _ = self.poll(&mut Context::from_waker(Waker::noop()));
    }
}

#[async_trait]
impl Pollable for Stdout {
    async fn ready(&mut self) {
        std::future::poll_fn(|context| self.0.poll(context)).await;
    }
}

#[async_trait]
impl OutputStream for Stdout {
    fn write(&mut self, bytes: Bytes) -> StreamResult<()> {
        match self.check_write()? {
            0 => Err(StreamError::trap("the stream takes nothing before it is ready")),
            _ if bytes.is_empty() => Ok(()),
            _ => {
                self.0.begin(bytes);
                Ok(())
            }
        }
    }

    fn flush(&mut self) -> StreamResult<()> {
        Ok(())
    }

    fn check_write(&mut self) -> StreamResult<usize> {
        let mut state = self.0.state();
        match std::mem::replace(&mut *state, State::Closed) {
            State::Ready => {
                *state = State::Ready;
                Ok(PIECE)
            }
            State::Writing(writing) => {
                *state = State::Writing(writing);
                Ok(0)
            }
            State::Failed(AnswerError::OverLimit(limit)) => Err(StreamError::Trap(LimitExceeded(limit).into())),
            State::Failed(AnswerError::Closed(_)) | State::Closed => Err(StreamError::Closed),
            State::Failed(error) => Err(StreamError::LastOperationFailed(error.into())),
        }
    }
}

impl IsTerminal for Stdout {
    fn is_terminal(&self) -> bool {
        false
    }
}

impl StdoutStream for Stdout {
    fn async_stream(&self) -> Box<dyn AsyncWrite + Send + Sync> {
        // For later versions of WASI, which are not offered.
        Box::new(tokio::io::empty())
    }

    fn p2_stream(&self) -> Box<dyn OutputStream> {
        Box::new(self.clone())
    }
}
