use std::time::Duration;

use super::fields::FieldSet;
use super::parts::{Parts, ReadProblem};
use crate::pipes::Pace;
use bytes::Bytes;

/// A response while pipes may still change it.
#[derive(Debug)]
pub struct Draft {
    /// The status code.
    pub status: u16,
    /// The reason phrase; none means the standard one.
    pub reason: Option<Vec<u8>>,
    /// The fields.
    pub fields: FieldSet,
    /// The content.
    pub content: Parts,
    /// Whether a `Content-Length` is added. wptserve adds one to what it has in memory, not to files and streams.
    pub tells_length: bool,
    /// How the content trickles.
    pub pace: Option<Pace>,
    /// To wait before the response begins.
    pub wait: Duration,
}

impl Draft {
    /// A response with content of this type.
    pub fn new(status: u16, content_type: &str, content: Parts, tells_length: bool) -> Self {
        let mut fields = FieldSet::default();
        fields.set(b"Content-Type", content_type);
        Self { status, reason: None, fields, content, tells_length, pace: None, wait: Duration::ZERO }
    }

    /// Takes the content as it is once it has trickled: the time for that goes by before the response begins.
    pub fn settle(&mut self) {
        if let Some(pace) = self.pace.take() {
            self.wait = self.wait.saturating_add(pace.total(self.content.len()));
        }
    }

    /// The content, in memory.
    pub fn take_content(&mut self, most: u64) -> Result<Bytes, ReadProblem> {
        self.settle();
        std::mem::take(&mut self.content).read(most)
    }

    /// Other content in its place.
    pub fn replace_content(&mut self, content: impl Into<Bytes>) {
        self.content = Parts::bytes(content);
        self.tells_length = true;
    }
}
