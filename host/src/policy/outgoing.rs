use std::fmt;

/// The requests that a handler may make itself, of other servers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutgoingGrant {
    /// Of whom; empty: of nobody.
    pub hosts: Vec<OutgoingHost>,
    /// Also where such a host's address is none of the open internet.
    pub private: bool,
}

impl OutgoingGrant {
    /// Whether a request may be made of `host`, a name in lower case or an address without brackets. `usual_port`: the one
    /// that goes with the request's scheme.
    pub fn allows(&self, host: &str, port: u16, usual_port: u16) -> bool {
        self.hosts.iter().any(|allowed| allowed.is(host) && allowed.port.unwrap_or(usual_port) == port)
    }
}

/// A host that requests may be made of, or several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutgoingHost {
    /// A name in lower case without a dot behind, or an address without brackets.
    pub name: String,
    /// All names below it, in place of itself.
    pub below: bool,
    /// None: the one that goes with the scheme, 80 or 443.
    pub port: Option<u16>,
}

impl OutgoingHost {
    fn is(&self, host: &str) -> bool {
        if !self.below {
            return self.name == host;
        }
        let label = host.strip_suffix(&*self.name).and_then(|rest| rest.strip_suffix('.'));
        label.is_some_and(|label| !label.is_empty())
    }
}

impl fmt::Display for OutgoingHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, below, port } = self;
        let star = if *below { "*." } else { "" };
        if name.contains(':') { write!(f, "[{name}]") } else { write!(f, "{star}{name}") }?;
        port.map_or(Ok(()), |port| write!(f, ":{port}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(name: &str, below: bool, port: Option<u16>) -> OutgoingHost {
        OutgoingHost { name: name.to_owned(), below, port }
    }

    #[test]
    fn a_host_is_allowed_by_its_whole_name_and_port() {
        let hosts = vec![host("a.example", false, None), host("b.example", true, None), host("::1", false, Some(8080))];
        let grant = OutgoingGrant { hosts, private: false };
        for (name, port, usual) in
            [("a.example", 443, 443), ("a.example", 80, 80), ("x.b.example", 443, 443), ("x.y.b.example", 80, 80)]
        {
            assert!(grant.allows(name, port, usual), "{name}:{port}");
        }
        assert!(grant.allows("::1", 8080, 80));
        for (name, port) in [
            ("a.example", 8443),
            ("x.a.example", 443),
            ("aa.example", 443),
            ("b.example", 443),
            (".b.example", 443),
            ("xb.example", 443),
            ("a.example.", 443),
            ("::1", 443),
        ] {
            assert!(!grant.allows(name, port, 443), "{name}:{port}");
        }
        assert!(!OutgoingGrant::default().allows("a.example", 443, 443));
    }
}
