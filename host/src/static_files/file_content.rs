use std::io;
use std::task::{Context, Poll};

use bytes::Bytes;

use crate::docroot::{DocrootError, DocrootFile};

/// Bytes read at a time.
const PIECE: usize = 128 << 10;

/// A file's content, read as it is sent: a large file is never in memory as a whole.
#[derive(Debug)]
pub struct FileContent {
    file: DocrootFile,
    offset: u64,
    end: u64,
}

impl FileContent {
    /// All of `file`, as long as it is now.
    pub fn new(file: DocrootFile) -> Result<Self, DocrootError> {
        let (size, _) = file.size_and_modified()?;
        Ok(Self { file, offset: 0, end: size })
    }

    /// Bytes to come.
    pub fn left(&self) -> u64 {
        self.end - self.offset
    }

    /// The next piece. Files of the docroot are local: a read is not waited for.
    pub fn poll_piece(&mut self, _context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        if self.left() == 0 {
            return Poll::Ready(None);
        }
        let wish = usize::try_from(self.left()).map_or(PIECE, |left| left.min(PIECE));
        Poll::Ready(Some(match self.file.read_at(self.offset, wish) {
            Ok(piece) if piece.is_empty() => Err(io::Error::other("the file became shorter while it was sent")),
            Ok(piece) => {
                self.offset += piece.len() as u64;
                Ok(Bytes::from(piece))
            }
            Err(error) => Err(io::Error::other(error)),
        }))
    }
}
