//! The corpus as it is written: a table for each promise, unknown keys refused.

use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;

use crate::places;

/// The promises of `SECURITY.md`, in its order, as their folders are called.
pub const PROMISES: [&str; 9] =
    ["files", "machine", "limits", "requests", "tenants", "trusted", "wire", "listener", "nothing_lost"];

/// The ways to become a handler.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
pub enum Lane {
    /// `main(request, response)` in a Python file.
    Handler,
    /// The same, which answers by `response.writer`.
    Writer,
    /// A class of `http.server`.
    Class,
    /// A WSGI application.
    Application,
    /// A CGI script.
    Script,
    /// A CGI script that prints the whole message.
    Nph,
    /// A WebAssembly component, from Rust or from WebAssembly's text format.
    Component,
    /// A Wasm command as a CGI program, from WebAssembly's text format.
    Command,
}

impl Lane {
    /// The folder of the docroot that its handlers lie in.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Handler => "handler",
            Self::Writer => "writer",
            Self::Class => "class",
            Self::Application => "application",
            Self::Script => "script",
            Self::Nph => "nph",
            Self::Component => "component",
            Self::Command => "command",
        }
    }
}

/// What the file of a trick has.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A function `attempt`, which returns what it got, or raises.
    #[default]
    Attempt,
    /// Functions `leave` and `look`, for two requests.
    Pair,
    /// A function `answer`, which returns the parts of a response.
    Answer,
    /// All of a handler of its only lane.
    Whole,
}

/// What a trick must come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An exception that begins so, type and text.
    Denied(String),
    /// This text, which shows that nothing was got.
    Contained(String),
    /// The end of the request, with the status and the line of the log of the limit of that name.
    Limit(String),
    /// A 500 that gives nothing away; the line of the log has this.
    Failure(String),
    /// One proper response with this status.
    Sent(u16),
}

/// A row of a table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trick {
    /// The folder it lies in.
    #[serde(skip)]
    pub promise: &'static str,
    /// Its file's, without the ending.
    pub name: String,
    /// What it does, for those who read the table.
    pub trick: String,
    /// Where it is played.
    pub lanes: Vec<Lane>,
    /// What its file has.
    #[serde(default)]
    pub kind: Kind,
    /// What follows the question mark.
    #[serde(default)]
    pub query: String,
    /// A head has been sent by the time it fails: the connection is cut.
    #[serde(default)]
    pub cut: bool,
    /// What the same text gets where it is trusted, if it can be tried there.
    #[serde(default)]
    pub control: Option<String>,
    /// The trusted handler that it is laid beside, and under which name it lies there.
    #[serde(default)]
    pub beside: Option<Beside>,
    #[serde(default)]
    denied: Option<String>,
    #[serde(default)]
    contained: Option<String>,
    #[serde(default)]
    limit: Option<String>,
    #[serde(default)]
    failure: Option<String>,
    #[serde(default)]
    sent: Option<u16>,
}

/// What makes a trusted handler stumble over a file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Beside {
    /// Where the trick's file lies, counted from the trusted handler's folder.
    pub lies_at: String,
    /// What the trusted handler does before it answers.
    pub trusted: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    trick: Vec<Trick>,
}

impl Trick {
    /// What it must come to.
    pub fn outcome(&self) -> Result<Outcome> {
        let said = [
            self.denied.clone().map(Outcome::Denied),
            self.contained.clone().map(Outcome::Contained),
            self.limit.clone().map(Outcome::Limit),
            self.failure.clone().map(Outcome::Failure),
            self.sent.map(Outcome::Sent),
        ];
        let mut said = said.into_iter().flatten();
        match (said.next(), said.next()) {
            (Some(outcome), None) => Ok(outcome),
            _ => bail!("{}/{}: a row says one of denied, contained, limit, failure, sent", self.promise, self.name),
        }
    }

    /// Its file: Python, Rust, or WebAssembly's text format.
    pub fn file(&self) -> Result<PathBuf> {
        let folder = folder(self.promise);
        let mut found = ["py", "rs", "wat"].iter().map(|ending| folder.join(format!("{}.{ending}", self.name)));
        found.find(|file| file.is_file()).with_context(|| format!("{}/{} has no file", self.promise, self.name))
    }
}

/// The folder with the tricks against a promise.
pub fn folder(promise: &str) -> PathBuf {
    places::tests_folder().join("attacks").join(promise)
}

/// The tricks against a promise, in the order of their table.
pub fn tricks(promise: &'static str) -> Result<Vec<Trick>> {
    let file = places::tests_folder().join("attacks").join(format!("{promise}.toml"));
    let text = std::fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
    let mut table: Table = toml::from_str(&text).with_context(|| format!("in {}", file.display()))?;
    for trick in &mut table.trick {
        trick.promise = promise;
        trick.outcome()?;
        ensure!(!trick.lanes.is_empty(), "{promise}/{}: no lane", trick.name);
        ensure!(trick.kind != Kind::Whole || trick.lanes.len() == 1, "{promise}/{}: one lane", trick.name);
    }
    Ok(table.trick)
}
