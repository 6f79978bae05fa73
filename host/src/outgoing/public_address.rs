//! Which addresses belong to the open internet, by IANA's registries of special-purpose addresses. What is in doubt does not.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Blocks of IPv4 that are no server's on the open internet: the first address, and how many bits are the block's.
const SPECIAL_V4: [(Ipv4Addr, u32); 15] = [
    // This network, and the unspecified address.
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    // Private.
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    // Shared by a provider's customers.
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    // Loopback.
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    // Link-local: also where clouds keep their secrets.
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    // Private.
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    // Of protocols.
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    // Documentation.
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    // Relays from IPv6, given up.
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    // Private.
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    // Benchmarks.
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    // Documentation.
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    // Multicast.
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    // Reserved, and broadcast.
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

/// The same of IPv6, within the only block whose addresses are given out to servers.
const SPECIAL_V6: [(Ipv6Addr, u32); 3] = [
    // Of protocols, among them Teredo, which leads to addresses of IPv4, and benchmarks.
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    // Documentation.
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

/// The block of IPv6 whose addresses are given out.
const GLOBAL_UNICAST: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// What leads to an address of IPv4, which stands in the last bits.
const NAT64: (Ipv6Addr, u32) = (Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0), 96);

/// The first half of an interface's identifier that has an address of IPv4 as its second (ISATAP).
const ISATAP: [[u16; 2]; 2] = [[0, 0x5efe], [0x200, 0x5efe]];

/// Whether `address` is one of the open internet. An address that stands for one of IPv4 is judged by that one.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let within = |block: Ipv4Addr, bits: u32| (address.to_bits() ^ block.to_bits()).leading_zeros() >= bits;
    !SPECIAL_V4.iter().any(|&(block, bits)| within(block, bits))
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(mapped) = address.to_ipv4_mapped() {
        return is_public_v4(mapped);
    }
    let within = |(block, bits): (Ipv6Addr, u32)| (address.to_bits() ^ block.to_bits()).leading_zeros() >= bits;
    let [.., high, low] = address.segments();
    if within(NAT64) {
        return is_public_v4(embedded(high, low));
    }
    if !within(GLOBAL_UNICAST) || SPECIAL_V6.into_iter().any(within) {
        return false;
    }
    match address.segments() {
        [0x2002, high, low, ..] => is_public_v4(embedded(high, low)),
        [.., first, second, high, low] if ISATAP.contains(&[first, second]) => is_public_v4(embedded(high, low)),
        _ => true,
    }
}

fn embedded(high: u16, low: u16) -> Ipv4Addr {
    Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low))
}

#[cfg(test)]
mod tests {
    use super::is_public;

    fn check(addresses: &[&str], expected: bool) {
        for address in addresses {
            assert_eq!(is_public(address.parse().unwrap()), expected, "{address}");
        }
    }

    #[test]
    fn servers_of_the_open_internet_are_public() {
        check(&["1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.1.1.1"], true);
        check(&["172.15.255.255", "172.32.0.0", "192.0.1.1", "192.167.1.1", "198.17.1.1", "198.20.0.0"], true);
        check(&["223.255.255.255", "2606:4700:4700::1111", "2a00:1450:4001:82a::200e", "2001:4860:4860::8888"], true);
        check(&["::ffff:1.1.1.1", "64:ff9b::1.1.1.1", "2002:101:101::1", "2a00::5efe:101:101"], true);
    }

    #[test]
    fn all_others_are_not() {
        check(&["0.0.0.0", "0.1.2.3", "10.0.0.0", "10.255.255.255", "100.64.0.1", "100.127.255.255"], false);
        check(&["127.0.0.1", "127.255.255.255", "169.254.169.254", "172.16.0.1", "172.31.255.255"], false);
        check(&["192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.19.255.255"], false);
        check(&["198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255"], false);
        check(&["::", "::1", "fe80::1", "febf::1", "fec0::1", "fc00::1", "fdff::1", "ff02::1", "ff0e::1"], false);
        check(&["2001:db8::1", "3fff:1::1", "100::1", "2001:2::1", "2001::1", "2001:10::1", "5f00::1"], false);
    }

    #[test]
    fn what_stands_for_another_address_is_judged_by_it() {
        check(&["::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "::1.1.1.1", "::ffff:0:127.0.0.1"], false);
        check(&["64:ff9b::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b:1::1.1.1.1", "2002:7f00:1::1"], false);
        check(&["2002:a00:1::", "2002:c0a8:101::1", "2001:0:4136:e378::", "2a00::5efe:7f00:1"], false);
        check(&["2a00::200:5efe:c0a8:1"], false);
    }
}
