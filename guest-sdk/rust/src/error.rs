//! Why the host did not do what was asked.

use std::io;

use crate::bindings::airlock::handler::types;

/// Why a call to the host did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The policy withholds this capability.
    #[error("the policy withholds this grant: {0}")]
    Denied(String),
    /// The request used up a limit; it ends soon after.
    #[error("the limit {0} is used up")]
    Limit(String),
    /// The client has gone, or the response is complete already.
    #[error("the client has gone, or the response is complete already")]
    Closed,
    /// There is nothing under that name.
    #[error("there is nothing under that name")]
    NotFound,
    /// There is something under that name already.
    #[error("there is something under that name already")]
    Exists,
    /// A folder stands where a file was asked for.
    #[error("that is a folder, not a file")]
    IsFolder,
    /// A file stands where a folder was asked for.
    #[error("that is a file, not a folder")]
    NotFolder,
    /// The argument can not be used.
    #[error("{0}")]
    Invalid(String),
    /// The host could not do it.
    #[error("the host could not do it: {0}")]
    Failed(String),
}

impl From<types::Error> for Error {
    fn from(error: types::Error) -> Self {
        match error {
            types::Error::Denied(what) => Self::Denied(what),
            types::Error::Limit(what) => Self::Limit(what),
            types::Error::Closed => Self::Closed,
            types::Error::NotFound => Self::NotFound,
            types::Error::Exists => Self::Exists,
            types::Error::IsFolder => Self::IsFolder,
            types::Error::NotFolder => Self::NotFolder,
            types::Error::Invalid(why) => Self::Invalid(why),
            types::Error::Failed(why) => Self::Failed(why),
        }
    }
}

impl From<Error> for io::Error {
    fn from(error: Error) -> Self {
        let kind = match &error {
            Error::Denied(_) => io::ErrorKind::PermissionDenied,
            Error::Limit(_) => io::ErrorKind::QuotaExceeded,
            Error::Closed => io::ErrorKind::BrokenPipe,
            Error::NotFound => io::ErrorKind::NotFound,
            Error::Exists => io::ErrorKind::AlreadyExists,
            Error::IsFolder => io::ErrorKind::IsADirectory,
            Error::NotFolder => io::ErrorKind::NotADirectory,
            Error::Invalid(_) => io::ErrorKind::InvalidInput,
            Error::Failed(_) => io::ErrorKind::Other,
        };
        Self::new(kind, error)
    }
}
