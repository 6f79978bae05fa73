//! A read-only view of the docroot.
//!
//! Paths are relative to it, with `/` between their parts; the empty path is the docroot. What lies outside is
//! [`Error::NotFound`], also by `..` or a symbolic link.
//!
//! ```
//! use airlock_guest::testing::TestRequest;
//! use airlock_guest::{Error, Request, Response, files};
//!
//! fn poem(_: Request, _: Response) -> Result<String, Error> {
//!     Ok(files::read_text("poems/haiku.txt")?.replace('\n', " / "))
//! }
//!
//! let request = TestRequest::get("/").file("poems/haiku.txt", "one\ntwo");
//! assert_eq!(request.answered_by(poem).text(), "one / two");
//! ```

use std::fmt;
use std::io::{self, Read, Seek, SeekFrom};

pub use crate::bindings::airlock::handler::files::{Attributes, Entry, Kind};
use crate::{Error, host};

/// As much of a file as is asked for at once.
const PIECE: u32 = 1 << 20;

/// Kind, size and time of a file or folder.
pub fn stat(path: &str) -> Result<Attributes, Error> {
    host::stat(path)
}

/// Open a file.
pub fn open(path: &str) -> Result<File, Error> {
    Ok(File { file: host::open(path)?, position: 0 })
}

/// All of a file, in memory.
pub fn read(path: &str) -> Result<Vec<u8>, Error> {
    let mut file = open(path)?;
    let mut content = Vec::new();
    loop {
        let piece = file.next_piece(PIECE)?;
        if piece.is_empty() {
            return Ok(content);
        }
        content.extend_from_slice(&piece);
    }
}

/// All of a file, which is UTF-8.
pub fn read_text(path: &str) -> Result<String, Error> {
    String::from_utf8(read(path)?).map_err(|error| Error::Invalid(format!("{path} is not UTF-8: {error}")))
}

/// What lies in a folder, in no particular order.
pub fn list(path: &str) -> Result<Vec<Entry>, Error> {
    host::list(path)
}

/// An open file.
///
/// It reads and seeks; as the content of a response it is sent in pieces, from where it stands.
pub struct File {
    file: host::File,
    position: u64,
}

impl File {
    /// Kind, size and time.
    pub fn stat(&self) -> Result<Attributes, Error> {
        host::file_stat(&self.file)
    }

    /// At most `max` bytes from where the file stands; empty at the end.
    pub fn next_piece(&mut self, max: u32) -> Result<Vec<u8>, Error> {
        let piece = host::file_read(&self.file, self.position, max)?;
        self.position += piece.len() as u64;
        Ok(piece)
    }
}

impl fmt::Debug for File {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("File").field("position", &self.position).finish_non_exhaustive()
    }
}

impl Read for File {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let piece = host::file_read(&self.file, self.position, u32::try_from(buffer.len()).unwrap_or(u32::MAX))?;
        let room = buffer
            .get_mut(..piece.len())
            .ok_or_else(|| io::Error::other("the host sent more of the file than it was asked for"))?;
        room.copy_from_slice(&piece);
        self.position += piece.len() as u64;
        Ok(piece.len())
    }
}

impl Seek for File {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
            SeekFrom::End(offset) => self.stat()?.size.checked_add_signed(offset),
        };
        self.position = position
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "a seek to before the file's beginning"))?;
        Ok(self.position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestRequest;
    use crate::{HandlerError, Request, Response};

    #[test]
    fn files_read_and_seek() {
        let handler = |_: Request, _: Response| -> Result<String, HandlerError> {
            let mut file = open("a/b.txt")?;
            let mut text = String::new();
            file.seek(SeekFrom::End(-3))?;
            file.read_to_string(&mut text)?;
            assert!(file.seek(SeekFrom::Current(-9)).is_err());
            assert_eq!(open("a").unwrap_err(), Error::IsFolder);
            assert_eq!(list("a/b.txt").unwrap_err(), Error::NotFolder);
            assert_eq!(stat("c").unwrap_err(), Error::NotFound);
            let names: Vec<String> = list("a")?.into_iter().map(|entry| entry.name).collect();
            Ok(format!("{text} {}", names.join(",")))
        };
        let request = TestRequest::get("/").file("a/b.txt", "abcdef").file("a/c/d.txt", "");
        assert_eq!(request.answered_by(handler).text(), "def b.txt,c");
    }
}
