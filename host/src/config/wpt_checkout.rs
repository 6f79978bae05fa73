//! What a checkout of web-platform-tests says of itself, where profile `wpt` serves one: the hosts and ports that
//! `wpt serve` has unless someone says otherwise, and what its `config.json` says.
//!
//! The checkout may come from a pull request: nothing in it opens a port beyond this machine or names a file.

use std::io;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value as Json};

use super::Origin;
use super::node::{Node, Table, Value};
use super::problem::ConfigError;
use super::values::SchemeName;
use crate::docroot::{Docroot, DocrootError};

/// What only a checkout has.
const MARKS: [&str; 2] = ["resources/testharness.js", "tools/serve"];
/// Its own configuration.
const FILE: &str = "config.json";
/// Most bytes of it.
const MOST: u64 = 1 << 20;
/// Keys by which a `config.json` is known for one of theirs.
const KEYS: [&str; 5] = ["browser_host", "alternate_hosts", "ports", "server_host", "aliases"];

const BROWSER_HOST: &str = "web-platform.test";
const ALTERNATE_HOST: (&str, &str) = ("alt", "not-web-platform.test");
/// The schemes, and how many of their ports are set; 0 stands for a free one.
const PORTS: [(&str, &[u16]); 7] = [
    ("http", &[8000, 0]),
    ("http-local", &[0]),
    ("http-public", &[0]),
    ("https", &[8443, 8444]),
    ("https-local", &[0]),
    ("https-public", &[0]),
    ("h2", &[9000]),
];

/// Sets what nobody has set. `folder` is that of the configuration file.
pub fn lay_under(merged: &mut Table, folder: &Path) -> Result<(), ConfigError> {
    let Some(docroot) = docroot(merged, folder) else { return Ok(()) };
    let own = read(&docroot)?;
    if own.is_none() && !MARKS.iter().all(|mark| docroot.join(mark).exists()) {
        return Ok(());
    }
    let from = match own {
        Some(_) => docroot.join(FILE).to_string_lossy().into_owned(),
        None => "as `wpt serve` has it".to_owned(),
    };
    let layer = Layer { from, own: &own.unwrap_or_default() };
    layer.set(merged, "browser-host", layer.host("browser_host", BROWSER_HOST));
    layer.set(merged, "alternate-hosts", layer.alternate_hosts());
    if let Some(host) = layer.server_host() {
        layer.set(merged, "server-host", host);
    }
    if !listens(merged) {
        layer.set(merged, "ports", layer.ports());
    }
    if has_ports(merged)
        && let Some(Node { value: Value::Table(server), .. }) = merged.get_mut("server")
        && server.get("listen").is_some_and(|listen| listen.origin == Origin::Default)
    {
        server.remove("listen");
    }
    for route in layer.aliases() {
        push_route(merged, route);
    }
    Ok(())
}

/// The docroot, where one tenant is served with profile `wpt`.
fn docroot(merged: &Table, folder: &Path) -> Option<PathBuf> {
    if !matches!(merged.get("profile"), Some(Node { value: Value::Text(profile), .. }) if profile == "wpt") {
        return None;
    }
    let [Node { value: Value::Table(tenant), .. }] = merged.get("tenant")?.list()? else { return None };
    match tenant.get("docroot")? {
        Node { value: Value::Text(path), origin: Origin::File(_) } => Some(folder.join(path)),
        Node { value: Value::Text(path), .. } => Some(path.into()),
        _ => None,
    }
}

/// Their configuration; none where there is no such file, or it is some other program's.
fn read(docroot: &Path) -> Result<Option<Map<String, Json>>, ConfigError> {
    let unusable = |error| ConfigError::Unreadable { file: docroot.join(FILE), error };
    let text = match text(docroot) {
        Ok(text) => text,
        // Whoever serves the folder says what is wrong with it.
        Err(DocrootError::NotFound | DocrootError::NotFolder | DocrootError::IsFolder) => return Ok(None),
        Err(error) => return Err(unusable(io::Error::other(error))),
    };
    match serde_json::from_slice::<Json>(&text) {
        Ok(Json::Object(keys)) if KEYS.iter().any(|key| keys.contains_key(*key)) => Ok(Some(keys)),
        Ok(_) => Ok(None),
        Err(error) if is_theirs(&text) => Err(unusable(io::Error::other(error))),
        Err(_) => Ok(None),
    }
}

/// Read as any file of a docroot is: no link leads out of it, and a pipe or a device is none.
fn text(docroot: &Path) -> Result<Vec<u8>, DocrootError> {
    let docroot = Docroot::open(docroot).map_err(|_| DocrootError::NotFound)?;
    let file = docroot.file(FILE)?;
    if file.size_and_modified()?.0 > MOST {
        return Err(DocrootError::Failed("it is longer than 1 MiB".to_owned()));
    }
    file.read_all()
}

