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
    /// Chunks show the content's end.
    pub is_chunked: bool,
}

impl Framed {
    /// The content that goes with `head` in a response to `method`. `may_chunk`: the connection carries chunks, and goes on.
    pub fn new(
        head: &ResponseHead,
        content: Content,
        mut handler: Option<Watched>,
        file: Option<FileContent>,
        method: &str,
        may_chunk: bool,
    ) -> Self {
        let length = match (&content, &file) {
            (Content::Whole(content), _) => Some(content.len() as u64),
            (Content::Pieces | Content::Chunks, file) => file.as_ref().and_then(FileContent::told_length),
        };
        // Checked when the handler began the response; what does not pass the check was sent raw.
        let framing = head.framing(length, method != "HEAD").unwrap_or(Framing::Close);
        if matches!(content, Content::Whole(_)) || framing == Framing::NoContent {
            handler.iter_mut().for_each(Watched::set_complete);
        }
        let is_chunked = may_chunk && framing == Framing::Close && matches!(content, Content::Chunks);
        let (content, ends_connection) = match (framing, content, file) {
            (Framing::NoContent, _, _) => (ResponseContent::Whole { content: Bytes::new(), handler }, false),
            (_, Content::Whole(content), _) => (ResponseContent::Whole { content, handler }, framing == Framing::Close),
            (_, Content::Pieces | Content::Chunks, Some(file)) => {
                (ResponseContent::File(file), framing == Framing::Close)
            }
            (Framing::Sized(length), Content::Pieces | Content::Chunks, None) => {
                (ResponseContent::of_pieces(handler, Some(length)), false)
            }
            (_, Content::Pieces | Content::Chunks, None) => (ResponseContent::of_pieces(handler, None), !is_chunked),
        };
        Self { length, content, ends_connection, is_chunked }
    }
}
