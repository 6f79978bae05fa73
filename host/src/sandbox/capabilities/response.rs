//! The answer an instance gives. What HTTP does not allow is refused here, unless the policy grants raw writes.

use bytes::Bytes;

use crate::error_page;
use crate::exchange::{Answer, Content, Field, Framing, ResponseHead};
use crate::policy::{Grant, Limit};
use crate::sandbox::bindings::HostError;
use crate::sandbox::bindings::airlock::handler::response;
use crate::sandbox::budget::LimitExceeded;
use crate::sandbox::state::HandlerState;

fn from_guest(head: response::Head) -> ResponseHead {
    ResponseHead {
        status: head.status,
        reason: head.reason,
        fields: head.fields.into_iter().map(|f| Field { name: f.name, value: f.value }).collect(),
        complete: head.complete,
    }
}

impl HandlerState {
    fn check_response_limit(&self, more: usize) -> wasmtime::Result<()> {
        let total = self.response.written().saturating_add(more as u64);
        if total > self.policy.limits.response {
            return Err(LimitExceeded(Limit::Response).into());
        }
        Ok(())
    }

    /// What `head` is to be sent as; none: as raw bytes.
    fn framing(&mut self, head: &ResponseHead, length: Option<u64>) -> Result<Option<Framing>, HostError> {
        match head.framing(length, self.request.method != "HEAD") {
            Ok(framing) => Ok(Some(framing)),
            Err(_) if self.policy.grants.raw_writes => Ok(None),
            Err(problem) => Err(self.deny_because(Grant::RawWrites, &problem.to_string())),
        }
    }

    async fn write_piece(&mut self, content: Vec<u8>) -> wasmtime::Result<Result<(), HostError>> {
        self.check_response_limit(content.len())?;
        Ok(self.response.write(Bytes::from(content)).await.map_err(HostError::from))
    }
}

impl response::Host for HandlerState {
    fn send(&mut self, head: response::Head, content: Vec<u8>) -> wasmtime::Result<Result<(), HostError>> {
        let head = from_guest(head);
        self.check_response_limit(head.size().saturating_add(content.len()))?;
        let length = content.len() as u64;
        let content = Bytes::from(content);
        Ok(match self.framing(&head, Some(length)) {
            Err(error) => Err(error),
            Ok(Some(_)) => self.response.begin(Answer::Head(head, Content::Whole(content))).map_err(HostError::from),
            Ok(None) => {
                let mut bytes = head.to_wire(Some(length));
                bytes.extend_from_slice(&content);
                self.response.begin_raw(Bytes::from(bytes), true).map_err(HostError::from)
            }
        })
    }

    fn start(&mut self, head: response::Head) -> wasmtime::Result<Result<(), HostError>> {
        let head = from_guest(head);
        self.check_response_limit(head.size())?;
        Ok(match self.framing(&head, None) {
            Err(error) => Err(error),
            Ok(Some(_)) => self.response.begin(Answer::Head(head, Content::Pieces)).map_err(HostError::from),
            Ok(None) => self.response.begin_raw(Bytes::from(head.to_wire(None)), false).map_err(HostError::from),
        })
    }

    async fn write(&mut self, content: Vec<u8>) -> wasmtime::Result<Result<(), HostError>> {
        self.write_piece(content).await
    }

    fn finish(&mut self) -> wasmtime::Result<Result<(), HostError>> {
        if !self.response.has_begun() {
            return Ok(Err(HostError::Invalid("finish comes after start".into())));
        }
        self.response.finish();
        Ok(Ok(()))
    }

    async fn write_raw(&mut self, bytes: Vec<u8>) -> wasmtime::Result<Result<(), HostError>> {
        if !self.policy.grants.raw_writes {
            return Ok(Err(self.deny(Grant::RawWrites)));
        }
        if self.response.has_begun() {
            self.response.go_raw();
            return self.write_piece(bytes).await;
        }
        if self.response.begin_raw(Bytes::new(), false).is_err() {
            return Ok(Err(HostError::Closed));
        }
        self.write_piece(bytes).await
    }

    fn close_connection(&mut self) -> wasmtime::Result<()> {
        self.response.close_connection();
        Ok(())
    }

    fn fail(&mut self, status: u16, detail: String) -> wasmtime::Result<Result<(), HostError>> {
        if self.memory.was_refused() && ends_with_memory_error(&detail) {
            return Err(LimitExceeded(Limit::Memory).into());
        }
        self.failed = true;
        let status = if (400..=599).contains(&status) { status } else { 500 };
        if self.take_log_room(detail.len()) {
            // Debug formatting escapes what would forge lines or drive a terminal.
            tracing::error!(handler = %self.handler, status, detail = ?detail.trim_end(), "handler failed");
        }
        if self.response.has_begun() {
            self.response.cut();
            return Ok(Ok(()));
        }
        let (head, content) = error_page::failure(status, Some(&detail), &self.policy);
        Ok(self.response.begin(Answer::Head(head, Content::Whole(content))).map_err(HostError::from))
    }
}

/// Whether a traceback's last line says that memory ran out.
fn ends_with_memory_error(detail: &str) -> bool {
    detail.trim_end().lines().next_back().is_some_and(|line| line.starts_with("MemoryError"))
}
