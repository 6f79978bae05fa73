use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use rustls::ServerConfig;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use super::names::names;
use super::{Authority, TlsError, given, state_folder};
use crate::policy::{Protocol, Settings};

/// The certificate that new handshakes show.
#[derive(Debug)]
pub struct LiveCertificate(RwLock<Arc<CertifiedKey>>);

impl LiveCertificate {
    /// The one that the configuration asks for.
    pub fn new(settings: &Settings) -> Result<Arc<Self>, TlsError> {
        Ok(Arc::new(Self(RwLock::new(Arc::new(Self::prepare(settings)?)))))
    }

    /// The one that a configuration asks for, not yet in force: the operator's, or one that the private CA signs now.
    pub fn prepare(settings: &Settings) -> Result<CertifiedKey, TlsError> {
        match &settings.tls.files {
            Some(files) => given::read(&files.certificate, &files.key),
            None => authority(settings.server.state.clone())?.issue(&names(settings)),
        }
    }

    /// For handshakes from now on.
    pub fn replace(&self, certificate: CertifiedKey) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(certificate);
    }

    /// What handshakes need: this certificate, and what may be spoken after them, the best first.
    pub fn handshakes(self: &Arc<Self>, protocol: Protocol) -> Result<Arc<ServerConfig>, TlsError> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(self) as Arc<dyn ResolvesServerCert>);
        let protocols: &[&[u8]] = match protocol {
            Protocol::TlsHttp1 => &[b"http/1.1"],
            Protocol::TlsHttp2 => &[b"h2"],
            Protocol::Tls | Protocol::Plain => &[b"h2", b"http/1.1"],
        };
        config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
        Ok(Arc::new(config))
    }
}

impl ResolvesServerCert for LiveCertificate {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        // An Arc is whole whenever the lock can be had.
        Some(Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

fn authority(state: Option<PathBuf>) -> Result<Authority, TlsError> {
    Authority::load_or_make(&state_folder(state)?)
}
