//! Which clients count as one.

use std::net::{IpAddr, Ipv6Addr};

/// Bits of an IPv6 address that tell one client from another: what is behind them a client chooses by itself.
const IPV6_PREFIX: u32 = 64;

/// The address that stands for `client` and for all others that count as the same.
pub fn network_of(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> IPV6_PREFIX << IPV6_PREFIX).into(),
        address => address,
    }
}
