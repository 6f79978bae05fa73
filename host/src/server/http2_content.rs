//! A response's content on its way to an HTTP/2 stream, as fast as the client takes it.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use bytes::Bytes;
use h2::{Reason, SendStream};
use http_body::{Body as _, Frame};

use super::http2_streams::Http2Stream;
use super::response_content::ResponseContent;

/// The most that is given to the connection at once.
const PIECE: usize = 64 << 10;

/// See the module.
pub struct Http2Content {
    content: ResponseContent,
    to: SendStream<Bytes>,
    stream: Http2Stream,
    /// How long the client may take nothing.
    patience: Duration,
    /// When its handler's time is over.
    deadline: Option<Instant>,
}

/// The client has taken the request back, or has left.
struct TakenBack;

/// What the handler gives; none at the end.
type Next = Option<io::Result<Frame<Bytes>>>;

impl Http2Content {
    /// `content` for the client at `to`, whose head has been sent.
    pub fn new(content: ResponseContent, to: SendStream<Bytes>, stream: Http2Stream, patience: Duration) -> Self {
        let deadline = content.deadline();
        Self { content, to, stream, patience, deadline }
    }

    /// Sends all of it.
    pub async fn send(mut self) {
        let sent = if self.content.is_end_stream() { Ok(()) } else { self.send_frames().await };
        if sent.is_ok() {
            self.stream.set_answered();
        }
    }

    async fn send_frames(&mut self) -> Result<(), TakenBack> {
        loop {
            match poll_fn(|context| self.poll_frame(context)).await? {
                Some(Ok(frame)) => {
                    let data = match frame.into_data() {
                        Ok(data) => data,
                        Err(frame) => return self.send_trailers(frame),
                    };
                    let is_last = self.content.has_ended();
                    self.send_data(data, is_last).await?;
                    if is_last {
                        return Ok(());
                    }
                }
                Some(Err(_)) => {
                    // The handler broke off.
                    self.to.send_reset(Reason::INTERNAL_ERROR);
                    return Ok(());
                }
                None => return self.send_data(Bytes::new(), true).await,
            }
        }
    }

    /// What the handler gives next.
    fn poll_frame(&mut self, context: &mut Context<'_>) -> Poll<Result<Next, TakenBack>> {
        if self.to.poll_reset(context).is_ready() {
            return Poll::Ready(Err(TakenBack));
        }
        Pin::new(&mut self.content).poll_frame(context).map(Ok)
    }

    fn send_trailers(&mut self, frame: Frame<Bytes>) -> Result<(), TakenBack> {
        self.content.set_complete();
        let trailers = frame.into_trailers().unwrap_or_default();
        self.to.send_trailers(trailers).map_err(|_| TakenBack)
    }

    /// Sends `data` as the client makes room for it.
    async fn send_data(&mut self, mut data: Bytes, is_last: bool) -> Result<(), TakenBack> {
        if data.is_empty() && is_last {
            return self.to.send_data(data, true).map_err(|_| TakenBack);
        }
        while !data.is_empty() {
            self.to.reserve_capacity(data.len().min(PIECE));
            let room = self.room().await?;
            let piece = data.split_to(room.min(data.len()));
            let ends = is_last && data.is_empty();
            self.to.send_data(piece, ends).map_err(|_| TakenBack)?;
        }
        Ok(())
    }

    /// How much the client takes now.
    async fn room(&mut self) -> Result<usize, TakenBack> {
        let room = self.to.capacity();
        if room > 0 {
            return Ok(room);
        }
        let patience = Instant::now() + self.patience;
        self.stream.offer(self.deadline.map_or(patience, |deadline| patience.min(deadline)));
        let room = poll_fn(|context| self.poll_room(context)).await;
        self.stream.taken();
        room
    }

    fn poll_room(&mut self, context: &mut Context<'_>) -> Poll<Result<usize, TakenBack>> {
        if self.to.poll_reset(context).is_ready() {
            return Poll::Ready(Err(TakenBack));
        }
        self.content.poll_handler(context);
        loop {
            match std::task::ready!(self.to.poll_capacity(context)) {
                Some(Ok(0)) => {}
                Some(Ok(room)) => return Poll::Ready(Ok(room)),
                Some(Err(_)) | None => return Poll::Ready(Err(TakenBack)),
            }
        }
    }
}
