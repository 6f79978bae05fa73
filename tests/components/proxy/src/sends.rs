//! Responses, and what is behind a body's end.

use wasip2::http::types::{Fields, IncomingRequest, OutgoingBody, OutgoingResponse, ResponseOutparam};
use wasip2::io::streams::{InputStream, OutputStream, StreamError};

/// What a stream takes at once.
const PIECE: usize = 4096;

/// Sets a response; its content is to come.
pub fn begin(out: ResponseOutparam, status: u16, fields: &[(&str, &str)]) -> OutgoingBody {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.to_string(), value.as_bytes().to_vec())).collect();
    let response = OutgoingResponse::new(Fields::from_list(&fields).expect("fields"));
    response.set_status_code(status).expect("a status");
    let body = response.body().expect("a body");
    ResponseOutparam::set(out, Ok(response));
    body
}

/// A whole response.
pub fn text(out: ResponseOutparam, status: u16, content: &str) {
    finish(begin(out, status, &[("content-type", "text/plain")]), content.as_bytes());
}

/// Writes all of it, and finishes the body.
pub fn finish(body: OutgoingBody, content: &[u8]) {
    let stream = body.write().expect("a stream");
    // The client may have gone.
    let _ = write(&stream, content);
    drop(stream);
    let _ = OutgoingBody::finish(body, None);
}

/// Writes, and waits until it is on its way.
pub fn write(stream: &OutputStream, content: &[u8]) -> Result<(), StreamError> {
    content.chunks(PIECE).try_for_each(|piece| stream.blocking_write_and_flush(piece))
}

/// Reads a request's body and gives each piece to `take` as it comes; how many bytes, and whether it ended well.
pub fn read(request: &IncomingRequest, take: impl FnMut(&[u8])) -> (usize, bool) {
    let body = request.consume().expect("the body");
    let stream = body.stream().expect("its stream");
    pieces(&stream, take)
}

/// The same of a stream.
pub fn pieces(stream: &InputStream, mut take: impl FnMut(&[u8])) -> (usize, bool) {
    let mut total = 0;
    loop {
        match stream.blocking_read(64 << 10) {
            Ok(piece) => {
                total += piece.len();
                take(&piece);
            }
            Err(StreamError::Closed) => return (total, true),
            Err(StreamError::LastOperationFailed(_)) => return (total, false),
        }
    }
}
