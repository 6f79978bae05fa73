//! A client that speaks TLS and trusts one CA alone.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;

use anyhow::{Context, Result};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::raw_http::DEADLINE;

/// One connection.
pub type TlsConnection = StreamOwned<ClientConnection, TcpStream>;

/// Trusts the certificates in `ca` (PEM), and offers these protocols.
pub fn config(ca: &str, protocols: &[&[u8]]) -> Result<Arc<ClientConfig>> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(ca.as_bytes()) {
        roots.add(certificate?)?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
    Ok(Arc::new(config))
}

/// A connection to the server at `address` as `name`, its handshake complete.
pub fn connect(address: SocketAddr, name: &str, ca: &str) -> Result<TlsConnection> {
    connect_offering(address, name, ca, &[b"http/1.1"])
}

/// The same by a client that offers these protocols.
pub fn connect_offering(address: SocketAddr, name: &str, ca: &str, protocols: &[&[u8]]) -> Result<TlsConnection> {
    let name = ServerName::try_from(name.to_owned())?;
    let mut connection = ClientConnection::new(config(ca, protocols)?, name)?;
    let mut socket = TcpStream::connect_timeout(&address, DEADLINE).context("connecting")?;
    socket.set_read_timeout(Some(DEADLINE))?;
    socket.set_nodelay(true)?;
    while connection.is_handshaking() {
        connection.complete_io(&mut socket).context("the TLS handshake")?;
    }
    Ok(StreamOwned::new(connection, socket))
}

/// Sends a request that asks for the connection's end, and gives all that comes.
pub fn ask_once(connection: &mut TlsConnection, request: &str) -> Result<String> {
    connection.write_all(request.as_bytes())?;
    connection.flush()?;
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
