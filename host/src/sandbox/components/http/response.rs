use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, Response};
use http_body::Body as _;
use thiserror::Error;
use tokio::sync::oneshot;
use wasmtime_wasi_http::p2::bindings::http::types::ErrorCode;
use wasmtime_wasi_http::p2::body::HyperOutgoingBody;

use super::guest::Guest;
use crate::engine::answering::{AnswerError, Answering};
use crate::exchange::{AsideError, Field, HeadProblem, ResponseHead};
use crate::sandbox::budget::LimitExceeded;

/// Content up to this length goes out in one piece with its head, if it is there before the component waits for anything.
const WHOLE: usize = 64 << 10;

/// What a component sets as its response.
pub type Outcome = Result<Response<HyperOutgoingBody>, ErrorCode>;

/// Why a component's response is none, or not a whole one.
#[derive(Debug, Error)]
pub enum ResponseProblem {
    /// Nothing was set.
    #[error("the component returned without having set its response-outparam")]
    None,
    /// An error was set.
    #[error("the component set an error in place of a response: {0:?}")]
    Error(ErrorCode),
    /// It can not be sent.
    #[error("the component's response can not be sent: {0}")]
    Head(HeadProblem),
    /// The stream was closed, and nobody said that this was all.
    #[error("the component dropped its response's content without finishing it")]
    Dropped,
    /// The component returned first.
    #[error("the component returned without having finished its response's content")]
    Unfinished,
    /// It is more than the head says.
    #[error("the component's response has more content than the {0} bytes that its Content-Length says")]
    TooLong(u64),
}

/// Answers with what the component sets, as its content comes.
pub async fn answer(
    outcome: oneshot::Receiver<Outcome>,
    answering: Arc<Answering>,
    guest: &Guest,
) -> wasmtime::Result<()> {
    let mut outcome = Some(outcome);
    let outcome = std::future::poll_fn(|context| {
        let set = outcome.as_mut().map_or(Poll::Pending, |outcome| Pin::new(outcome).poll(context));
        match set {
            Poll::Ready(Ok(set)) => return Poll::Ready(Some(set)),
            // Dropped by a component that may have more to say to the log.
            Poll::Ready(Err(_)) => outcome = None,
            Poll::Pending => {}
        }
        if guest.has_ended() { Poll::Ready(None) } else { Poll::Pending }
    });
    let response = match outcome.await {
        Some(Ok(response)) => response,
        Some(Err(code)) => return Err(ResponseProblem::Error(code).into()),
        None => return Err(ResponseProblem::None.into()),
    };
    let (parts, body) = response.into_parts();
    let head =
        ResponseHead { status: parts.status.as_u16(), reason: None, fields: fields(&parts.headers), complete: true };
    head.framing(None, true).map_err(ResponseProblem::Head)?;
    let declared = head.declared_length().map_err(ResponseProblem::Head)?;
    let content = Content { body, guest, declared, taken: 0 };
    let sending = Sending { answering, content };
    match sending.send(head).await {
        // Its writes fail from now on: it may notice, and tidy up.
        Err(SendError::Answer(AnswerError::Closed(_))) => Ok(()),
        Err(SendError::Answer(AnswerError::OverLimit(limit))) => Err(LimitExceeded(limit).into()),
        Err(SendError::Answer(error)) => Err(error.into()),
        Err(SendError::Problem(problem)) => Err(problem.into()),
        Ok(()) => Ok(()),
    }
}

#[derive(Debug, Error)]
enum SendError {
    #[error(transparent)]
    Answer(#[from] AnswerError),
    #[error(transparent)]
    Problem(#[from] ResponseProblem),
}

/// A response's content as it comes from the component.
struct Content<'a> {
    body: HyperOutgoingBody,
    guest: &'a Guest,
    declared: Option<u64>,
    /// Bytes so far.
    taken: u64,
}

/// What comes next.
enum Next {
    Piece(Bytes),
    /// Nothing, for now: the component waits for something else.
    Rest,
    End(Option<HeaderMap>),
}

impl Content<'_> {
    /// The next piece. `rests`: whether to come back when it may be long.
    async fn next(&mut self, rests: bool) -> Result<Next, ResponseProblem> {
        loop {
            let guest = self.guest;
            let body = &mut self.body;
            let frame = std::future::poll_fn(|context| match Pin::new(&mut *body).poll_frame(context) {
                Poll::Ready(frame) => Poll::Ready(Some(frame)),
                Poll::Pending if guest.has_ended() || rests && guest.rests() => Poll::Ready(None),
                Poll::Pending => Poll::Pending,
            });
            let Some(frame) = frame.await else {
                return if guest.has_ended() { self.end_unfinished() } else { Ok(Next::Rest) };
            };
            guest.note_moved();
            match frame.map(|frame| frame.map(http_body::Frame::into_data)) {
                None => return Ok(Next::End(None)),
                Some(Ok(Ok(piece))) if piece.is_empty() => {}
                Some(Ok(Ok(piece))) => return self.count(piece),
                Some(Ok(Err(trailers))) => return Ok(Next::End(trailers.into_trailers().ok())),
                Some(Err(_)) => return Err(ResponseProblem::Dropped),
            }
        }
    }

