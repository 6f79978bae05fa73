//! What several requests of a unit test have in common.

use std::any::Any;
use std::cell::RefCell;
use std::collections::HashMap;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{TestAnswer, TestRequest};
use crate::host::in_memory::{self, Host};
use crate::{IntoResponse, Request, Response};

/// A stash that outlives the requests of a test.
#[derive(Debug, Default)]
pub struct TestServer {
    stash: RefCell<HashMap<(String, String), Vec<u8>>>,
}

impl TestServer {
    /// A server whose stash is empty.
    pub fn new() -> Self {
        Self::default()
    }

    /// The handler's answer to a request. A panic is a failure, as it is on a server.
    pub fn answer<R: IntoResponse>(
        &self,
        request: TestRequest,
        handler: impl FnOnce(Request, Response) -> R,
    ) -> TestAnswer {
        let mut host = request.into_host();
        host.stash = self.stash.take();
        let before = in_memory::install(host);
        let outcome = catch_unwind(AssertUnwindSafe(|| crate::run(handler)));
        let mut host: Host = in_memory::install(before);
        if let Err(panic) = outcome {
            host.failure.get_or_insert_with(|| (500, message(panic.as_ref())));
        }
        self.stash.replace(mem::take(&mut host.stash));
        TestAnswer::new(host)
    }
}

/// What a panic said.
fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "a panic without a message".to_owned())
}
