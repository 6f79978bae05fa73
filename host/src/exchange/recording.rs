use bytes::Bytes;

use super::{Answer, Content, ResponseHead};

/// What a handler answered, as far as it was noted.
#[derive(Clone, Debug, Default)]
pub struct RecordedResponse {
    /// The head; none when the handler wrote raw bytes, or nothing.
    pub head: Option<ResponseHead>,
    /// Raw bytes were written.
    pub raw: bool,
    /// The target that is answered in place of the request's.
    pub redirect: Option<Vec<u8>>,
    /// Content, or raw bytes.
    pub content: Vec<u8>,
    /// The response broke off.
    pub cut: bool,
    /// The client left before the handler had said all.
    pub lost: bool,
    /// There was more content than is noted.
    pub truncated: bool,
    /// Content bytes that are noted.
    pub(crate) most: usize,
}

impl RecordedResponse {
    /// Of at most `most` bytes of content.
    pub(super) fn new(most: usize) -> Self {
        Self { most, ..Self::default() }
    }

    pub(super) fn note_answer(&mut self, answer: &Answer) {
        match answer {
            Answer::Head(head, content) => {
                self.head = Some(head.clone());
                if let Content::Whole(content) = content {
                    self.note_content(content);
                }
            }
            Answer::Raw => self.raw = true,
        }
    }

    pub(super) fn note_content(&mut self, content: &Bytes) {
        let room = self.most.saturating_sub(self.content.len());
        self.truncated |= content.len() > room;
        self.content.extend_from_slice(content.get(..room.min(content.len())).unwrap_or_default());
    }
}
