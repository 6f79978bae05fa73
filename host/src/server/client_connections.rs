//! How many connections each client has open. In: a client's address. Out: a place for one more, or none.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::client_network::network_of;

/// See the module.
#[derive(Debug)]
pub struct ClientConnections {
    most: u32,
    counts: Mutex<HashMap<IpAddr, u32>>,
}

/// One connection's place; given back when this is dropped.
#[derive(Debug)]
pub struct ClientPlace {
    connections: Arc<ClientConnections>,
    client: IpAddr,
}

impl ClientConnections {
    /// At most `most` of each client.
    pub fn new(most: u32) -> Self {
        Self { most, counts: Mutex::default() }
    }

    /// A place for one more connection of `client`; none when it has as many as it may.
    pub fn admit(self: &Arc<Self>, client: IpAddr) -> Option<ClientPlace> {
        let client = network_of(client);
        let mut counts = self.counts();
        let count = counts.entry(client).or_default();
        if *count >= self.most {
            return None;
        }
        *count += 1;
        Some(ClientPlace { connections: Arc::clone(self), client })
    }

    fn counts(&self) -> MutexGuard<'_, HashMap<IpAddr, u32>> {
        // No code that can panic runs under the lock.
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for ClientPlace {
    fn drop(&mut self) {
        let mut counts = self.connections.counts();
        match counts.get_mut(&self.client) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(counts.remove(&self.client)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_by_client_and_given_back() {
        let connections = Arc::new(ClientConnections::new(2));
        let admit = |client: &str| connections.admit(client.parse().unwrap());
        let first = admit("10.0.0.1").unwrap();
        let _second = admit("::ffff:10.0.0.1").unwrap();
        assert!(admit("10.0.0.1").is_none());
        let other = admit("10.0.0.2").unwrap();
        drop(first);
        assert!(admit("10.0.0.1").is_some());
        drop(other);
        assert_eq!(connections.counts().len(), 1);
    }

    #[test]
    fn a_client_is_an_ipv6_network() {
        let connections = Arc::new(ClientConnections::new(1));
        let _one = connections.admit("2001:db8:0:1::1".parse().unwrap()).unwrap();
        assert!(connections.admit("2001:db8:0:1:ffff::2".parse().unwrap()).is_none());
        assert!(connections.admit("2001:db8:0:2::1".parse().unwrap()).is_some());
    }
}
