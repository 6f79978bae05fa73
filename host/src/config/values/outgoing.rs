use std::net::{Ipv4Addr, Ipv6Addr};

use super::{BadText, TextValue};
use crate::policy::OutgoingHost;

impl TextValue for OutgoingHost {
    const NAME: &'static str = "OutgoingHost";
    const EXPECTED: &'static str =
        r#"a host in quotes, such as "api.example.com", "*.example.com" or "localhost:8080""#;
    const PATTERN: &'static str = r"^((\*\.)?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*|\[[0-9A-Fa-f:.]+\])(:[1-9][0-9]{0,4})?$";

    fn read(text: &str) -> Result<Self, BadText> {
        let no_host = || {
            BadText::new(
                "a host without scheme or path is needed; write it as api.example.com, as *.example.com for all below it, or \
                 with a port behind",
            )
        };
        if text.contains('/') {
            return Err(no_host());
        }
        let (host, port) = parts(text);
        let port = port.map(port_number).transpose()?;
        if let Some(address) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
            let address: Ipv6Addr =
                address.parse().map_err(|_| BadText::new("what stands in brackets is no IPv6 address"))?;
            return Ok(Self { name: address.to_string(), below: false, port });
        }
        let name = host.strip_prefix("*.").unwrap_or(host);
        let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        if !name.split('.').all(|label| !label.is_empty() && label.chars().all(known)) {
            return Err(no_host());
        }
        if host != name && name.parse::<Ipv4Addr>().is_ok() {
            return Err(BadText::new("no names are below an address; write the address alone"));
        }
        Ok(Self { name: name.to_ascii_lowercase(), below: host != name, port })
    }
}

/// What stands before and behind the port's colon.
fn parts(text: &str) -> (&str, Option<&str>) {
    match text.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => (host, Some(port)),
        _ => (text, None),
    }
}

fn port_number(digits: &str) -> Result<u16, BadText> {
    let number = digits.parse().ok().filter(|number| *number != 0 && digits.bytes().all(|b| b.is_ascii_digit()));
    number.ok_or_else(|| BadText::new("what stands behind the colon is no port from 1 to 65535"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_may_have_a_star_in_front_and_a_port_behind() {
        for good in ["api.example.com", "*.example.com", "localhost:8080", "*.a.example:65535", "127.0.0.1", "[::1]:80"]
        {
            assert_eq!(OutgoingHost::read(good).unwrap().to_string(), good);
        }
        assert_eq!(OutgoingHost::read("A.Example").unwrap().name, "a.example");
        assert_eq!(OutgoingHost::read("[0:0::1]").unwrap().name, "::1");
        for bad in [
            "",
            "*",
            "*.",
            "a.*.example",
            "https://a.example",
            "a.example/x",
            "a..b",
            "a.example.",
            "a.example:",
            "a.example:0",
            "a.example:+1",
            "a.example:65536",
            "*.127.0.0.1",
            "*.[::1]",
            "::1",
            "[::g]",
            "[::1",
            "a@b",
            "ä",
        ] {
            assert!(OutgoingHost::read(bad).is_err(), "{bad}");
        }
    }
}
