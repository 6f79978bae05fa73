//! From a host and a path to one of many, in time that does not grow with their number.

use std::collections::HashMap;

/// Positions in a list, by hosts and path prefixes. Where two have the same, the first counts.
#[derive(Debug, Default)]
pub struct Lookup {
    /// By their own name.
    named: HashMap<String, Prefixes>,
    /// By what follows the star of `*.example`.
    wild: HashMap<String, Prefixes>,
    /// For any host.
    any: Prefixes,
    /// Bytes of the longest key of `wild`.
    longest: usize,
}

#[derive(Debug, Default)]
struct Prefixes {
    positions: HashMap<String, usize>,
    /// Bytes of the longest.
    longest: usize,
}

impl Lookup {
    /// Adds what is at `position`: at each of `hosts`, or at any where there are none, below `prefix` (`/alice`, or nothing).
    pub fn add(&mut self, hosts: &[String], prefix: &str, position: usize) {
        if hosts.is_empty() {
            self.any.add(prefix, position);
        }
        for host in hosts {
            let prefixes = match host.strip_prefix('*') {
                Some(suffix) => {
                    self.longest = self.longest.max(suffix.len());
                    self.wild.entry(suffix.to_owned())
                }
                None => self.named.entry(host.clone()),
            };
            prefixes.or_default().add(prefix, position);
        }
    }

    /// Whether it matters which host is asked.
    pub fn tells_hosts(&self) -> bool {
        !(self.named.is_empty() && self.wild.is_empty())
    }

    /// The position, and how many bytes of `path` are its prefix. A host's own name goes before a wildcard, the longer wildcard
    /// before the shorter and before none, then the longer prefix counts. `host`: in lower case.
    pub fn find(&self, host: &str, path: &str) -> Option<(usize, usize)> {
        let wild = self.suffixes(host).filter_map(|suffix| self.wild.get(suffix));
        let closest_first = self.named.get(host).into_iter().chain(wild).chain([&self.any]);
        closest_first.into_iter().find_map(|prefixes| prefixes.find(path))
    }

    /// Those of `host` that could be a key, the longest first. `*.example` is for `a.example`, not for `.example`.
    fn suffixes<'a>(&self, host: &'a str) -> impl Iterator<Item = &'a str> {
        let begin = host.len().saturating_sub(self.longest).max(1);
        let dots = host.bytes().enumerate().skip(begin).filter(|(_, byte)| *byte == b'.');
        dots.filter_map(|(at, _)| host.get(at..))
    }
}

impl Prefixes {
    fn add(&mut self, prefix: &str, position: usize) {
        self.longest = self.longest.max(prefix.len());
        self.positions.entry(prefix.to_owned()).or_insert(position);
    }

    /// A prefix ends where a segment of the path does.
    fn find(&self, path: &str) -> Option<(usize, usize)> {
        let is_end = |at: &usize| path.as_bytes().get(*at).is_none_or(|byte| *byte == b'/');
        let ends = (1..=self.longest.min(path.len())).rev().filter(is_end).chain([0]);
        ends.into_iter().find_map(|end| Some((*self.positions.get(path.get(..end)?)?, end)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lookup(entries: &[(&[&str], &str)]) -> Lookup {
        let mut lookup = Lookup::default();
        for (position, (hosts, prefix)) in entries.iter().enumerate() {
            let hosts: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
            lookup.add(&hosts, prefix, position);
        }
        lookup
    }

    #[test]
    fn the_closest_host_and_then_the_longest_prefix_count() {
        let lookup = lookup(&[
            (&[], ""),
            (&["*.example"], ""),
            (&["a.example", "*.b.example"], "/x"),
            (&[], "/x"),
            (&[], "/x/y"),
            (&["*.b.example"], ""),
        ]);
        for (host, path, found) in [
            ("other", "/", (0, 0)),
            ("other", "*", (0, 0)),
            ("other", "", (0, 0)),
            ("other", "/x", (3, 2)),
            ("other", "/xy", (0, 0)),
            ("other", "/x/y/", (4, 4)),
            ("other", "/x/yy", (3, 2)),
            ("example", "/", (0, 0)),
            (".example", "/", (0, 0)),
            ("..example", "/", (1, 0)),
            ("a.example", "/x/y", (2, 2)),
            ("a.example", "/y", (1, 0)),
            ("c.d.example", "/x", (1, 0)),
            ("c.b.example", "/x", (2, 2)),
            ("c.b.example", "/y", (5, 0)),
            ("b.example", "/x", (1, 0)),
        ] {
            assert_eq!(lookup.find(host, path), Some(found), "{host} {path}");
        }
    }

    #[test]
    fn the_first_of_equals_counts() {
        assert_eq!(lookup(&[(&["a"], "/x"), (&["a"], "/x")]).find("a", "/x/"), Some((0, 2)));
    }

    #[test]
    fn a_path_is_cut_between_characters() {
        assert_eq!(lookup(&[(&[], "/\u{e9}")]).find("", "/\u{e9}/"), Some((0, 3)));
        assert_eq!(lookup(&[(&[], "/ee")]).find("", "/\u{e9}\u{e9}"), None);
    }
}
