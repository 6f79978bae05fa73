use std::io;

use thiserror::Error;

/// Why a path of the docroot could not be used. The message never holds a path of the host.
#[derive(Debug, Error)]
pub enum DocrootError {
    /// Nothing is there, or it lies outside.
    #[error("no such file")]
    NotFound,
    /// A folder stands where a file was asked for.
    #[error("is a folder")]
    IsFolder,
    /// A file stands where a folder was asked for.
    #[error("is not a folder")]
    NotFolder,
    /// The server's user may not read it.
    #[error("the server may not read it; check the file's permissions")]
    Unreadable,
    /// Anything else the system said.
    #[error("reading failed: {0}")]
    Failed(String),
}

impl DocrootError {
    /// The system's error. Leaving the docroot shows as a refusal (`EXDEV`, or cap-std's own) and counts as absent.
    pub(super) fn from_io(error: &io::Error) -> Self {
        match error.raw_os_error() {
            Some(libc::ENOENT | libc::EXDEV | libc::ELOOP | libc::ENAMETOOLONG | libc::ENXIO) => Self::NotFound,
            Some(libc::EISDIR) => Self::IsFolder,
            Some(libc::ENOTDIR) => Self::NotFolder,
            Some(libc::EACCES) => Self::Unreadable,
            Some(_) => Self::Failed(error.kind().to_string()),
            None => Self::NotFound,
        }
    }
}
