//! Where the server listens: the addresses of `server`, and the ports of `wpt` at one address.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use super::keys::{ServerKeys, WptKeys};
use super::values::{Address, Several};
use crate::policy::{ListenerSettings, Protocol};

/// All of them, in the order in which they are told.
pub fn listeners(server: &ServerKeys, wpt: Option<&WptKeys>) -> Vec<ListenerSettings> {
    let listed = [
        (&server.listen, Protocol::Plain, "http", "--listen"),
        (&server.listen_tls, Protocol::Tls, "https", "--listen-tls"),
        (&server.listen_h2, Protocol::TlsHttp2, "h2", "--listen-h2"),
    ];
    let mut all = Vec::new();
    for (addresses, protocol, scheme, key) in listed {
        let addresses = addresses.iter().flat_map(|Several(addresses)| addresses);
        all.extend(addresses.map(|Address(address)| ListenerSettings {
            address: *address,
            protocol,
            scheme: scheme.to_owned(),
            key,
        }));
    }
    let Some(wpt) = wpt else { return all };
    let host = wpt.server_host.as_ref().and_then(|host| host.0.0.parse().ok());
    let host = host.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    for (scheme, ports) in wpt.ports.iter().flatten() {
        all.extend(ports.iter().map(|port| ListenerSettings {
            address: SocketAddr::new(host, port.0),
            protocol: scheme.protocol(),
            scheme: scheme.0.clone(),
            key: "wpt.ports",
        }));
    }
    all.sort_by_key(|listener| (listener.protocol != Protocol::Plain, listener.protocol == Protocol::TlsHttp2));
    all
}
