use std::sync::Arc;

use crate::exchange::{Field, RequestHead};
use crate::python_values::{unquoted, unquoted_bytes};
use crate::server_names::ServerNames;

/// A request for a file in the parts that answers depend on. Texts are Latin-1, as wptserve reads a request's head.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Decoded, below the tenant's docroot, without a slash in front.
    pub path: String,
    /// Whether it is HEAD.
    pub is_head: bool,
    /// The target as sent.
    pub target: String,
    /// `http` or `https`.
    pub scheme: String,
    /// In small letters.
    pub hostname: String,
    /// As in the URL; none where it has none.
    pub port: Option<String>,
    /// The URL's path, not decoded.
    pub url_path: String,
    /// The URL's query, without `?`.
    pub query: String,
    /// The whole URL.
    pub url: String,
    /// The request's fields.
    pub fields: Vec<Field>,
    /// What templates may know of the server.
    pub names: Arc<ServerNames>,
}

fn latin1(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

impl Asked {
    /// What `head` asks for at `path` below the docroot.
    pub fn new(head: &RequestHead, path: &str) -> Self {
        let fields = head.fields.to_vec();
        let target = latin1(&head.target);
        // HTTP/2 has another name for it.
        let is_host = |field: &&Field| field.name.eq_ignore_ascii_case(b"host") || field.name == b":authority";
        let host = fields.iter().find(is_host);
        let host = host.map_or_else(|| head.server.ip().to_string(), |field| latin1(field.value.trim_ascii()));
        let authority = match split_port(&host) {
            (_, Some(_)) => host,
            (name, None) => format!("{name}:{}", head.server.port()),
        };
        let is_absolute = target.split_once("://").is_some_and(|(scheme, _)| scheme.eq_ignore_ascii_case(head.scheme));
        let url = if is_absolute { target.clone() } else { format!("{}://{authority}{target}", head.scheme) };
        let rest = url.split_once("://").map_or("", |(_, rest)| rest);
        let (authority, rest) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let rest = rest.split('#').next().unwrap_or_default();
        let (url_path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (hostname, port) = split_port(authority);
        Self {
            path: path.to_owned(),
            is_head: head.method == "HEAD",
            scheme: head.scheme.to_owned(),
            hostname: hostname.trim_matches(['[', ']']).to_ascii_lowercase(),
            port: port.filter(|port| !port.is_empty()).map(str::to_owned),
            url_path: url_path.to_owned(),
            query: query.to_owned(),
            url,
            target,
            fields,
            names: Arc::clone(&head.names),
        }
    }

    /// The value of a request field. Of several fields of one name only the first counts, as in handlers.
    pub fn field(&self, name: &str) -> Option<&[u8]> {
        let field = self.fields.iter().find(|field| field.name.eq_ignore_ascii_case(name.as_bytes()))?;
        Some(&field.value)
    }

    /// The pipe expression of the query: the last one that is not empty.
    pub fn pipe_expression(&self) -> Option<String> {
        let decoded = |text: &str| unquoted(&text.replace('+', " "));
        let pairs = self.query.split('&').filter_map(|pair| pair.split_once('='));
        let mut pipes = pairs.filter(|(name, value)| !value.is_empty() && decoded(name) == "pipe");
        pipes.next_back().map(|(_, value)| decoded(value))
    }

    /// The first value of a parameter of the query, as bytes. `name` is Latin-1.
    pub fn parameter(&self, name: &[u8]) -> Option<Vec<u8>> {
        let bytes = |text: &str| -> Vec<u8> {
            unquoted_bytes(&text.replace('+', " ").chars().map(|c| c as u8).collect::<Vec<_>>())
        };
        let mut pairs = self.query.split('&').filter(|pair| !pair.is_empty());
        let pair = pairs.find(|pair| bytes(pair.split('=').next().unwrap_or_default()) == name)?;
        Some(bytes(pair.split_once('=').map_or("", |(_, value)| value)))
    }
}

/// A host and the port behind it. The address of IPv6 is in brackets.
fn split_port(authority: &str) -> (&str, Option<&str>) {
    let authority = authority.rsplit('@').next().unwrap_or(authority);
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    }
}

/// A request without a body, for tests.
#[cfg(test)]
pub fn asked(target: &str, path: &str, fields: &[(&str, &str)]) -> Asked {
    let server = ([127, 0, 0, 1], 8000).into();
    let fields = fields.iter().map(|(n, v)| Field { name: n.as_bytes().to_vec(), value: v.as_bytes().to_vec() });
    let head = RequestHead {
        method: "GET".to_owned(),
        target: target.as_bytes().to_vec(),
        version: crate::exchange::HttpVersion::Http11,
        stream: None,
        scheme: "http",
        fields: crate::exchange::HeadFields::Parsed(fields.collect()),
        client: server,
        server,
        captures: None,
        mount: crate::exchange::Mount::default(),
        names: Arc::new(ServerNames::of_lone(server)),
    };
    Asked::new(&head, path)
}

#[cfg(test)]
mod tests {
    use super::asked;

    #[test]
    fn a_url_in_its_parts() {
        let one = asked("/a/b?x=1&y#z", "a/b", &[("Host", "Web.Test")]);
        assert_eq!((one.hostname.as_str(), one.port.as_deref()), ("web.test", Some("8000")));
        assert_eq!((one.url_path.as_str(), one.query.as_str()), ("/a/b", "x=1&y"));
        assert_eq!(one.url, "http://Web.Test:8000/a/b?x=1&y#z");
        let http2 = asked("/a", "a", &[(":authority", "web.test:1")]);
        assert_eq!((http2.hostname.as_str(), http2.url.as_str()), ("web.test", "http://web.test:1/a"));
        let absolute = asked("http://other/c", "c", &[("Host", "h:1")]);
        assert_eq!(
            (absolute.hostname.as_str(), absolute.port, absolute.url.as_str()),
            ("other", None, "http://other/c")
        );
    }

    #[test]
    fn the_last_pipe_that_is_not_empty_counts() {
        let pipe = |query: &str| asked(&format!("/a?{query}"), "a", &[]).pipe_expression();
        assert_eq!(pipe("pipe=a&x=1&pi%70e=b+%7C%2B&pipe="), Some("b |+".into()));
        assert_eq!(pipe("pipe&pipe="), None);
    }
}
