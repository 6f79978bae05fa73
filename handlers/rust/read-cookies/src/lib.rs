//! The cookies that the client sent. Names and values are bytes.
//!
//!     curl -b 'flavour=ginger; jar=closed' 'http://127.0.0.1:8000/rust/read-cookies.wasm'

use airlock_guest::{IntoResponse, Request, Response};

#[airlock_guest::handler]
fn main(request: Request, _: Response) -> impl IntoResponse {
    let mut cookies: Vec<(&[u8], &[u8])> = request.cookies().iter().collect();
    cookies.sort_unstable();
    let mut lines: Vec<u8> =
        cookies.into_iter().flat_map(|(name, value)| [name, b" = ", value, b"\n"].concat()).collect();
    if request.cookies().first("jar") == Some(b"closed") {
        lines.extend_from_slice(b"and the jar is closed\n");
    }
    if lines.is_empty() {
        lines.extend_from_slice(b"no cookies\n");
    }
    ([("Content-Type", "text/plain")], lines)
}
