//! One handler answers every method. `request.method()` is text, in the case the client sent.
//!
//!     curl -i -X DELETE 'http://127.0.0.1:8000/rust/by-method.wasm'
//!     curl -i -X BREW 'http://127.0.0.1:8000/rust/by-method.wasm'

use airlock_guest::{IntoResponse, Request, Response};

#[airlock_guest::handler]
fn main(request: Request, _: Response) -> impl IntoResponse {
    let mut headers = vec![("Content-Type", "text/plain")];
    let (status, sentence) = match request.method() {
        "GET" => (200, "Here it is.\n".to_owned()),
        "PUT" => (201, "Stored, or so we pretend.\n".to_owned()),
        "DELETE" => (202, "Gone soon.\n".to_owned()),
        other => {
            headers.push(("Allow", "GET, PUT, DELETE"));
            (405, format!("Not with {other}.\n"))
        }
    };
    (status, headers, sentence)
}
