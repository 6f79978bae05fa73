//! Several ranges of a file as `multipart/byteranges`.

use super::parts::Parts;
use super::ranges::ByteRange;
use crate::random_uuid::random_uuid;

/// The ranges as parts of one content, and the boundary between them.
pub fn multipart(file: &Parts, ranges: &[ByteRange], size: u64, content_type: Option<&[u8]>) -> (Parts, String) {
    let boundary = random_uuid();
    let mut content = Parts::bytes(format!("\r\n--{boundary}"));
    for range in ranges {
        let mut head = b"\r\n".to_vec();
        if let Some(content_type) = content_type {
            head.extend_from_slice(b"Content-Type: ");
            head.extend_from_slice(content_type);
            head.extend_from_slice(b"\r\n");
        }
        head.extend_from_slice(format!("Content-Range: {}\r\n\r\n", range.field(size)).as_bytes());
        content.push_bytes(head);
        content.push(file.slice(range.start, range.end));
        content.push_bytes(format!("\r\n--{boundary}"));
    }
    content.push_bytes("--");
    (content, boundary)
}
