//! The names that templates know.

use std::collections::BTreeMap;

use super::Function;
use super::value::Value;
use crate::static_files::Asked;

/// What handlers see the docroot as.
pub const DOCROOT: &str = "/docroot";

/// What `name` stands for.
pub fn look_up(name: &str, asked: &Asked) -> Option<Value> {
    let names = &asked.names;
    let text = |text: &str| Value::Text(text.to_owned());
    Some(match name {
        "headers" => Value::Fields,
        "GET" => Value::Parameters,
        "host" | "browser_host" => text(&names.browser_host),
        "server_host" => text(&names.server_host),
        "hosts" | "all_domains" => Value::Table(names.hosts.iter().map(|(key, of)| (key.clone(), texts(of))).collect()),
        "domains" => names.hosts.get("").map_or(Value::Nothing, texts),
        "ports" => Value::Table(names.ports.iter().map(|(key, of)| (key.clone(), ports(of))).collect()),
        "doc_root" => text(DOCROOT),
        "check_subdomains" | "bind_address" => text("True"),
        "location" => location(asked),
        "url_base" => text("/"),
        other => Value::Function(Function::named(other)?),
    })
}

fn texts(of: &BTreeMap<String, String>) -> Value {
    Value::Table(of.iter().map(|(key, name)| (key.clone(), Value::Text(name.clone()))).collect())
}

fn ports(of: &[u16]) -> Value {
    Value::List(of.iter().map(|port| Value::Whole(i64::from(*port))).collect())
}

/// The URL in parts.
fn location(asked: &Asked) -> Value {
    let Asked { scheme, hostname, url_path, query, .. } = asked;
    let port = asked.port.as_deref().unwrap_or("None");
    let number = asked.port.as_deref().and_then(|port| port.parse::<u16>().ok());
    let parts = [
        ("server", format!("{scheme}://{hostname}:{port}")),
        ("scheme", scheme.clone()),
        ("host", format!("{hostname}:{port}")),
        ("hostname", hostname.clone()),
        ("path", url_path.clone()),
        ("pathname", url_path.clone()),
        ("query", format!("?{query}")),
    ];
    let mut table: BTreeMap<String, Value> =
        parts.into_iter().map(|(name, text)| (name.to_owned(), Value::Text(text))).collect();
    table.insert("port".to_owned(), number.map_or(Value::Nothing, |port| Value::Whole(i64::from(port))));
    Value::Table(table)
}
