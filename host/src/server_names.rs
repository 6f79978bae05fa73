//! The names and ports that a server is reached by, as templates and handlers see them: configured, or of the address that is
//! listened on.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use crate::policy::NameSettings;

/// Parts that subdomains are made of, as text and as host names have them (punycode).
const LABELS: [(&str, &str); 5] = [
    ("www", "www"),
    ("www1", "www1"),
    ("www2", "www2"),
    ("\u{5929}\u{6c17}\u{306e}\u{826f}\u{3044}\u{65e5}", "xn--n8j6ds53lwwkrqhv28a"),
    ("\u{e9}l\u{e8}ve", "xn--lve-6lad"),
];

/// The same of subdomains that lead nowhere.
const LABELS_OF_NOTHING: [(&str, &str); 1] = [("nonexistent", "nonexistent")];

/// Ports by scheme: `http`, `https`, `h2` and whatever else the configuration calls its listeners.
pub type Ports = BTreeMap<String, Vec<u16>>;

/// The names of one server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerNames {
    /// `{{host}}`: the host that tests run on.
    pub browser_host: String,
    /// `{{server_host}}`: where the server listens.
    pub server_host: String,
    /// Subdomains that lead nowhere, as text.
    pub not_subdomains: Vec<String>,
    /// `{{hosts[…][…]}}`: by alternate host (`""`: none), then by subdomain (`""`: none), those that lead nowhere included.
    pub hosts: BTreeMap<String, BTreeMap<String, String>>,
    /// `{{ports[…][…]}}`
    pub ports: Ports,
}

impl ServerNames {
    /// As configured: each host with the subdomains that web-platform-tests give it.
    pub fn configured(settings: &NameSettings, ports: Ports) -> Self {
        let (known, unknown) = (subdomains(&LABELS), subdomains(&LABELS_OF_NOTHING));
        let own = [(String::new(), settings.browser_host.clone())];
        let hosts = own.into_iter().chain(settings.alternate_hosts.clone());
        let with_subdomains = |host: String| {
            let below = known.iter().chain(&unknown).map(|(text, name)| (text.clone(), format!("{name}.{host}")));
            below.chain([(String::new(), host.clone())]).collect()
        };
        Self {
            browser_host: settings.browser_host.clone(),
            server_host: settings.server_host.clone(),
            hosts: hosts.map(|(name, host)| (name, with_subdomains(host))).collect(),
            not_subdomains: unknown.into_iter().map(|(text, _)| text).collect(),
            ports,
        }
    }

    /// Of a server that was told nothing but where to listen.
    pub fn of_address(address: SocketAddr, ports: Ports) -> Self {
        let host = address.ip().to_string();
        let own = BTreeMap::from([(String::new(), host.clone())]);
        Self {
            browser_host: host.clone(),
            server_host: host,
            not_subdomains: Vec::new(),
            hosts: BTreeMap::from([(String::new(), own)]),
            ports,
        }
    }

    /// The alternate host (`""`: none), the subdomain (`""`: none), the name they make, and whether it leads here.
    pub fn all_hosts(&self) -> impl Iterator<Item = (&str, &str, &str, bool)> {
        self.hosts.iter().flat_map(|(alternate, names)| {
            names.iter().map(|(subdomain, name)| {
                let exists = !self.not_subdomains.contains(subdomain);
                (alternate.as_str(), subdomain.as_str(), name.as_str(), exists)
            })
        })
    }

    /// Of a request that no server took.
    pub fn of_lone(address: SocketAddr) -> Self {
        Self::of_address(address, BTreeMap::from([("http".to_owned(), vec![address.port()])]))
    }
}

/// All host names that `settings` give the server.
pub fn host_names(settings: &NameSettings) -> Vec<String> {
    let hosts = std::iter::once(&settings.browser_host).chain(settings.alternate_hosts.values());
    let below =
        |host: &String| subdomains(&LABELS).into_iter().map(move |(_, name)| format!("{name}.{host}")).collect();
    hosts.flat_map(|host| std::iter::once(host.clone()).chain::<Vec<_>>(below(host))).collect()
}

/// Of one label or two.
fn subdomains(labels: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(text, name): &(&str, &str)| ((*text).to_owned(), (*name).to_owned());
    let one = labels.iter().map(owned);
    let two = labels.iter().flat_map(|(text, name)| {
        labels.iter().map(move |(other, behind)| (format!("{text}.{other}"), format!("{name}.{behind}")))
    });
    one.chain(two).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_host_has_the_same_subdomains() {
        let settings = NameSettings {
            browser_host: "a.test".to_owned(),
            server_host: "127.0.0.1".to_owned(),
            alternate_hosts: BTreeMap::from([("alt".to_owned(), "b.test".to_owned())]),
        };
        let names = ServerNames::configured(&settings, BTreeMap::new());
        assert_eq!(names.hosts[""][""], "a.test");
        assert_eq!(names.hosts["alt"]["www.www1"], "www.www1.b.test");
        assert_eq!(names.hosts["alt"]["\u{e9}l\u{e8}ve"], "xn--lve-6lad.b.test");
        assert_eq!(names.hosts[""]["nonexistent"], "nonexistent.a.test");
        assert_eq!(names.all_hosts().filter(|(.., exists)| *exists).count(), 62);
        let all = host_names(&settings);
        assert_eq!((all.len(), all.contains(&"nonexistent.a.test".to_owned())), (62, false));
    }
}
