//! One request from beginning to end: call the handler, send what it answers.

use crate::request::SharedHead;
use crate::response::Response;
use crate::{Error, HandlerError, IntoResponse, Request, host};

/// Answer the request that the host has. The attribute [`handler`](crate::handler) calls it.
#[doc(hidden)]
pub fn run<R: IntoResponse>(handler: impl FnOnce(Request, Response) -> R) {
    #[cfg(target_family = "wasm")]
    crate::panic_report::install();

    let head = SharedHead::default();
    let (response, returned) = Response::new(&head);
    let value = handler(Request::new(head.clone()), response);
    let mut response = Response::take_back(&returned, &head);
    if let Err(error) = value.into_response(&mut response) {
        answer_failure(response, &error);
        return;
    }
    if let Err(error) = response.conclude() {
        report(&error);
    }
}

/// Send the error that a handler has returned, or have the host do it.
fn answer_failure(mut response: Response, error: &HandlerError) {
    if (500..600).contains(&error.status()) || response.is_written() {
        report(error);
        return;
    }
    response.fill_in_error(error.status(), error.message());
    if let Err(error) = response.conclude() {
        report(&error);
    }
}

/// The handler has failed. If a response has begun, the host cuts it short.
fn report(error: &HandlerError) {
    if error.is_closed() {
        return; // the client has gone: nobody is there to be told
    }
    let status = if (500..600).contains(&error.status()) { error.status() } else { 500 };
    match host::fail(status, error.message()) {
        // The response was complete before it failed.
        Ok(()) | Err(Error::Closed) => {}
        Err(_) => {} // there is nobody left to tell it
    }
}
