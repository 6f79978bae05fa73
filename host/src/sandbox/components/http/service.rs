//! Components that answer by `wasi:http/handler` of WASI 0.3. The same as with `wasi:http/incoming-handler`, but that the
//! component returns its response first, and its tasks go on while the content comes. When the content has ended, they end.

use std::sync::Arc;

use http::header::HOST;
use http::uri::{Authority, Scheme};
use thiserror::Error;
use tokio::sync::oneshot;
use wasmtime::Store;
use wasmtime::component::{Accessor, Linker};
use wasmtime_wasi::p3::{cli, clocks, filesystem, random, sockets};
use wasmtime_wasi_http::p3::bindings::Service;
use wasmtime_wasi_http::p3::bindings::http::types::ErrorCode;
use wasmtime_wasi_http::p3::{self, Request};
use wasmtime_wasi_http::{FieldMap, WasiHttpView as _};

use super::guest::Guest;
use super::request_body::LentBody;
use super::{begin, response};
use crate::sandbox::components::state::ComponentState;
use crate::sandbox::components::world::Offer;

/// It returned an error.
#[derive(Debug, Error)]
#[error("the component returned an error in place of a response: {0:?}")]
struct NoResponse(ErrorCode);

/// What of WASI 0.3 `offer` has.
pub fn add_service_to_linker(linker: &mut Linker<ComponentState>, offer: Offer) -> wasmtime::Result<()> {
    cli::add_to_linker(linker)?;
    clocks::add_to_linker(linker)?;
    random::add_to_linker(linker)?;
    if offer == Offer::Command {
        filesystem::add_to_linker(linker)?;
        sockets::add_to_linker(linker)?;
    }
    p3::add_to_linker(linker)
}

/// Has `instance` answer the request that its store is for.
pub async fn call_service(store: &mut Store<ComponentState>, instance: &Service) -> wasmtime::Result<()> {
    let Some((head, body)) = begin(store) else { return Ok(()) };
    let answering = Arc::clone(&store.data().handler.answering);
    let request = shown(store, head, body.clone());
    let (sender, outcome) = oneshot::channel();
    let (taken, is_taken) = oneshot::channel::<()>();
    let guest = Guest::new(Arc::clone(&store.data().handler.cpu));
    let called = async {
        let answered = async |accessor: &Accessor<ComponentState>| -> wasmtime::Result<()> {
            let returned = instance.handle(accessor, request).await?.map_err(NoResponse)?;
            let response = accessor.with(|store| returned.into_http(store, async { Ok(()) }))?;
            // Nobody waits for it: the client has left.
            let _ = sender.send(Ok(response));
            // The component's tasks run as long as this does not return.
            let _ = is_taken.await;
            Ok(())
        };
        store.run_concurrent(answered).await?
    };
    let taker = async {
        let answered = response::answer(outcome, answering, &guest).await;
        let _ = taken.send(());
        answered
    };
    let result = guest.run(called, taker).await;
    let state = store.data_mut();
    state.handler.body = body.take_back();
    state.end_http();
    result
}

fn shown(store: &mut Store<ComponentState>, head: http::Request<()>, body: LentBody) -> Request {
    let is_secure = store.data().handler.request.scheme == "https";
    let (parts, ()) = head.into_parts();
    // What `request` has made of it is text.
    let authority = parts.headers.get(HOST).and_then(|host| Authority::try_from(host.as_bytes()).ok());
    let scheme = if is_secure { Scheme::HTTPS } else { Scheme::HTTP };
    let fields = FieldMap::new_immutable(store.data_mut().http().hooks, parts.headers);
    let path = parts.uri.into_parts().path_and_query;
    // What comes of its content is the connection's to tell.
    let (request, _) = Request::new(parts.method, Some(scheme), authority, path, fields, None, body);
    request
}
