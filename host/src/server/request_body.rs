//! hyper's request body as the exchange's.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::Body as _;
use hyper::body::Incoming;

use crate::exchange::{BodyError, BodySource, RequestBody};

struct IncomingBody(Incoming);

/// The body of a request; nothing is read before somebody asks.
pub fn from_hyper(body: Incoming) -> RequestBody {
    if body.is_end_stream() { RequestBody::empty() } else { RequestBody::from_source(Box::new(IncomingBody(body))) }
}

impl BodySource for IncomingBody {
    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, BodyError>>> {
        loop {
            match ready!(Pin::new(&mut self.0).poll_frame(context)) {
                None => return Poll::Ready(None),
                Some(Ok(frame)) => {
                    // Trailers are not shown to handlers.
                    if let Ok(data) = frame.into_data() {
                        return Poll::Ready(Some(Ok(data)));
                    }
                }
                Some(Err(error)) => {
                    let left = error.is_incomplete_message() || error.is_closed() || error.is_canceled();
                    let reason = if left { BodyError::ClientGone } else { BodyError::Malformed };
                    return Poll::Ready(Some(Err(reason)));
                }
            }
        }
    }
}
