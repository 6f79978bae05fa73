//! The answer an instance gives.

use bytes::Bytes;

use super::to_guest;
use crate::exchange::{Field, ResponseHead};
use crate::policy::Limit;
use crate::sandbox::bindings::HostError;
use crate::sandbox::bindings::airlock::handler::{response, types};
use crate::sandbox::budget::LimitExceeded;
use crate::sandbox::state::HandlerState;

pub(super) fn from_guest(head: response::Head) -> ResponseHead {
    let response::Head { status, reason, fields, complete } = head;
    ResponseHead { status, reason, fields: fields_from_guest(fields), complete }
}

pub(super) fn fields_from_guest(fields: Vec<types::Field>) -> Vec<Field> {
    fields.into_iter().map(|field| Field { name: field.name, value: field.value }).collect()
}

impl response::Host for HandlerState {
    fn send(&mut self, head: response::Head, content: Vec<u8>) -> wasmtime::Result<Result<(), HostError>> {
        to_guest(self.answering.send(from_guest(head), Bytes::from(content)))
    }

    fn start(&mut self, head: response::Head) -> wasmtime::Result<Result<(), HostError>> {
        to_guest(self.answering.start(from_guest(head)))
    }

    async fn write(&mut self, content: Vec<u8>) -> wasmtime::Result<Result<(), HostError>> {
        to_guest(self.answering.write(Bytes::from(content)).await)
    }

    async fn write_last(&mut self, content: Vec<u8>) -> wasmtime::Result<Result<(), HostError>> {
        to_guest(self.answering.write_last(Bytes::from(content)).await)
    }

    fn finish(&mut self) -> wasmtime::Result<Result<(), HostError>> {
        to_guest(self.answering.finish())
    }

    fn finish_with_trailers(&mut self, trailers: Vec<types::Field>) -> wasmtime::Result<Result<(), HostError>> {
        to_guest(self.answering.finish_with(fields_from_guest(trailers)))
    }

    async fn interim(&mut self, status: u16, fields: Vec<types::Field>) -> wasmtime::Result<Result<(), HostError>> {
        to_guest(self.answering.interim(status, fields_from_guest(fields)).await)
    }

    async fn write_raw(&mut self, bytes: Vec<u8>) -> wasmtime::Result<Result<(), HostError>> {
        to_guest(self.answering.write_raw(Bytes::from(bytes)).await)
    }

    async fn write_message(&mut self, bytes: Vec<u8>) -> wasmtime::Result<Result<(), HostError>> {
        to_guest(self.answering.write_message(Bytes::from(bytes)).await)
    }

    async fn write_cgi(&mut self, bytes: Vec<u8>) -> wasmtime::Result<Result<(), HostError>> {
        to_guest(self.answering.write_cgi(Bytes::from(bytes)).await)
    }

    fn close_connection(&mut self) -> wasmtime::Result<()> {
        self.answering.close_connection();
        Ok(())
    }

    fn fail(&mut self, status: u16, detail: String) -> wasmtime::Result<Result<(), HostError>> {
        if self.memory.was_refused() && ends_with_memory_error(&detail) {
            return Err(LimitExceeded(Limit::Memory).into());
        }
        to_guest(self.answering.fail(status, &detail))
    }
}

/// Whether a traceback's last line says that memory ran out.
fn ends_with_memory_error(detail: &str) -> bool {
    detail.trim_end().lines().next_back().is_some_and(|line| line.starts_with("MemoryError"))
}
