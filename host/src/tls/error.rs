use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// Why there is no certificate to show.
#[derive(Debug, Error)]
pub enum TlsError {
    /// A file of the operator's.
    #[error("reading {}: {error}; name a file that exists and that this user may read", path.display())]
    Unreadable {
        /// Its path.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// No certificates, or no key.
    #[error("{}: {problem}; it has to be PEM: a certificate with those that lead to its root, or an unencrypted key", path.display())]
    NotPem {
        /// Its path.
        path: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// A key that can not be used, or is another certificate's.
    #[error("the key in {} does not go with the certificate: {error}; give the key that the certificate was made for", path.display())]
    Key {
        /// The key's path.
        path: PathBuf,
        /// What is wrong.
        error: rustls::Error,
    },
    /// There is no place for it.
    #[error("no folder for the private CA: HOME and XDG_STATE_HOME are not set; name one with --state or server.state")]
    NoStateFolder,
    /// The state folder.
    #[error("keeping the private CA in {}: {error}; name a folder that this user may write to with --state or server.state", path.display())]
    State {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// A file in the state folder that is not what this program wrote.
    #[error("{} is damaged: {problem}; remove it, and a new CA is made, which clients have to import", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// A name that no certificate can have, for instance.
    #[error("making a certificate: {0}; give one with tls.certificate and tls.key")]
    Make(#[from] rcgen::Error),
    /// What was made can not be used.
    #[error("using the certificate: {0}; give one with tls.certificate and tls.key")]
    Use(#[from] rustls::Error),
}
