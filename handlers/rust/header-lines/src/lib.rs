//! The request's header lines as they came: order, case and repetitions, as bytes.
//!
//!     curl -H 'X-Colour: red' -H 'x-COLOUR: blue' 'http://127.0.0.1:8000/rust/header-lines.wasm'

use airlock_guest::{IntoResponse, Request, Response};

#[airlock_guest::handler]
fn main(request: Request, _: Response) -> impl IntoResponse {
    let lines: Vec<u8> =
        request.headers().iter().flat_map(|(name, value)| [name, b": ", value, b"\n"].concat()).collect();
    ([("Content-Type", "text/plain; charset=iso-8859-1")], lines)
}
