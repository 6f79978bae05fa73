//! The request's body, byte for byte, under the type it came with.
//!
//!     curl -i -H 'Content-Type: text/x-poem' -d 'so much depends' 'http://127.0.0.1:8000/rust/echo-body.wasm'

use airlock_guest::{Error, IntoResponse, Request, Response};

#[airlock_guest::handler]
fn main(request: Request, _: Response) -> Result<impl IntoResponse, Error> {
    let content_type = request.headers().first("Content-Type").unwrap_or(b"application/octet-stream");
    Ok(([("Content-Type", content_type.to_vec())], request.body().bytes()?))
}
