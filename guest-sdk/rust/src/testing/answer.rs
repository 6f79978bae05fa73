//! What a handler has answered in a unit test.

use crate::bindings::airlock::handler::log::Level;
use crate::bindings::airlock::handler::response::Head;
use crate::bindings::airlock::handler::types::Field;
use crate::host::in_memory::{Host, Push};

/// A handler's answer.
#[derive(Debug)]
pub struct TestAnswer {
    host: Host,
    content: Vec<u8>,
}

/// A push: what was promised, and the status and content of the response to it, if there was one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestPush {
    /// The fields of the promised request.
    pub request: Vec<(String, String)>,
    /// Status and content of the response.
    pub response: Option<(u16, Vec<u8>)>,
}

impl TestAnswer {
    pub(super) fn new(host: Host) -> Self {
        Self { content: host.pieces.concat(), host }
    }

    fn head(&self) -> Option<&Head> {
        self.host.response.as_ref()
    }

    /// The status; 500 or another of the fives where the handler failed, 0 where nothing was answered.
    pub fn status(&self) -> u16 {
        self.head().map(|head| head.status).or_else(|| self.failure().map(|(status, _)| status)).unwrap_or(0)
    }

    /// The reason phrase; text that is not UTF-8 is empty.
    pub fn reason(&self) -> &str {
        self.head().and_then(|head| text(head.reason.as_deref()?)).unwrap_or_default()
    }

    /// The value of the first header field with that name, if it is UTF-8.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.header_list(name).into_iter().next()
    }

    /// The values of all header fields with that name.
    pub fn header_list(&self, name: &str) -> Vec<&str> {
        let named = |field: &&Field| field.name.eq_ignore_ascii_case(name.as_bytes());
        let fields = self.head().map_or(&[][..], |head| &head.fields);
        fields.iter().filter(named).filter_map(|field| text(&field.value)).collect()
    }

    /// Header lines as the handler sent them.
    pub fn headers(&self) -> Vec<(&[u8], &[u8])> {
        let fields = self.head().map_or(&[][..], |head| &head.fields);
        fields.iter().map(|field| (field.name.as_slice(), field.value.as_slice())).collect()
    }

    /// The content.
    pub fn content(&self) -> &[u8] {
        &self.content
    }

    /// The content as text; what is not UTF-8 is empty.
    pub fn text(&self) -> &str {
        text(&self.content).unwrap_or_default()
    }

    /// The pieces in which the content was sent.
    pub fn pieces(&self) -> &[Vec<u8>] {
        &self.host.pieces
    }

    /// What was written as raw bytes.
    pub fn raw(&self) -> &[u8] {
        &self.host.raw
    }

    /// Status and detail, where the handler failed: of an error that it returned, or of a panic. Where a response has begun, a
    /// server cuts it short.
    pub fn failure(&self) -> Option<(u16, &str)> {
        self.host.failure.as_ref().map(|(status, detail)| (*status, detail.as_str()))
    }

    /// Whether the connection ends with the response.
    pub fn closes_connection(&self) -> bool {
        self.host.closes
    }

    /// The statuses of interim responses.
    pub fn interim(&self) -> Vec<u16> {
        self.host.interim.iter().map(|(status, _)| *status).collect()
    }

    /// The fields behind the content.
    pub fn trailers(&self) -> Vec<(String, String)> {
        pairs(&self.host.trailers)
    }

    /// The pushes.
    pub fn pushes(&self) -> Vec<TestPush> {
        let push = |(request, response): &Push| TestPush {
            request: pairs(request),
            response: response.as_ref().map(|(head, content)| (head.status, content.clone())),
        };
        self.host.pushes.iter().map(push).collect()
    }

    /// The messages for the operator's log, each with its level: `debug`, `info`, `warning` or `error`.
    pub fn log(&self) -> Vec<(&'static str, &str)> {
        self.host.log.iter().map(|(level, message)| (name(*level), message.as_str())).collect()
    }
}

fn name(level: Level) -> &'static str {
    match level {
        Level::Debug => "debug",
        Level::Info => "info",
        Level::Warning => "warning",
        Level::Error => "error",
    }
}

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

fn pairs(fields: &[Field]) -> Vec<(String, String)> {
    let lossy = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    fields.iter().map(|field| (lossy(&field.name), lossy(&field.value))).collect()
}
