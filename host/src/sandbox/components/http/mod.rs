//! Components that answer by `wasi:http/incoming-handler`. In: an exchange and a linked component. Out: the response that the
//! component set, as its content comes. It refuses requests that `wasi:http` has no form for, and cuts a response whose content
//! is not what the component said it would be.

mod guest;
mod outgoing;
pub(crate) mod request;
mod request_body;
mod response;
#[cfg(feature = "wasi-p3")]
mod service;

use std::sync::Arc;

use tokio::sync::oneshot;
use wasmtime::Store;
use wasmtime_wasi_http::WasiHttpView as _;
use wasmtime_wasi_http::p2::bindings::Proxy;

pub use self::outgoing::HttpHooks;
#[cfg(feature = "wasi-p3")]
pub use self::service::{add_service_to_linker, call_service};

use self::guest::Guest;
use self::request_body::LentBody;
use super::state::ComponentState;
use crate::error_page;
use crate::exchange::RequestBody;

/// Has `instance` answer the request that its store is for.
pub async fn call(store: &mut Store<ComponentState>, instance: &Proxy) -> wasmtime::Result<()> {
    let Some((head, body)) = begin(store) else { return Ok(()) };
    let answering = Arc::clone(&store.data().handler.answering);
    let scheme = request::scheme(&store.data().handler.request);
    let (sender, outcome) = oneshot::channel();
    let mut http = store.data_mut().http();
    let request = http.new_incoming_request(scheme, head.map(|()| body.clone()))?;
    let outparam = http.new_response_outparam(sender)?;
    let guest = Guest::new(Arc::clone(&store.data().handler.cpu));
    let called = instance.wasi_http_incoming_handler().call_handle(&mut *store, request, outparam);
    let result = guest.run(called, response::answer(outcome, answering, &guest)).await;
    let state = store.data_mut();
    state.handler.body = body.take_back();
    state.end_http();
    result
}

/// The store's request as `wasi:http` shows it, and its content. None: it has no form there, which the client has been told.
fn begin(store: &mut Store<ComponentState>) -> Option<(http::Request<()>, LentBody)> {
    let state = &mut store.data_mut().handler;
    match request::request(&state.request) {
        Ok(head) => Some((head, LentBody::new(std::mem::replace(&mut state.body, RequestBody::empty())))),
        Err(problem) => {
            let task = state.answering.task();
            tracing::info!(tenant = &*task.tenant.name, handler = %task.handler, %problem, "request refused");
            let (head, content) =
                error_page::json(400, &format!("the request can not be shown to its handler: {problem}"));
            // Refused only when the client has left: then nobody is there to be told.
            let _ = state.answering.send(head, content);
            None
        }
    }
}
