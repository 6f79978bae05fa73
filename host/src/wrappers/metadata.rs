use std::collections::BTreeSet;

use crate::docroot::DocrootFile;
use crate::static_files::StaticProblem;

/// The lines `// META: name=value` are in front of a script; so much of it is looked at.
const HEAD: usize = 64 << 10;

/// What a page is for where a script does not say.
const DEFAULT_GLOBALS: [&str; 2] = ["window", "dedicatedworker"];

/// Words for several of them.
const GROUPS: [(&str, &[&str]); 3] = [
    ("default", &DEFAULT_GLOBALS),
    ("worker", &["dedicatedworker", "sharedworker", "serviceworker"]),
    ("worker-module", &["dedicatedworker-module", "sharedworker-module", "serviceworker-module"]),
];

/// What a test script says of itself, in order.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Metadata(Vec<(String, String)>);

impl Metadata {
    /// Of the script in `file`.
    pub fn read(file: &DocrootFile) -> Result<Self, StaticProblem> {
        Ok(Self::parse(&file.read_at(0, HEAD)?))
    }

    fn parse(script: &[u8]) -> Self {
        Self(script.split(|&byte| byte == b'\n').map_while(pair).collect())
    }

    /// The values of a name, in order.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(one, _)| one == name).map(|(_, value)| value.as_str())
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Where the tests are to run.
    pub fn globals(&self) -> BTreeSet<&str> {
        let value = self.values("global").next().unwrap_or_default();
        if value.is_empty() {
            return DEFAULT_GLOBALS.into();
        }
        let mut globals = BTreeSet::new();
        for word in value.split(',').map(str::trim) {
            let (adds, word) = word.strip_prefix('!').map_or((true, word), |word| (false, word));
            let group = GROUPS.iter().find(|(name, _)| *name == word).map(|(_, group)| *group);
            for global in group.unwrap_or(&[word]) {
                if adds {
                    globals.insert(*global);
                } else {
                    globals.remove(*global);
                }
            }
        }
        globals
    }
}

/// `// META: name=value`. The first line that is none ends them.
fn pair(line: &[u8]) -> Option<(String, String)> {
    let line = std::str::from_utf8(line).ok()?;
    let rest = line.strip_prefix("//")?.trim_start().strip_prefix("META:")?.trim_start();
    let (name, value) = rest.split_once('=')?;
    let is_word = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    is_word.then(|| (name.to_owned(), value.trim_end_matches('\r').to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_in_front_count() {
        let script =
            b"// META: title=A <test>\r\n//META:script=/a.js\n// META: script=b.js?x=1\ntest();\n// META: title=late\n";
        let metadata = Metadata::parse(script);
        assert_eq!(metadata.values("script").collect::<Vec<_>>(), ["/a.js", "b.js?x=1"]);
        assert_eq!(metadata.values("title").collect::<Vec<_>>(), ["A <test>"]);
    }

    #[test]
    fn globals_are_words_and_groups_of_them() {
        let globals = |value: &str| Metadata(vec![("global".to_owned(), value.to_owned())]).globals().len();
        assert_eq!(Metadata::default().globals(), ["dedicatedworker", "window"].into());
        assert_eq!(globals("window, worker"), 4);
        assert_eq!(globals("default,!window"), 1);
        assert_eq!(globals("jsshell"), 1);
    }
}