    fn count(&mut self, piece: Bytes) -> Result<Next, ResponseProblem> {
        self.taken = self.taken.saturating_add(piece.len() as u64);
        match self.declared {
            Some(declared) if self.taken > declared => Err(ResponseProblem::TooLong(declared)),
            _ => Ok(Next::Piece(piece)),
        }
    }

    /// Whether there are as many bytes as the head says.
    fn is_complete(&self) -> bool {
        self.declared == Some(self.taken)
    }

    /// The component has returned. A length that was said tells that nothing is missing.
    fn end_unfinished(&self) -> Result<Next, ResponseProblem> {
        if self.is_complete() { Ok(Next::End(None)) } else { Err(ResponseProblem::Unfinished) }
    }
}

/// A response on its way.
struct Sending<'a> {
    answering: Arc<Answering>,
    content: Content<'a>,
}

impl Sending<'_> {
    async fn send(mut self, head: ResponseHead) -> Result<(), SendError> {
        if head.forbids_content() || !self.answering.has_content() {
            return self.send_head(head).await;
        }
        let mut begin = BytesMut::new();
        loop {
            match self.content.next(true).await? {
                Next::Piece(piece) => begin.extend_from_slice(&piece),
                Next::End(None) => return Ok(self.answering.send(head, begin.freeze())?),
                Next::End(Some(trailers)) => {
                    self.answering.stream(head)?;
                    self.answering.write(begin.freeze()).await?;
                    return self.finish(None, Some(trailers)).await;
                }
                Next::Rest => break,
            }
            if begin.len() > WHOLE {
                break;
            }
        }
        self.answering.stream(head)?;
        self.stream(begin.freeze()).await
    }

    /// Sends what comes, as it comes. The piece that makes the content complete waits until the component says so: where it has
    /// more, the client must not take the response for a whole one.
    async fn stream(mut self, begin: Bytes) -> Result<(), SendError> {
        let mut piece = begin;
        loop {
            let last = if self.content.is_complete() {
                Some(std::mem::take(&mut piece))
            } else {
                self.answering.write(std::mem::take(&mut piece)).await?;
                None
            };
            match self.content.next(false).await? {
                Next::Piece(next) => piece = next,
                Next::End(trailers) => return self.finish(last, trailers).await,
                Next::Rest => {}
            }
        }
    }

    async fn finish(self, last: Option<Bytes>, trailers: Option<HeaderMap>) -> Result<(), SendError> {
        let Some(trailers) = trailers else {
            match last {
                Some(last) => self.answering.write_last(last).await?,
                None => self.answering.finish()?,
            }
            return Ok(());
        };
        self.answering.write(last.unwrap_or_default()).await?;
        match self.answering.finish_with(fields(&trailers)) {
            Err(AnswerError::Aside(AsideError::NotCarried)) => {
                tracing::debug!(handler = %self.answering.task().handler, "trailers left out: only HTTP/2 carries them");
                Ok(self.answering.finish()?)
            }
            finished => Ok(finished?),
        }
    }

    /// Sends the head of a response whose content is not sent. How long it would be is told where that is known.
    async fn send_head(mut self, head: ResponseHead) -> Result<(), SendError> {
        let is_told = self.content.declared.is_some() || head.forbids_content();
        let mut content = BytesMut::new();
        while !is_told && content.len() <= WHOLE {
            match self.content.next(true).await? {
                Next::Piece(piece) => content.extend_from_slice(&piece),
                Next::End(_) if !content.is_empty() => return Ok(self.answering.send(head, content.freeze())?),
                Next::End(_) | Next::Rest => break,
            }
        }
        self.answering.start(head)?;
        self.answering.finish()?;
        // The component writes for nobody.
        while let Ok(Next::Piece(_) | Next::Rest) = self.content.next(false).await {}
        Ok(())
    }
}

fn fields(map: &HeaderMap) -> Vec<Field> {
    map.iter().map(|(name, value)| Field { name: name.as_str().into(), value: value.as_bytes().to_vec() }).collect()
}