/// Whether one of their keys stands in a text that is no JSON.
fn is_theirs(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text);
    KEYS.iter().any(|key| text.contains(&format!("\"{key}\"")))
}

/// Whether someone has said where to listen.
fn listens(merged: &Table) -> bool {
    let server = merged.get("server").and_then(Node::table);
    let keys = ["listen", "listen-tls", "listen-h2"];
    keys.iter().any(|key| server.and_then(|server| server.get(key)).is_some_and(|node| node.origin != Origin::Default))
}

fn has_ports(merged: &Table) -> bool {
    merged.get("wpt").and_then(Node::table).is_some_and(|wpt| wpt.get("ports").is_some())
}

fn push_route(merged: &mut Table, route: Node) {
    let origin = route.origin.clone();
    match merged.get_mut("route") {
        Some(Node { value: Value::List(routes), .. }) => routes.push(route),
        _ => merged.insert("route", Node::new(Value::List(vec![route]), origin)),
    }
}

struct Layer<'a> {
    /// Where it comes from, for a person.
    from: String,
    own: &'a Map<String, Json>,
}

impl Layer<'_> {
    fn node(&self, value: Value) -> Node {
        Node::new(value, Origin::Checkout(self.from.clone()))
    }

    fn text(&self, text: &str) -> Node {
        self.node(Value::Text(text.to_owned()))
    }

    fn set(&self, merged: &mut Table, key: &str, node: Node) {
        let there = merged.get("wpt").and_then(Node::table).is_some_and(|wpt| wpt.get(key).is_some());
        if !there {
            merged.insert_at("wpt", key, node);
        }
    }

    fn host(&self, key: &str, default: &str) -> Node {
        self.text(self.own.get(key).and_then(Json::as_str).unwrap_or(default))
    }

    fn alternate_hosts(&self) -> Node {
        let own = self.own.get("alternate_hosts").and_then(Json::as_object);
        let hosts: Table = match own {
            Some(hosts) => {
                hosts.iter().filter_map(|(name, host)| Some((name.clone(), self.text(host.as_str()?)))).collect()
            }
            None => [(ALTERNATE_HOST.0.to_owned(), self.text(ALTERNATE_HOST.1))].into_iter().collect(),
        };
        self.node(Value::Table(hosts))
    }

    /// Only an address of this machine.
    fn server_host(&self) -> Option<Node> {
        let host = self.own.get("server_host")?.as_str()?;
        host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback()).then(|| self.text(host))
    }

    /// Those of `wpt serve`, each scheme replaced by what the file says.
    fn ports(&self) -> Node {
        let own = self.own.get("ports").and_then(Json::as_object);
        let defaults = PORTS.iter().map(|(scheme, ports)| {
            let ports = ports.iter().map(|port| self.node(port_value(i64::from(*port)))).collect();
            ((*scheme).to_owned(), self.node(Value::List(ports)))
        });
        let mut all: Table = defaults.collect();
        for (scheme, ports) in own.into_iter().flatten() {
            let Some(ports) = ports.as_array().filter(|_| SchemeName::known(scheme).is_some()) else { continue };
            let port = |port: &Json| match port {
                Json::Number(number) => number.as_i64().map(Value::Whole),
                Json::String(text) => Some(Value::Text(text.clone())),
                _ => None,
            };
            let ports = ports.iter().filter_map(port).map(|port| self.node(port)).collect();
            all.insert(scheme, self.node(Value::List(ports)));
        }
        self.node(Value::Table(all))
    }

    /// Folders and files of the checkout under another path.
    fn aliases(&self) -> Vec<Node> {
        let aliases = self.own.get("aliases").and_then(Json::as_array).into_iter().flatten();
        aliases.filter_map(|alias| self.alias(alias)).collect()
    }

    fn alias(&self, alias: &Json) -> Option<Node> {
        let (url, place) = (alias.get("url-path")?.as_str()?, alias.get("local-dir")?.as_str()?);
        let place = place.trim_start_matches("./");
        if !url.starts_with('/') || place.is_empty() || Path::new(place).is_absolute() || place.contains("..") {
            return None;
        }
        let (path, file) = match url.strip_suffix('/') {
            Some(folder) => (format!("{folder}/*"), format!("/{}/*", place.trim_end_matches('/'))),
            // The file of that name in the folder.
            None => (url.to_owned(), format!("/{}/{}", place.trim_end_matches('/'), url.rsplit('/').next()?)),
        };
        let mut route = Table::default();
        route.insert("path", self.text(&path));
        route.insert("file", self.text(&file));
        Some(self.node(Value::Table(route)))
    }
}

fn port_value(port: i64) -> Value {
    if port == 0 { Value::Text("auto".to_owned()) } else { Value::Whole(port) }
}
