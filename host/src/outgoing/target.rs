use http::Uri;
use http::uri::Scheme;

use super::OutgoingError;

/// The server that a request is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// A name in lower case without a dot behind, or an address without brackets.
    pub host: String,
    /// Where it listens.
    pub port: u16,
    /// Whether TLS is spoken.
    pub is_tls: bool,
}

impl Target {
    /// What `uri` names.
    pub fn of(uri: &Uri) -> Result<Self, OutgoingError> {
        let is_tls = match uri.scheme() {
            Some(scheme) if *scheme == Scheme::HTTPS => true,
            Some(scheme) if *scheme == Scheme::HTTP => false,
            _ => return Err(OutgoingError::Target("its scheme is neither http nor https")),
        };
        let authority = uri.authority().ok_or(OutgoingError::Target("it has no authority"))?;
        let (host, port) = (authority.host(), authority.port_u16());
        // A user's name, or what is no port.
        let whole = port.map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        if authority.as_str() != whole || port == Some(0) {
            return Err(OutgoingError::Target("its authority is not a host, or a host and a port"));
        }
        let host = match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
            Some(address) => {
                let address: Result<std::net::Ipv6Addr, _> = address.parse();
                address.map_err(|_| OutgoingError::Target("what stands in brackets is no address"))?.to_string()
            }
            None => host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase(),
        };
        if host.is_empty() {
            return Err(OutgoingError::Target("it has no host"));
        }
        Ok(Self { host, port: port.unwrap_or(Self::usual_port_of(is_tls)), is_tls })
    }

    fn usual_port_of(is_tls: bool) -> u16 {
        if is_tls { 443 } else { 80 }
    }

    /// The port that goes with its scheme.
    pub fn usual_port(&self) -> u16 {
        Self::usual_port_of(self.is_tls)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(uri: &str) -> Option<(String, u16, bool)> {
        let Target { host, port, is_tls } = Target::of(&uri.parse().ok()?).ok()?;
        Some((host, port, is_tls))
    }

    #[test]
    fn a_server_is_host_and_port() {
        assert_eq!(target("http://A.Example./x"), Some(("a.example".to_owned(), 80, false)));
        assert_eq!(target("https://a.example:80/"), Some(("a.example".to_owned(), 80, true)));
        assert_eq!(target("https://[0:0::1]/"), Some(("::1".to_owned(), 443, true)));
        assert_eq!(target("http://127.1/"), Some(("127.1".to_owned(), 80, false)));
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_none() {
        for uri in [
            "/x",
            "a.example",
            "ftp://a.example/",
            "http://user@a.example/",
            "http://a.example@b.example/",
            "http://a.example:/",
            "http://a.example:0/",
            "http://a.example:080/",
            "http://a.example:65536/",
            "http://[::1%25lo]/",
            "http://[::g]/",
            "http://./",
        ] {
            assert_eq!(target(uri), None, "{uri}");
        }
    }
}
