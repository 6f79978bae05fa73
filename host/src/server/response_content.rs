//! A response's content on its way to hyper, and the handler that is still writing it.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::io::Interest;
use tokio::net::TcpStream;
use tokio::runtime::Handle;

use super::http2_head;
use super::http2_responder::Http2Responder;
use super::wire::WireLink;
use crate::engine::Run;
use crate::exchange::{Answer, Content, Piece, RequestBody};

/// A client that closes its sending side only may wait for its answer so long.
const HALF_CLOSED: Duration = Duration::from_millis(1000);

/// How long an answer with an unread request body waits for its handler to end.
const SETTLE: Duration = Duration::from_millis(50);

/// How long a handler may go on writing beyond the length it declared.
const EXCEED: Duration = Duration::from_secs(1);

/// A handler that is running, and the client that waits for it.
pub struct Watched {
    run: Option<Run>,
    /// The client's socket; none where the client's leaving ends this by itself.
    socket: Option<Arc<TcpStream>>,
    link: Arc<WireLink>,
    /// Takes what goes beside the response.
    responder: Option<Http2Responder>,
    /// The response has the length it declared; what the handler writes now is beyond it.
    complete: bool,
    /// It may do so on the wire. Never where the method or the status allows no content.
    exceeds: bool,
    /// The response broke off; hyper has had a chance to send what it has.
    flushed: bool,
    departure: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
}

/// The client has gone.
pub struct ClientLeft;

impl Watched {
    /// Watches over `run` for the client at `socket`.
    pub fn new(run: Run, socket: Option<Arc<TcpStream>>, link: Arc<WireLink>) -> Self {
        Self {
            run: Some(run),
            socket,
            link,
            responder: None,
            complete: false,
            exceeds: false,
            flushed: false,
            departure: None,
        }
    }

    /// `responder` takes what goes beside the response.
    pub fn with_responder(mut self, responder: Option<Http2Responder>) -> Self {
        self.responder = responder;
        self
    }

    /// Whether the handler has ended, and what it left of the request's body.
    pub fn unread_body(&self) -> Option<RequestBody> {
        let run = self.run.as_ref().filter(|run| run.has_ended())?;
        run.response().take_unread_body().filter(|body| !body.has_ended())
    }

    /// The handler's path, and when its time is over.
    pub fn deadline(&self) -> Option<(Arc<str>, Instant)> {
        self.run.as_ref().map(Run::deadline)
    }

    /// Bytes beyond the declared length: only raw writes may send them.
    fn exceed(&self, beyond: &[u8]) {
        if self.may_write_raw() {
            self.link.push_tail(beyond);
        } else if let Some((handler, _)) = self.deadline() {
            tracing::warn!(%handler, grant = "raw-writes", bytes = beyond.len(), "denied: content beyond its Content-Length");
        }
    }

    /// Also whether there is a wire to write to: a stream of HTTP/2 is none.
    fn may_write_raw(&self) -> bool {
        self.socket.is_some() && self.run.as_ref().is_some_and(Run::may_write_raw)
    }

    fn has_said_all(&self) -> bool {
        self.run.as_ref().is_some_and(|run| run.response().has_ended())
    }

    /// Whether the connection is to end with this response.
    pub fn wants_close(&self) -> bool {
        self.run.as_ref().is_some_and(|run| run.response().wants_close())
    }

    /// The response is whole: the handler may go on, but what it says is no part of it.
    pub fn set_complete(&mut self) {
        self.complete = true;
    }

    /// Lets the handler run.
    fn poll_run(&mut self, context: &mut Context<'_>) {
        if let Some(run) = self.run.as_mut().filter(|run| !run.has_ended()) {
            // What came of it shows in the channel.
            let _ = Pin::new(run).poll(context);
        }
        if let (Some(run), Some(responder)) = (&self.run, &self.responder) {
            while let Poll::Ready(pending) = run.response().poll_aside(context) {
                responder.send_aside(pending, context);
            }
        }
    }

    /// Ready when the client has gone. Only a handler that did not answer at once is watched for.
    fn poll_departure(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let Some(socket) = &self.socket else { return Poll::Pending };
        let departure = self.departure.get_or_insert_with(|| Box::pin(departure(Arc::clone(socket))));
        ready!(departure.as_mut().poll(context));
        // Asked again, it says so again: what was written before is flushed in between.
        self.departure = Some(Box::pin(std::future::poll_fn(|_| Poll::Ready(()))));
        Poll::Ready(())
    }

