//! What a TLS listener shows to its clients. In: a certificate of the operator's, or the configured host names. Out: a
//! configuration for handshakes whose certificate can be replaced while the server runs. It refuses keys that do not
//! belong to their certificate.

mod authority;
mod error;
mod given;
mod live;
mod names;
mod state_folder;

pub use authority::Authority;
pub use error::TlsError;
pub use live::LiveCertificate;
pub use state_folder::state_folder;
