use bytes::Bytes;

use super::response_content::{ResponseContent, Watched};
use crate::exchange::{Content, Framing, ResponseHead};
use crate::static_files::FileContent;

/// A response's content, and how its end shows.
pub struct Framed {
    /// What a `Content-Length` says that is added.
    pub length: Option<u64>,
    /// What is sent, and who writes it.
    pub content: ResponseContent,
    /// On HTTP/1.
    pub ends_connection: bool,
}

impl Framed {
    /// The content that goes with `head` in a response to `method`.
    pub fn new(
        head: &ResponseHead,
        content: Content,
        mut handler: Option<Watched>,
        file: Option<FileContent>,
        method: &str,
    ) -> Self {
        let length = match (&content, &file) {
            (Content::Whole(content), _) => Some(content.len() as u64),
            (Content::Pieces, Some(file)) => file.told_length(),
            (Content::Pieces, None) => None,
        };
        // Checked when the handler began the response; what does not pass the check was sent raw.
        let framing = head.framing(length, method != "HEAD").unwrap_or(Framing::Close);
        if matches!(content, Content::Whole(_)) || framing == Framing::NoContent {
            handler.iter_mut().for_each(Watched::set_complete);
        }
        let (content, ends_connection) = match (framing, content, file) {
            (Framing::NoContent, _, _) => (ResponseContent::Whole { content: Bytes::new(), handler }, false),
            (_, Content::Whole(content), _) => (ResponseContent::Whole { content, handler }, framing == Framing::Close),
            (_, Content::Pieces, Some(file)) => (ResponseContent::File(file), framing == Framing::Close),
            (Framing::Sized(length), Content::Pieces, None) => {
                (ResponseContent::of_pieces(handler, Some(length)), false)
            }
            (_, Content::Pieces, None) => (ResponseContent::of_pieces(handler, None), true),
        };
        Self { length, content, ends_connection }
    }
}
