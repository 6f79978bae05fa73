//! A status may be a pair: a code, which need not be a registered one, and a reason phrase of your own.
//!
//!     curl -i 'http://127.0.0.1:8000/rust/status-with-reason.wasm'

use airlock_guest::{IntoResponse, Request, Response};

#[airlock_guest::handler]
fn main(_: Request, _: Response) -> impl IntoResponse {
    ((299, "Better Than Fine"), [("Content-Type", "text/plain")], "Look at the first line of this response.\n")
}
