//! Accepts connections until told to stop, then lets those under way finish.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::JoinSet;

use super::client_connections::ClientConnections;
use super::complaints::Complaints;
use super::connection::{self, Handshakes};
use super::service::Service;
use crate::policy::{ListenerSettings, Protocol, ServerSettings};
use crate::server_names::Ports;
use crate::tls::{LiveCertificate, TlsError};

/// After an accept that failed for want of files or memory.
const BREATHER: Duration = Duration::from_millis(50);
/// Connections that may wait to be accepted.
const BACKLOG: u32 = 4096;

/// Why the server could not start.
#[derive(Debug, Error)]
pub enum ServerError {
    /// The address is taken, not this machine's, or not allowed.
    #[error("listening on {address}: {error}; choose another address with {flag}")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the system said.
        error: io::Error,
        /// Where the address comes from.
        flag: &'static str,
    },
    /// What handshakes need could not be made.
    #[error(transparent)]
    Tls(#[from] TlsError),
}

/// Sockets that listen.
pub struct Server {
    listeners: Vec<Listener>,
    places: Places,
}

struct Listener {
    socket: TcpListener,
    /// What its port is known as.
    scheme: String,
    /// None: without TLS.
    handshakes: Option<Handshakes>,
}

/// How many connections there may be.
#[derive(Clone)]
struct Places {
    all: Arc<Semaphore>,
    /// None: one client may have all.
    of_client: Option<Arc<ClientConnections>>,
}

impl Server {
    /// Listens on all addresses; port 0 takes a free one. At most `max_connections` are served at once; of the others, one at
    /// each address is accepted and waits, and the rest wait to be accepted. Of those accepted, at most
    /// `max_connections_per_client` are one client's; others are closed at once. `certificate` is for the addresses with TLS.
    pub fn bind(settings: &ServerSettings, certificate: Option<&Arc<LiveCertificate>>) -> Result<Self, ServerError> {
        let time = settings.handshake_time;
        let mut listeners = Vec::new();
        for ListenerSettings { address, protocol, scheme, key } in &settings.listeners {
            let failed = |error| ServerError::Listen { address: *address, error, flag: key };
            let socket = listen(*address).map_err(failed)?;
            let certificate = certificate.filter(|_| *protocol != Protocol::Plain);
            let config = certificate.map(|certificate| certificate.handshakes(*protocol)).transpose()?;
            let is_http2_alone = *protocol == Protocol::TlsHttp2;
            let handshakes = config.map(|config| Handshakes { config, is_http2_alone, time });
            listeners.push(Listener { socket, scheme: scheme.clone(), handshakes });
        }
        let of_client = settings.max_connections_per_client.map(|most| Arc::new(ClientConnections::new(most)));
        let all = Arc::new(Semaphore::new(settings.max_connections as usize));
        Ok(Self { listeners, places: Places { all, of_client } })
    }

    /// The addresses in use, as URLs.
    pub fn addresses(&self) -> Vec<String> {
        let listeners = self.listeners.iter();
        listeners
            .filter_map(|Listener { socket, handshakes, .. }| {
                let scheme = if handshakes.is_some() { "https" } else { "http" };
                Some(format!("{scheme}://{}", socket.local_addr().ok()?))
            })
            .collect()
    }

    /// The ports in use.
    pub fn ports(&self) -> Ports {
        let mut ports = Ports::new();
        for listener in &self.listeners {
            if let Ok(address) = listener.socket.local_addr() {
                ports.entry(listener.scheme.clone()).or_default().push(address.port());
            }
        }
        ports
    }

    /// Serves until `stop` is ready; then requests under way have `grace` to finish. How many did not.
    pub async fn serve(self, service: Arc<Service>, stop: impl Future<Output = ()>, grace: Duration) -> usize {
        let (stopping, watching) = watch::channel(false);
        let (alive, mut all_ended) = mpsc::channel::<()>(1);
        let mut accepting = JoinSet::new();
        for listener in self.listeners {
            accepting.spawn(accept(
                listener,
                self.places.clone(),
                Arc::clone(&service),
                watching.clone(),
                alive.clone(),
            ));
        }
        drop(alive);
        stop.await;
        accepting.shutdown().await;
        // Nobody listens when all connections have ended already.
        let _ = stopping.send(true);
        drop(watching);
        let ended = tokio::time::timeout(grace, all_ended.recv()).await;
        if ended.is_ok() { 0 } else { stopping.receiver_count() }
    }
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv6() { tokio::net::TcpSocket::new_v6() } else { tokio::net::TcpSocket::new_v4() }?;
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

async fn accept(
    listener: Listener,
    places: Places,
    service: Arc<Service>,
    stopping: watch::Receiver<bool>,
    alive: mpsc::Sender<()>,
) {
    let (mut failures, mut crowds) = (Complaints::default(), Complaints::default());
    loop {
        let (socket, client) = match listener.socket.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                accept_failed(&error, &mut failures).await;
                continue;
            }
        };
        let place = places.of_client.as_ref().map(|clients| clients.admit(client.ip()));
        if matches!(place, Some(None)) {
            if let Some(times) = crowds.note(Instant::now()) {
                let limit = "server.max-connections-per-client";
                tracing::warn!(client = %client.ip(), limit, times, "connection closed: its client has too many");
            }
            continue;
        }
        // Only now: a place that waits for somebody to come would be missing at other addresses. The semaphore is never closed.
        let Ok(room) = Arc::clone(&places.all).acquire_owned().await else { return };
        let handshakes = listener.handshakes.clone();
        let (service, stopping, alive) = (Arc::clone(&service), stopping.clone(), alive.clone());
        tokio::spawn(async move {
            connection::serve(service, socket, client, handshakes, stopping).await;
            drop((alive, room, place));
        });
    }
}

/// A client that left before it was accepted is nothing; running out of files or memory passes when connections end.
async fn accept_failed(error: &io::Error, complaints: &mut Complaints) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        return;
    }
    if let Some(times) = complaints.note(Instant::now()) {
        tracing::error!(%error, times, "accepting a connection failed; trying again");
    }
    tokio::time::sleep(BREATHER).await;
}
