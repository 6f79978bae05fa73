use thiserror::Error;

use crate::docroot::DocrootError;
use crate::pipes::PipeProblem;

/// Why a file is not sent. What it says is for the log, and where the policy shows detail for the client.
#[derive(Debug, Error)]
pub enum StaticProblem {
    /// Nothing is there for this request.
    #[error("no such file")]
    NotFound,
    /// No range of the file.
    #[error("no range of the file: {message}")]
    Unsatisfiable {
        /// What the error page says.
        message: String,
        /// Bytes of the file.
        size: u64,
    },
    /// A `Range` that is no text.
    #[error("the Range field holds bytes outside ASCII")]
    BadRange,
    /// There is work to do for it, and this is not the place.
    #[error("a template has to be filled")]
    Works,
    /// A page around a test script that is not for it.
    #[error("the test is not meant to run as {0}; name it in the script's line // META: global=")]
    NotThisGlobal(&'static str),
    /// `.asis` on a folder.
    #[error("a folder is not sent as it is; rename it")]
    AsIsFolder,
    /// A file of fields that is none.
    #[error("the file of header fields for {0} {1}")]
    BadFields(String, &'static str),
    /// A pipe or a template.
    #[error(transparent)]
    Pipe(#[from] PipeProblem),
    /// The system said something else.
    #[error(transparent)]
    Docroot(DocrootError),
}

impl From<DocrootError> for StaticProblem {
    fn from(error: DocrootError) -> Self {
        match error {
            DocrootError::NotFound | DocrootError::NotFolder | DocrootError::IsFolder => Self::NotFound,
            error => Self::Docroot(error),
        }
    }
}