    /// The answer, as soon as the handler begins one.
    pub async fn answer(&mut self) -> Result<Option<Answer>, ClientLeft> {
        std::future::poll_fn(|context| {
            self.poll_run(context);
            let Some(run) = &self.run else { return Poll::Ready(Ok(None)) };
            if let Poll::Ready(answer) = run.response().poll_answer(context) {
                return Poll::Ready(Ok(answer));
            }
            ready!(self.poll_departure(context));
            Poll::Ready(Err(ClientLeft))
        })
        .await
    }

    /// Waits a little for a handler to end that has answered in full. On a thread of its own, or when it has had to yield
    /// in between, it does so right after its answer; only then is it known what it left of the request's body.
    pub async fn settle(&mut self, answer: &Answer) {
        let Some(run) = &mut self.run else { return };
        if matches!(answer, Answer::Head(_, Content::Whole(_))) && !run.has_ended() {
            // What came of it shows in the channel.
            let _ = tokio::time::timeout(SETTLE, run).await;
        }
    }

    /// The target that is to be answered in place of the request, when the handler has ended; none if it has left none.
    pub async fn ended_with_redirect(&mut self) -> Option<Vec<u8>> {
        let target = self.run.as_ref()?.response().take_redirect()?;
        std::future::poll_fn(|context| {
            self.poll_run(context);
            if self.run.as_ref().is_none_or(Run::has_ended) { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
        Some(target)
    }

    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Piece> {
        self.poll_run(context);
        let Some(run) = &self.run else { return Poll::Ready(Piece::End) };
        if let Poll::Ready(piece) = run.response().poll_piece(context) {
            return Poll::Ready(piece);
        }
        ready!(self.poll_departure(context));
        Poll::Ready(Piece::Cut)
    }

    /// Ready on the second call: in between hyper sends what it was given, which an error would have it forget.
    fn poll_flushed(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.flushed, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        if self.wants_close() {
            self.link.request_close();
        }
        let Some(run) = self.run.take().filter(|run| !run.has_ended()) else { return };
        run.response().close_asides();
        match Handle::try_current() {
            Ok(runtime) if self.complete => {
                self.link.set_exceeding(self.exceeds);
                runtime.spawn(run_on(run, Arc::clone(&self.link), self.exceeds));
            }
            _ => run.abandon(),
        }
    }
}

/// Lets a handler whose response is complete come to its end. What it writes then is beyond that response: raw, if it
/// `exceeds`, and for a while, in which the connection waits for it; nothing otherwise.
async fn run_on(mut run: Run, link: Arc<WireLink>, exceeds: bool) {
    let mut exceeds = exceeds.then(|| Box::pin(tokio::time::sleep(EXCEED)));
    std::future::poll_fn(|context| {
        if exceeds.as_mut().is_some_and(|timer| timer.as_mut().poll(context).is_ready()) {
            exceeds = None;
            link.set_exceeding(false);
        }
        loop {
            let ended = Pin::new(&mut run).poll(context).is_ready();
            match run.response().poll_piece(context) {
                Poll::Ready(Piece::Bytes(bytes)) if exceeds.is_some() => link.push_tail(&bytes),
                Poll::Ready(Piece::Bytes(_)) => {}
                _ if ended => return Poll::Ready(()),
                _ => return Poll::Pending,
            }
        }
    })
    .await;
    link.set_exceeding(false);
}

/// Ends when the client has closed the connection.
pub async fn departure(socket: Arc<TcpStream>) {
    loop {
        match socket.ready(Interest::READABLE).await {
            Ok(ready) if ready.is_read_closed() => {
                if !ready.is_write_closed() {
                    tokio::time::sleep(HALF_CLOSED).await;
                }
                return;
            }
            // Further requests wait in the socket: nothing to learn from it until they are read.
            Ok(_) => tokio::time::sleep(HALF_CLOSED).await,
            Err(_) => return,
        }
    }
}

/// The content of one response.
pub enum ResponseContent {
    /// All of it is there. The handler may still have something to do.
    Whole {
        /// What is left to be sent.
        content: Bytes,
        /// The handler, unless it has ended.
        handler: Option<Watched>,
    },
    /// The handler writes it.
    Pieces {
        /// The handler.
        handler: Watched,
        /// Bytes to come, where that is known.
        left: Option<u64>,
    },
    /// A file's.
    File(crate::static_files::FileContent),
}

impl ResponseContent {
    /// The client has all of it: what the handler still does is no part of it.
    pub fn set_complete(&mut self) {
        if let Self::Pieces { handler, .. } = self {
            handler.set_complete();
        }
    }

    /// Whether nothing follows what was given last. If so, the handler may go on by itself.
    pub fn has_ended(&mut self) -> bool {
        let Self::Pieces { handler, left } = self else { return self.is_end_stream() };
        let has_ended = left.is_none_or(|left| left == 0) && handler.has_said_all();
        handler.complete |= has_ended;
        has_ended
    }

    /// Lets the handler run while the client takes what it wrote.
    pub fn poll_handler(&mut self, context: &mut Context<'_>) {
        if let Self::Whole { handler: Some(handler), .. } | Self::Pieces { handler, .. } = self {
            handler.poll_run(context);
        }
    }

    /// When its handler's time is over, or its file's.
    pub fn deadline(&self) -> Option<Instant> {
        let deadline = match self {
            Self::Whole { handler: Some(handler), .. } | Self::Pieces { handler, .. } => handler.deadline(),
            Self::Whole { handler: None, .. } => None,
            Self::File(file) => file.deadline(),
        };
        deadline.map(|(_, deadline)| deadline)
    }

    /// What `handler` writes, `left` bytes where that is known.
    pub fn of_pieces(handler: Option<Watched>, left: Option<u64>) -> Self {
        match handler {
            Some(handler) => Self::Pieces { handler, left },
            None => Self::whole(Bytes::new()),
        }
    }

    /// Content that no handler is needed for.
    pub fn whole(content: Bytes) -> Self {
        Self::Whole { content, handler: None }
    }
}

impl Body for ResponseContent {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        match &mut *self {
            Self::Whole { content, handler } => {
                if let Some(handler) = handler {
                    handler.poll_run(context);
                }
                let content = std::mem::take(content);
                Poll::Ready((!content.is_empty()).then(|| Ok(Frame::data(content))))
            }
            Self::Pieces { handler, left } => match ready!(handler.poll_piece(context)) {
                Piece::Bytes(mut bytes) => {
                    if let Some(left) = left {
                        let fits = usize::try_from(*left).map_or(bytes.len(), |left| left.min(bytes.len()));
                        let beyond = bytes.split_off(fits);
                        if !beyond.is_empty() {
                            handler.exceed(&beyond);
                        }
                        *left -= fits as u64;
                        handler.complete = *left == 0;
                        handler.exceeds = handler.complete && handler.may_write_raw();
                    }
                    Poll::Ready(Some(Ok(Frame::data(bytes))))
                }
                Piece::End if left.is_none_or(|left| left == 0) => {
                    handler.set_complete();
                    Poll::Ready(None)
                }
                Piece::Trailers(fields) if left.is_none_or(|left| left == 0) => {
                    let trailers = http2_head::trailers(&fields).map_err(io::Error::other);
                    Poll::Ready(Some(trailers.map(Frame::trailers)))
                }
                Piece::End | Piece::Trailers(_) | Piece::Cut => {
                    ready!(handler.poll_flushed(context));
                    Poll::Ready(Some(Err(io::ErrorKind::ConnectionAborted.into())))
                }
            },
            Self::File(file) => file.poll_piece(context).map(|piece| piece.map(|result| result.map(Frame::data))),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Whole { content, .. } => content.is_empty(),
            Self::Pieces { .. } => false,
            Self::File(file) => file.has_ended(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole { content, .. } => SizeHint::with_exact(content.len() as u64),
            Self::Pieces { left: Some(left), .. } => SizeHint::with_exact(*left),
            Self::Pieces { left: None, .. } => SizeHint::default(),
            Self::File(file) if file.ends_by_itself() => SizeHint::default(),
            Self::File(file) => SizeHint::with_exact(file.left()),
        }
    }
}
