//! A request of a unit test.

use super::{TestAnswer, TestServer};
use crate::bindings::airlock::handler::request::{Capture, Version};
use crate::bindings::airlock::handler::types::Field;
use crate::field_bytes::FieldBytes;
use crate::host::in_memory::Host;
use crate::{IntoResponse, Request, Response};

/// A request to have a handler answer.
#[derive(Debug)]
pub struct TestRequest {
    host: Host,
}

impl TestRequest {
    /// A request of any method; the target is a path and a query, as on the request line.
    pub fn new(method: &str, target: impl AsRef<[u8]>) -> Self {
        let mut host = Host::default();
        host.head.method = method.to_owned();
        host.head.target = target.as_ref().to_vec();
        let path = host.head.target.split(|&byte| byte == b'?').next().unwrap_or_default();
        host.script_path.script_name = path.to_vec();
        Self { host }
    }

    /// A GET.
    pub fn get(target: impl AsRef<[u8]>) -> Self {
        Self::new("GET", target)
    }

    /// A POST with a body.
    pub fn post(target: impl AsRef<[u8]>, body: impl AsRef<[u8]>) -> Self {
        Self::new("POST", target).body(body)
    }

    /// Add a header field.
    #[must_use]
    pub fn header(mut self, name: impl FieldBytes, value: impl FieldBytes) -> Self {
        self.host.head.fields.push(Field { name: name.into_field_bytes(), value: value.into_field_bytes() });
        self
    }

    /// Give it a body, and the `Content-Length` of that.
    #[must_use]
    pub fn body(mut self, body: impl AsRef<[u8]>) -> Self {
        self.host.body = body.as_ref().to_vec();
        self.header("Content-Length", body.as_ref().len())
    }

    /// Have it come over HTTP/2.
    #[must_use]
    pub fn over_http2(mut self) -> Self {
        self.host.head.version = Version::Http2;
        self.host.head.stream = Some(1);
        self
    }

    /// What the pattern of its route took of the path: (name, value).
    #[must_use]
    pub fn captures(mut self, captures: &[(&str, &str)]) -> Self {
        let capture = |&(name, value): &(&str, &str)| Capture { name: name.to_owned(), value: value.to_owned() };
        self.host.captures = Some(captures.iter().map(capture).collect());
        self
    }

    /// Put a file into the docroot.
    #[must_use]
    pub fn file(mut self, path: &str, content: impl AsRef<[u8]>) -> Self {
        self.host.files.insert(path.to_owned(), content.as_ref().to_vec());
        self
    }

    /// Withhold the grant `raw-writes`, as servers on the open internet do.
    #[must_use]
    pub fn without_raw_writes(mut self) -> Self {
        self.host.raw_writes = false;
        self
    }

    /// Have the client leave before it gets anything.
    #[must_use]
    pub fn from_client_that_leaves(mut self) -> Self {
        self.host.client_gone = true;
        self
    }

    /// The handler's answer.
    pub fn answered_by<R: IntoResponse>(self, handler: impl FnOnce(Request, Response) -> R) -> TestAnswer {
        TestServer::new().answer(self, handler)
    }

    pub(super) fn into_host(self) -> Host {
        self.host
    }
}
