//! A response's content on an HTTP/2 stream.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body::{Body, Frame};

use super::http2_streams::Http2Stream;
use super::response_content::ResponseContent;

/// The most that waits in the connection for the client to take it; the rest waits here, where it is seen.
const PIECE: usize = 64 << 10;

/// See the module.
pub struct Http2Content {
    content: ResponseContent,
    rest: Bytes,
    stream: Http2Stream,
    /// How long the client may take nothing.
    patience: Duration,
    /// When its handler's time is over.
    deadline: Option<Instant>,
    begun: bool,
}

impl Http2Content {
    /// `content` for the client at `stream`.
    pub fn new(content: ResponseContent, mut stream: Http2Stream, patience: Duration) -> Self {
        if content.is_end_stream() {
            stream.set_answered();
        }
        let deadline = content.deadline();
        Self { content, rest: Bytes::new(), stream, patience, deadline, begun: false }
    }
}

impl Body for Http2Content {
    type Data = Bytes;
    type Error = io::Error;

    /// Asked only when the client takes more.
    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        self.begun = true;
        self.stream.taken();
        if self.rest.is_empty() {
            let frame = ready!(Pin::new(&mut self.content).poll_frame(context));
            match frame.map(|frame| frame.map(Frame::into_data)) {
                Some(Ok(Ok(data))) => self.rest = data,
                other => {
                    // Its end, or a handler that broke off.
                    self.stream.set_answered();
                    return Poll::Ready(other.and_then(Result::err).map(Err));
                }
            }
        }
        let length = self.rest.len().min(PIECE);
        let piece = self.rest.split_to(length);
        let patience = Instant::now() + self.patience;
        self.stream.offer(self.deadline.map_or(patience, |deadline| patience.min(deadline)));
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    /// Only of nothing: the end is told when all before it has been taken.
    fn is_end_stream(&self) -> bool {
        !self.begun && self.content.is_end_stream()
    }
}
