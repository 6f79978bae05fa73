use std::error::Error as _;
use std::io;

use thiserror::Error;

/// Why a request of another server has no response, or not all of one.
#[derive(Debug, Error)]
pub enum OutgoingError {
    /// The policy does not grant requests of this host.
    #[error("denied: {0}")]
    Denied(String),
    /// The host's address is none of the open internet, and the policy does not grant such.
    #[error("denied: {0}")]
    Private(String),
    /// It names no server.
    #[error("the request names no server: {0}")]
    Target(&'static str),
    /// It is no method of a request of a server.
    #[error("CONNECT is for proxies, and none is spoken to")]
    Method,
    /// So many are under way already.
    #[error("{0} requests of other servers are under way already; read their responses to the end, or drop them")]
    TooMany(usize),
    /// The host's name has no address.
    #[error("looking up {host}: {error}")]
    Lookup {
        /// Whose.
        host: String,
        /// Why not.
        error: io::Error,
    },
    /// None of the host's addresses answers.
    #[error("connecting: {0}")]
    Connect(io::Error),
    /// The connection was not there in time.
    #[error("connecting took too long")]
    ConnectTime,
    /// TLS failed: the certificate, for instance.
    #[error("the TLS handshake: {0}")]
    Tls(io::Error),
    /// The server sent nothing for too long.
    #[error("the server has sent nothing for too long")]
    ReadTime,
    /// The handler's requests and their responses have more bytes than the policy allows.
    #[error("the requests of other servers are over their limit of {0} bytes")]
    Volume(u64),
    /// The server does not speak HTTP/1, or it left.
    #[error("HTTP: {0}")]
    Http(#[source] hyper::Error),
}

impl From<hyper::Error> for OutgoingError {
    fn from(error: hyper::Error) -> Self {
        // What ended the request's content is told as it is.
        match error.source().and_then(|source| source.downcast_ref()) {
            Some(Self::Volume(most)) => Self::Volume(*most),
            _ => Self::Http(error),
        }
    }
}
