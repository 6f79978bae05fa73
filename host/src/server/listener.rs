//! Accepts connections until told to stop, then lets those under way finish.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use thiserror::Error;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::JoinSet;

use super::connection;
use super::service::Service;

/// After an accept that failed for want of files or memory.
const BREATHER: Duration = Duration::from_millis(50);
/// Connections that may wait to be accepted.
const BACKLOG: u32 = 4096;

/// Why the server could not start.
#[derive(Debug, Error)]
pub enum ServerError {
    /// The address is taken, not this machine's, or not allowed.
    #[error("listening on {address}: {error}; choose another address with --listen")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the system said.
        error: io::Error,
    },
}

/// Sockets that listen.
pub struct Server {
    listeners: Vec<TcpListener>,
    connections: Arc<Semaphore>,
}

impl Server {
    /// Listens on all `addresses`; port 0 takes a free one.
    /// At most `max_connections` are open at once; others wait to be accepted.
    pub fn bind(addresses: &[SocketAddr], max_connections: u32) -> Result<Self, ServerError> {
        let listeners = addresses
            .iter()
            .map(|&address| listen(address).map_err(|error| ServerError::Listen { address, error }))
            .collect::<Result<_, _>>()?;
        Ok(Self { listeners, connections: Arc::new(Semaphore::new(max_connections as usize)) })
    }

    /// The addresses in use.
    pub fn addresses(&self) -> Vec<SocketAddr> {
        self.listeners.iter().filter_map(|listener| listener.local_addr().ok()).collect()
    }

    /// Serves until `stop` is ready; then requests under way have `grace` to finish. How many did not.
    pub async fn serve(self, service: Arc<Service>, stop: impl Future<Output = ()>, grace: Duration) -> usize {
        let (stopping, watching) = watch::channel(false);
        let (alive, mut all_ended) = mpsc::channel::<()>(1);
        let mut accepting = JoinSet::new();
        for listener in self.listeners {
            let connections = Arc::clone(&self.connections);
            accepting.spawn(accept(listener, connections, Arc::clone(&service), watching.clone(), alive.clone()));
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
    listener: TcpListener,
    connections: Arc<Semaphore>,
    service: Arc<Service>,
    stopping: watch::Receiver<bool>,
    alive: mpsc::Sender<()>,
) {
    loop {
        // The semaphore is never closed.
        let Ok(room) = Arc::clone(&connections).acquire_owned().await else { return };
        let (socket, client) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                accept_failed(&error).await;
                continue;
            }
        };
        let (service, stopping, alive) = (Arc::clone(&service), stopping.clone(), alive.clone());
        tokio::spawn(async move {
            serve_one(service, socket, client, stopping).await;
            drop((alive, room));
        });
    }
}

async fn serve_one(service: Arc<Service>, socket: TcpStream, client: SocketAddr, stopping: watch::Receiver<bool>) {
    connection::serve(service, socket, client, stopping).await;
}

/// A client that left before it was accepted is nothing; running out of files or memory passes when connections end.
async fn accept_failed(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        return;
    }
    tracing::error!(%error, "accepting a connection failed; trying again");
    tokio::time::sleep(BREATHER).await;
}
