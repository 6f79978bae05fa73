//! Responses to requests that the client has not sent.

use super::{Headers, Status};
use crate::bindings::airlock::handler::response::Head;
use crate::bindings::airlock::handler::types::Field;
use crate::{Error, host};

/// A response that was promised to the client. A promise that is not kept is taken back when the request ends.
#[derive(Debug)]
pub struct Promise {
    stream: u32,
}

impl Promise {
    pub(super) fn make(request: &[Field]) -> Result<Self, Error> {
        Ok(Self { stream: host::promise(request)? })
    }

    /// The promise's stream.
    pub fn stream(&self) -> u32 {
        self.stream
    }

    /// Give the response.
    pub fn respond(self, status: impl Into<Status>, headers: Headers, content: impl AsRef<[u8]>) -> Result<(), Error> {
        let head = Head { status: status.into().code(), reason: None, fields: headers.into_fields(), complete: false };
        host::respond(self.stream, &head, content.as_ref())
    }
}
