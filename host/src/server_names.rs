//! The names and ports a site is reached by, as templates see them. Filled from the configuration, or from the address
//! that is listened on.

use std::collections::BTreeMap;
use std::net::SocketAddr;

/// The names of one server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerNames {
    /// `{{host}}`: the host that tests run on.
    pub browser_host: String,
    /// `{{server_host}}`: where the server listens.
    pub server_host: String,
    /// `{{hosts[…][…]}}`: by alternate host (`""`: none), then by subdomain (`""`: none).
    pub hosts: BTreeMap<String, BTreeMap<String, String>>,
    /// `{{ports[…][…]}}`: by protocol.
    pub ports: BTreeMap<String, Vec<u16>>,
}

impl ServerNames {
    /// Of a server that was told nothing but where to listen.
    pub fn of_address(address: SocketAddr) -> Self {
        let host = address.ip().to_string();
        let own = BTreeMap::from([(String::new(), host.clone())]);
        Self {
            browser_host: host.clone(),
            server_host: host,
            hosts: BTreeMap::from([(String::new(), own)]),
            ports: BTreeMap::from([("http".to_owned(), vec![address.port()])]),
        }
    }
}
