//! What an instance sends its client unasked.

use bytes::Bytes;

use super::response::{fields_from_guest, from_guest};
use super::to_guest;
use crate::sandbox::bindings::HostError;
use crate::sandbox::bindings::airlock::handler::{push, response, types};
use crate::sandbox::state::HandlerState;

impl push::Host for HandlerState {
    async fn promise(&mut self, request: Vec<types::Field>) -> wasmtime::Result<Result<u32, HostError>> {
        to_guest(self.answering.promise(fields_from_guest(request)).await)
    }

    async fn respond(
        &mut self,
        promise: u32,
        head: response::Head,
        content: Vec<u8>,
    ) -> wasmtime::Result<Result<(), HostError>> {
        to_guest(self.answering.push(promise, from_guest(head), Bytes::from(content)).await)
    }
}
