use std::error::Error;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, Sleep};

use super::OutgoingError;
use super::volume::Volume;

/// A request's content on its way to the server, counted.
pub struct RequestBody<B> {
    pub content: B,
    pub volume: Arc<Volume>,
}

impl<B> Body for RequestBody<B>
where
    B: Body<Data = Bytes> + Unpin,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    type Data = Bytes;
    type Error = Box<dyn Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let frame = ready!(Pin::new(&mut self.content).poll_frame(context));
        Poll::Ready(frame.map(|frame| {
            let frame = frame.map_err(Into::into)?;
            self.volume.take(size(&frame))?;
            Ok(frame)
        }))
    }

    fn is_end_stream(&self) -> bool {
        self.content.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.content.size_hint()
    }
}

/// A response's content: counted, and waited for so long.
pub struct ResponseBody {
    content: Incoming,
    volume: Arc<Volume>,
    /// How long the server may send nothing.
    patience: Duration,
    /// Runs while it sends nothing.
    waiting: Option<Pin<Box<Sleep>>>,
    /// Its place among the requests that are under way.
    _permit: OwnedSemaphorePermit,
}

impl ResponseBody {
    pub(super) fn new(
        content: Incoming,
        volume: Arc<Volume>,
        patience: Duration,
        permit: OwnedSemaphorePermit,
    ) -> Self {
        Self { content, volume, patience, waiting: None, _permit: permit }
    }

    fn poll_patience(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let patience = self.patience;
        let waiting = self.waiting.get_or_insert_with(|| Box::pin(tokio::time::sleep(patience)));
        waiting.as_mut().poll(context)
    }
}

impl Body for ResponseBody {
    type Data = Bytes;
    type Error = OutgoingError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, OutgoingError>>> {
        let Poll::Ready(frame) = Pin::new(&mut self.content).poll_frame(context) else {
            ready!(self.poll_patience(context));
            return Poll::Ready(Some(Err(OutgoingError::ReadTime)));
        };
        let patience = self.patience;
        if let Some(waiting) = &mut self.waiting {
            waiting.as_mut().reset(Instant::now() + patience);
        }
        Poll::Ready(frame.map(|frame| {
            let frame = frame?;
            self.volume.take(size(&frame))?;
            Ok(frame)
        }))
    }

    fn is_end_stream(&self) -> bool {
        self.content.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.content.size_hint()
    }
}

fn size(frame: &Frame<Bytes>) -> usize {
    let content = frame.data_ref().map_or(0, Bytes::len);
    content + frame.trailers_ref().map_or(0, super::request::size_of_fields)
}
