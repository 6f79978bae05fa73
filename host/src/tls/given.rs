//! A certificate of the operator's.

use std::path::Path;

use rustls::crypto::ring::sign::any_supported_type;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;

use super::TlsError;

/// The certificate, with those that lead to its root, and its key.
pub fn read(certificate: &Path, key: &Path) -> Result<CertifiedKey, TlsError> {
    let not_pem = |path: &Path, problem: String| TlsError::NotPem { path: path.to_owned(), problem };
    let chain = CertificateDer::pem_slice_iter(&bytes_of(certificate)?)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| not_pem(certificate, error.to_string()))?;
    if chain.is_empty() {
        return Err(not_pem(certificate, "no certificate in it".to_owned()));
    }
    let secret = PrivateKeyDer::from_pem_slice(&bytes_of(key)?).map_err(|error| not_pem(key, error.to_string()))?;
    let refused = |error| TlsError::Key { path: key.to_owned(), error };
    let certified = CertifiedKey::new(chain, any_supported_type(&secret).map_err(refused)?);
    certified.keys_match().map_err(refused)?;
    Ok(certified)
}

fn bytes_of(path: &Path) -> Result<Vec<u8>, TlsError> {
    std::fs::read(path).map_err(|error| TlsError::Unreadable { path: path.to_owned(), error })
}
