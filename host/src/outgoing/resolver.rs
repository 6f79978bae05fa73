use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;

use tokio::sync::Semaphore;

/// Names that are looked up at once, for all handlers: the system's resolver holds a thread for each, and no request's end
/// ends it.
const LOOKUPS: usize = 32;

/// Of these, one tenant's.
pub const LOOKUPS_OF_TENANT: usize = 8;

/// Finds the addresses of a name.
pub trait Resolver: Send + Sync {
    /// Those of `host`, each with `port`, in the order in which they are to be tried.
    fn addresses(&self, host: &str, port: u16) -> impl Future<Output = io::Result<Vec<SocketAddr>>> + Send;
}

/// The system's.
#[derive(Debug)]
pub struct SystemResolver {
    lookups: Arc<Semaphore>,
}

impl Default for SystemResolver {
    fn default() -> Self {
        Self { lookups: Arc::new(Semaphore::new(LOOKUPS)) }
    }
}

impl SystemResolver {
    /// The same for a tenant, whose `share` of what is looked up at once is its own.
    pub fn for_tenant(&self, share: &Arc<Semaphore>) -> TenantResolver {
        TenantResolver { lookups: Arc::clone(&self.lookups), share: Arc::clone(share) }
    }
}

/// The system's resolver, as one tenant may use it: name servers that do not answer hold up nobody else.
pub struct TenantResolver {
    lookups: Arc<Semaphore>,
    share: Arc<Semaphore>,
}

impl Resolver for TenantResolver {
    async fn addresses(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        let share = Arc::clone(&self.share).acquire_owned().await.map_err(io::Error::other)?;
        let permit = Arc::clone(&self.lookups).acquire_owned().await.map_err(io::Error::other)?;
        let host = host.to_owned();
        let looked_up = tokio::task::spawn_blocking(move || {
            let found = (host.as_str(), port).to_socket_addrs().map(Iterator::collect);
            drop((permit, share));
            found
        });
        looked_up.await.map_err(io::Error::other)?
    }
}
