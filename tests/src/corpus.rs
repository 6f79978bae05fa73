//! The parity corpus as it is written: `cases/*.toml`, one file for a group of cases, unknown keys refused.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

/// A file of cases.
pub struct Group {
    /// The file's name without `.toml`.
    pub name: String,
    /// Both servers have the hosts of web-platform-tests (profile `wpt` alone).
    pub named: bool,
    /// In the order of the file.
    pub cases: Vec<Case>,
}

/// One case: a request, or several that belong together, in order.
pub struct Case {
    /// One of a kind in its file; the keys of the stash are made from it.
    pub name: String,
    /// Airlock's profile.
    pub profile: Profile,
    /// Names of what changes from play to play and is not compared (see `masks`).
    pub mask: Vec<String>,
    /// Members of the contract that no text in a handler shows (see `coverage`).
    pub covers: Vec<String>,
    /// The requests, at least one.
    pub steps: Vec<Step>,
}

/// Airlock's profiles, as its command line spells them.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// What a WPT test server needs.
    #[default]
    Wpt,
    /// The default of the binary.
    Exposed,
}

impl Profile {
    /// As on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Wpt => "wpt",
            Self::Exposed => "exposed",
        }
    }
}

/// How a response is read.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Reading {
    /// One response, as long as it says it is.
    #[default]
    Message,
    /// All that comes until the server closes. The request says `Connection: close`.
    Stream,
}

/// One request. Texts are bytes in the isomorphic spelling (see `wire_text`).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// GET unless it says otherwise.
    #[serde(default = "get")]
    pub method: String,
    /// As it stands in the request line.
    #[serde(default)]
    pub target: String,
    /// As it stands in the request line.
    #[serde(default = "http11")]
    pub version: String,
    /// Field lines. `Host` and `Content-Length` are added unless they are here or `bare` is set.
    #[serde(default)]
    pub headers: Vec<String>,
    /// Nothing is added to the fields.
    #[serde(default)]
    pub bare: bool,
    /// The content.
    #[serde(default)]
    pub body: Option<String>,
    /// The body this many times over.
    #[serde(default = "once")]
    pub body_times: usize,
    /// What stands before the repeated body, and behind it.
    #[serde(default)]
    pub body_ends: Option<[String; 2]>,
    /// All bytes of the request, in place of the fields above.
    #[serde(default)]
    pub raw: Option<String>,
    /// How the answer is read.
    #[serde(default)]
    pub read: Reading,
    /// Go on with the next step when these bytes have come; the rest is read after the last step.
    #[serde(default)]
    pub open_until: Option<String>,
    /// Close the connection when these bytes have come; the answer is what came up to them.
    #[serde(default)]
    pub leave_after: Option<String>,
    /// The status the oracle gives: a handler that fails by mistake tests little. 0: no HTTP head.
    #[serde(default = "ok")]
    pub status: u16,
    /// The id of a difference in `meant_differences.toml`, if the answers are meant to differ.
    #[serde(default)]
    pub meant: Option<String>,
    /// What Airlock answers instead, where the meant difference asks for it.
    #[serde(default)]
    pub airlock: Option<Expected>,
    /// For an error: what its message says on both servers, if it is not the oracle's last line.
    #[serde(default)]
    pub mentions: Option<String>,
}

/// Airlock's own answer where the oracle is not followed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// 0: the connection closes without an answer.
    pub status: u16,
    /// The whole content, if it matters.
    #[serde(default)]
    pub body: Option<String>,
    /// Texts the body must not hold.
    #[serde(default)]
    pub body_lacks: Vec<String>,
    /// Names of fields the head must not have.
    #[serde(default)]
    pub without: Vec<String>,
    /// Whether the connection closes afterwards, if that matters.
    #[serde(default)]
    pub closes: Option<bool>,
}

/// A case as the file spells it: one that is a single request has the request's keys itself.
#[derive(Deserialize)]
struct Written {
    name: String,
    #[serde(default)]
    profile: Profile,
    #[serde(default)]
    mask: Vec<String>,
    #[serde(default)]
    covers: Vec<String>,
    #[serde(default)]
    steps: Vec<Step>,
    #[serde(flatten)]
    request: toml::Table,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenGroup {
    #[serde(default)]
    named: bool,
    case: Vec<Written>,
}

fn get() -> String {
    "GET".to_owned()
}

fn http11() -> String {
    "HTTP/1.1".to_owned()
}

fn once() -> usize {
    1
}

fn ok() -> u16 {
    200
}

impl Group {
    /// Read one file.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
        let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        Self::parse(name, &text).with_context(|| format!("in {}", path.display()))
    }

    fn parse(name: String, text: &str) -> Result<Self> {
        let written: WrittenGroup = toml::from_str(text)?;
        let cases = written.case.into_iter().map(Case::from_written).collect::<Result<Vec<_>>>()?;
        let mut names = BTreeSet::new();
        for case in &cases {
            ensure!(names.insert(&case.name), "two cases are named {:?}", case.name);
        }
        Ok(Self { name, named: written.named, cases })
    }

    /// Read all files of a folder, sorted by name.
    pub fn read_all(folder: &Path) -> Result<Vec<Self>> {
        let mut paths = Vec::new();
        for entry in std::fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "toml") {
                paths.push(path);
            }
        }
        paths.sort();
        paths.iter().map(|path| Self::read(path)).collect()
    }
}

impl Case {
    fn from_written(written: Written) -> Result<Self> {
        let Written { name, profile, mask, covers, mut steps, request } = written;
        if steps.is_empty() {
            let step = request.try_into().with_context(|| format!("case {name:?}"))?;
            steps.push(step);
        } else {
            ensure!(request.is_empty(), "case {name:?} has steps and {:?} beside them", request.keys().next());
        }
        for step in &steps {
            ensure!(
                step.raw.is_some() != step.target.starts_with(['/', 'h', '*']),
                "case {name:?}: a target or raw bytes"
            );
            ensure!(step.open_until.is_none() || step.leave_after.is_none(), "case {name:?}: stay open or leave");
            ensure!(step.open_until.is_none() || steps.len() > 1, "case {name:?}: open_until needs a following step");
        }
        Ok(Self { name, profile, mask, covers, steps })
    }
}

#[cfg(test)]
mod tests {
    use super::Group;

    fn refusal(text: &str) -> String {
        match Group::parse("g".to_owned(), text) {
            Ok(_) => String::new(),
            Err(error) => format!("{error:#}"),
        }
    }

    #[test]
    fn a_single_request_stands_at_the_case() {
        let group = Group::parse("g".to_owned(), "[[case]]\nname = 'a'\ntarget = '/x.py'\nstatus = 404\n");
        let steps = group.map(|group| group.cases.into_iter().flat_map(|case| case.steps).collect::<Vec<_>>());
        let found = steps.unwrap_or_default();
        assert_eq!(found.iter().map(|step| (step.method.as_str(), step.status)).collect::<Vec<_>>(), [("GET", 404)]);
    }

    #[test]
    fn mistakes_are_refused() {
        assert!(refusal("[[case]]\nname = 'a'\ntarget = '/x.py'\nsatus = 404\n").contains("satus"));
        assert!(refusal("[[case]]\nname = 'a'\n").contains("a target or raw bytes"));
        let twice = "[[case]]\nname = 'a'\ntarget = '/x.py'\n[[case]]\nname = 'a'\ntarget = '/y.py'\n";
        assert!(refusal(twice).contains("two cases"));
    }
}
