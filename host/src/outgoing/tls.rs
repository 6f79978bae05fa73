use std::io;
use std::net::IpAddr;
use std::sync::Arc;

use rustls::crypto::ring;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio::sync::OnceCell;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// Speaks TLS to servers whose certificates the system's roots vouch for. These are read when they are first needed.
#[derive(Debug, Default)]
pub struct TlsClient {
    config: OnceCell<Arc<ClientConfig>>,
}

impl TlsClient {
    /// Shakes hands with the server of that name, or at that address.
    pub async fn handshake(&self, host: &str, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        let name = match host.parse::<IpAddr>() {
            Ok(address) => ServerName::from(address),
            Err(_) => ServerName::try_from(host.to_owned()).map_err(io::Error::other)?,
        };
        let config = self.config.get_or_try_init(read_config).await?;
        TlsConnector::from(Arc::clone(config)).connect(name, stream).await
    }
}

async fn read_config() -> io::Result<Arc<ClientConfig>> {
    tokio::task::spawn_blocking(config).await.map_err(io::Error::other)?
}

fn config() -> io::Result<Arc<ClientConfig>> {
    let found = rustls_native_certs::load_native_certs();
    for error in &found.errors {
        tracing::warn!(%error, "reading the system's root certificates failed in part");
    }
    let mut roots = RootCertStore::empty();
    let (taken, _) = roots.add_parsable_certificates(found.certs);
    if taken == 0 {
        let message = "the system has no root certificates; install them (Debian: ca-certificates), or name a file of them in \
                       SSL_CERT_FILE";
        tracing::error!("outgoing requests over TLS: {message}");
        return Err(io::Error::new(io::ErrorKind::NotFound, message));
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}
