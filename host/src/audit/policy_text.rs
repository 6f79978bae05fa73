//! The least policy, as a configuration file.

use std::fmt::{self, Display, Formatter};

use super::{Audit, Evidence, Needs};
use crate::policy::Grant;

/// Lines of evidence for one grant.
const SHOWN: usize = 3;

/// Writes the configuration that grants what an audit found, and nothing else.
#[derive(Debug)]
pub struct PolicyText<'a> {
    /// What was found.
    pub audit: &'a Audit,
    /// The folder, as it was named.
    pub docroot: &'a str,
    /// Requests that were made.
    pub requests: usize,
}

impl Display for PolicyText<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { audit, docroot, requests } = self;
        let handlers = audit.handlers.len();
        writeln!(
            f,
            "# The grants that {handlers} handlers seem to need, by their text and by {requests} requests made."
        )?;
        writeln!(f, "# Text can hide a need, and mention what is never used: try it before you rely on it.")?;
        for problem in &audit.problems {
            writeln!(
                f,
                "# NOT LOOKED AT: {}:{}: {}: {}",
                problem.path,
                problem.line,
                problem.kind,
                one_line(&problem.message)
            )?;
        }
        writeln!(f, "\n[[tenant]]\nname = \"default\"\ndocroot = {}", quoted(docroot))?;
        writeln!(f, "grants = {{ {} }}", grants(None))?;
        for (path, needs) in audit.handlers.iter().filter(|(_, needs)| !needs.grants.is_empty()) {
            writeln!(f, "\n[[tenant.rule]]\npath = {}", quoted(&format!("/{}", escaped(path))))?;
            for (grant, evidence) in &needs.grants {
                for seen in evidence.iter().take(SHOWN) {
                    writeln!(f, "# {grant}: {}", shown(seen))?;
                }
                if evidence.len() > SHOWN {
                    writeln!(f, "# {grant}: and {} more", evidence.len() - SHOWN)?;
                }
            }
            writeln!(f, "grants = {{ {} }}", grants(Some(needs)))?;
        }
        Ok(())
    }
}

/// The value of the grant `files`: no more than the handler's folder where running it showed that this is enough.
pub fn files_grant(needs: &Needs) -> &'static str {
    match needs.beyond_folder {
        _ if !needs.grants.contains_key(&Grant::Files) => "none",
        Some(false) => "folder",
        Some(true) | None => "docroot",
    }
}

/// All grants, withheld but for those needed.
fn grants(needs: Option<&Needs>) -> String {
    let has = |grant| needs.is_some_and(|needs| needs.grants.contains_key(&grant));
    format!(
        "stash = {}, files = \"{}\", modules = {}, raw-writes = {}, push = {}, log = {}, sleep = {}",
        has(Grant::Stash),
        needs.map_or("none", files_grant),
        has(Grant::Modules),
        has(Grant::RawWrites),
        has(Grant::Push),
        has(Grant::Log),
        has(Grant::Sleep)
    )
}

fn shown(evidence: &Evidence) -> String {
    match evidence {
        Evidence::Text { path, line, what } => format!("{path}:{line}: {}", one_line(what)),
        Evidence::Run { request } => format!("denied in {}", one_line(request)),
    }
}

/// A comment ends with its line.
fn one_line(text: &str) -> String {
    text.escape_debug().to_string()
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// The path as a pattern for itself alone.
fn escaped(path: &str) -> String {
    globset::escape(path)
}
