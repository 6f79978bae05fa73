//! The request's URL and its parts.

use std::ops::Range;

use crate::bindings::airlock::handler::request::Head;

/// The absolute URL of a request, and where its parts are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UrlParts {
    url: String,
    request_path: Range<usize>,
    scheme: Range<usize>,
    netloc: Range<usize>,
    path: Range<usize>,
    query: Range<usize>,
    fragment: Range<usize>,
}

impl UrlParts {
    pub(crate) fn of(head: &Head) -> Self {
        let target = latin1(&head.target);
        // Two slashes would name another host to whoever takes the path for a URL, in a redirect for instance.
        let target = if target.starts_with("//") { format!("/{}", target.trim_start_matches('/')) } else { target };
        let absolute = target.strip_prefix(head.scheme.as_str()).is_some_and(|rest| rest.starts_with("://"));
        let (url, request_path) = if absolute {
            let whole = 0..target.len();
            (target, whole)
        } else {
            let origin = format!("{}://{}", head.scheme, authority(head));
            let path = origin.len()..origin.len() + target.len();
            (origin + &target, path)
        };
        Self::split(url, request_path)
    }

    fn split(url: String, request_path: Range<usize>) -> Self {
        let end = url.len();
        let position = |mark: &[char], from: usize, to: usize| {
            url.get(from..to).and_then(|part| part.find(mark)).map_or(to, |found| from + found)
        };
        let scheme = 0..position(&[':'], 0, end);
        let authority = (scheme.end + "://".len()).min(end);
        let netloc = authority..position(&['/', '?', '#'], authority, end);
        let fragment = position(&['#'], netloc.end, end);
        let query = position(&['?'], netloc.end, fragment);
        Self {
            request_path,
            scheme,
            path: netloc.end..query,
            netloc,
            query: (query + 1).min(fragment)..fragment,
            fragment: (fragment + 1).min(end)..end,
            url,
        }
    }

    fn part(&self, range: &Range<usize>) -> &str {
        self.url.get(range.clone()).unwrap_or_default()
    }

    pub(crate) fn request_path(&self) -> &str {
        self.part(&self.request_path)
    }

    /// All of the URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// `http` or `https`.
    pub fn scheme(&self) -> &str {
        self.part(&self.scheme)
    }

    /// Host and port.
    pub fn netloc(&self) -> &str {
        self.part(&self.netloc)
    }

    /// The path, percent escapes included.
    pub fn path(&self) -> &str {
        self.part(&self.path)
    }

    /// The query without its question mark, percent escapes included; empty without one.
    pub fn query(&self) -> &str {
        self.part(&self.query)
    }

    /// What is behind a `#`; clients do not send it as a rule.
    pub fn fragment(&self) -> &str {
        self.part(&self.fragment)
    }

    /// The host in lower case, an IPv6 address without its brackets.
    pub fn hostname(&self) -> String {
        let (host, _) = self.host_and_port();
        host.to_lowercase()
    }

    /// The port.
    pub fn port(&self) -> Option<u16> {
        self.host_and_port().1?.parse().ok()
    }

    fn host_and_port(&self) -> (&str, Option<&str>) {
        let netloc = self.netloc();
        let netloc = netloc.rsplit_once('@').map_or(netloc, |(_, host)| host);
        if let Some((address, rest)) = netloc.strip_prefix('[').and_then(|inside| inside.split_once(']')) {
            return (address, rest.strip_prefix(':'));
        }
        netloc.split_once(':').map_or((netloc, None), |(host, port)| (host, Some(port)))
    }
}

/// Host and port as the client names them, the server's own where it does not.
fn authority(head: &Head) -> String {
    let named = |name: &[u8]| head.fields.iter().find(|field| field.name.eq_ignore_ascii_case(name));
    let Some(host) = named(b"host").or_else(|| named(b":authority")) else {
        return format!("{}:{}", head.server.address, head.server.port);
    };
    let host = latin1(&host.value);
    if host.contains(':') { host } else { format!("{host}:{}", head.server.port) }
}

/// Text with one character for each byte.
pub(crate) fn latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|&byte| char::from(byte)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(url: &str) -> UrlParts {
        UrlParts::split(url.to_owned(), 0..0)
    }

    #[test]
    fn a_url_falls_into_its_parts() {
        let url = parts("http://A.example:81/a/b%20?c=d&e#f?g");
        assert_eq!(
            (url.scheme(), url.netloc(), url.path(), url.query(), url.fragment()),
            ("http", "A.example:81", "/a/b%20", "c=d&e", "f?g")
        );
        assert_eq!((url.hostname().as_str(), url.port()), ("a.example", Some(81)));
        let bare = parts("http://[::1]:8000");
        assert_eq!((bare.hostname().as_str(), bare.port(), bare.path()), ("::1", Some(8000), ""));
        assert_eq!(parts("http://h?x#").query(), "x");
    }
}
