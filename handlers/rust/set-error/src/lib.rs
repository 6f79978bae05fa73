//! `set_error` fills in the response: a status and a JSON body with code and message.
//!
//!     curl -i 'http://127.0.0.1:8000/rust/set-error.wasm'

use airlock_guest::{Request, Response};

#[airlock_guest::handler]
fn main(_: Request, mut response: Response) {
    response.set_error(409, "somebody else was faster");
}
