//! Count requests: take, add one, put. The lock keeps another request from stepping between.
//!
//!     curl 'http://127.0.0.1:8000/rust/count-visits.wasm?key=4f0e3c1a-5d58-4c0f-9a57-0d1f6f2f7c03'
//!     curl 'http://127.0.0.1:8000/rust/count-visits.wasm?key=4f0e3c1a-5d58-4c0f-9a57-0d1f6f2f7c03'

use airlock_guest::{HandlerError, IntoResponse, Request, Response};

#[airlock_guest::handler]
fn main(request: Request, _: Response) -> Result<impl IntoResponse, HandlerError> {
    let key = request.query().first("key").unwrap_or_default();
    let stash = request.stash();
    let lock = stash.lock()?;
    let visits = stash.take(key)?.and_then(|value| value.as_int()).unwrap_or(0) + 1;
    stash.put(key, visits)?;
    drop(lock);
    Ok(([("Content-Type", "text/plain")], format!("{visits}\n")))
}
