use std::collections::VecDeque;
use std::io;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};

use crate::docroot::DocrootFile;

/// Bytes of a file read at a time.
const PIECE: u64 = 128 << 10;

/// A stretch of content.
#[derive(Clone, Debug)]
enum Part {
    Bytes(Bytes),
    File { file: Arc<DocrootFile>, offset: u64, end: u64 },
}

impl Part {
    fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::File { offset, end, .. } => end.saturating_sub(*offset),
        }
    }

    /// What is left without the first `count` bytes, and no longer than `most`.
    fn cut(self, count: u64, most: u64) -> Self {
        match self {
            Self::Bytes(bytes) => {
                let start = usize::try_from(count).map_or(bytes.len(), |count| count.min(bytes.len()));
                let room = usize::try_from(most).unwrap_or(usize::MAX);
                Self::Bytes(bytes.slice(start..bytes.len().min(start.saturating_add(room))))
            }
            Self::File { file, offset, end } => {
                let offset = offset.saturating_add(count).min(end);
                Self::File { file, offset, end: end.min(offset.saturating_add(most)) }
            }
        }
    }
}

/// Why content is not held in memory.
#[derive(Debug)]
pub enum ReadProblem {
    /// It has more bytes than may be held.
    TooLong,
    /// What the system said.
    Failed(io::Error),
}

/// Content in parts, of which those of files are read when their turn comes: a large file is never in memory as a whole.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    parts: VecDeque<Part>,
    /// Bytes of all parts together: asked for with every piece, so that it is not counted anew.
    len: u64,
}

impl Parts {
    /// Bytes that are there.
    pub fn bytes(bytes: impl Into<Bytes>) -> Self {
        let mut parts = Self::default();
        parts.push_bytes(bytes);
        parts
    }

    /// All of a file, as long as it was when it was opened.
    pub fn file(file: DocrootFile) -> Self {
        let (end, _) = file.size_and_modified_at_opening();
        let mut parts = Self::default();
        parts.push_part(Part::File { file: Arc::new(file), offset: 0, end });
        parts
    }

    /// Puts bytes behind it.
    pub fn push_bytes(&mut self, bytes: impl Into<Bytes>) {
        self.push_part(Part::Bytes(bytes.into()));
    }

    /// Puts other parts behind it.
    pub fn push(&mut self, other: Self) {
        self.len = self.len.saturating_add(other.len);
        self.parts.extend(other.parts);
    }

    fn push_part(&mut self, part: Part) {
        self.len = self.len.saturating_add(part.len());
        self.parts.push_back(part);
    }

    /// Bytes to come.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether nothing is to come.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes from `start` up to `end`.
    pub fn slice(&self, start: u64, end: u64) -> Self {
        let mut sliced = Self::default();
        let mut before = 0u64;
        for part in &self.parts {
            let len = part.len();
            let skipped = start.saturating_sub(before).min(len);
            let room = end.saturating_sub(before.saturating_add(skipped));
            if skipped < len && room > 0 {
                sliced.push_part(part.clone().cut(skipped, room));
            }
            before = before.saturating_add(len);
        }
        sliced
    }

    /// The next piece, of at most `most` bytes; none at the end. Files of the docroot are local: a read is not waited for.
    pub fn next_piece(&mut self, most: u64) -> Option<io::Result<Bytes>> {
        while let Some(part) = self.parts.pop_front() {
            let len = part.len();
            let wish = len.min(most).min(PIECE);
            self.len = self.len.saturating_sub(len);
            if len == 0 {
                continue;
            }
            let piece = match part.clone().cut(0, wish) {
                Part::Bytes(bytes) => Ok(bytes),
                Part::File { file, offset, .. } => read(&file, offset, wish),
            };
            if let Ok(piece) = &piece {
                let rest = part.cut(piece.len() as u64, u64::MAX);
                self.len = self.len.saturating_add(rest.len());
                self.parts.push_front(rest);
            }
            return Some(piece);
        }
        None
    }

    /// All of it, if it is no longer than `most`.
    pub fn read(mut self, most: u64) -> Result<Bytes, ReadProblem> {
        if self.len() > most {
            return Err(ReadProblem::TooLong);
        }
        let mut content = BytesMut::with_capacity(usize::try_from(self.len()).unwrap_or_default());
        while let Some(piece) = self.next_piece(u64::MAX) {
            content.extend_from_slice(&piece.map_err(ReadProblem::Failed)?);
        }
        Ok(content.freeze())
    }
}

fn read(file: &DocrootFile, offset: u64, wish: u64) -> io::Result<Bytes> {
    match file.read_at(offset, usize::try_from(wish).unwrap_or_default()) {
        Ok(piece) if piece.is_empty() => Err(io::Error::other("the file became shorter while it was sent")),
        Ok(piece) => Ok(Bytes::from(piece)),
        Err(error) => Err(io::Error::other(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::Parts;

    #[test]
    fn a_slice_goes_across_parts() {
        let mut parts = Parts::bytes("abc");
        parts.push(Parts::bytes("defg"));
        let slice = |start, end| parts.slice(start, end).read(99).unwrap();
        assert_eq!(slice(0, 7), "abcdefg");
        assert_eq!(slice(2, 5), "cde");
        assert_eq!(slice(3, 4), "d");
        assert_eq!(slice(5, 2), "");
        assert_eq!(slice(6, 90), "g");
        assert!(parts.clone().read(6).is_err());
        assert_eq!(parts.next_piece(2).unwrap().unwrap(), "ab");
        assert_eq!(parts.len(), 5);
    }

    #[test]
    fn the_length_is_that_of_all_parts() {
        let mut parts = Parts::bytes("abc");
        parts.push(Parts::bytes("defg"));
        parts.push_bytes("");
        parts.push(parts.slice(2, 5));
        let mut left = parts.len();
        assert_eq!(left, 10);
        while let Some(piece) = parts.next_piece(2) {
            left -= piece.unwrap().len() as u64;
            assert_eq!(parts.len(), left);
        }
        assert_eq!((left, parts.is_empty()), (0, true));
    }
}
