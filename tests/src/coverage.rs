//! Which members of the contract the corpus touches, and which files of its docroot no case uses.
//!
//! `members.toml` lists the members of the contract page. A case touches a member when the handler it asks for holds
//! one of the member's texts, or when the case says so in `covers`, for what no text shows.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::corpus::{Case, Group};
use crate::places;

/// A member of the contract and how to see that a handler uses it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// As the contract page calls it.
    pub name: String,
    /// Texts in a handler's source, one of which is enough. None: only `covers` counts.
    #[serde(default)]
    pub texts: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Members {
    member: Vec<Member>,
}

/// A file of the docroot that is not requested itself.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Helper {
    /// Where it lies below the docroot.
    pub path: String,
    /// The handler that imports or reads it.
    pub used_by: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Helpers {
    helper: Vec<Helper>,
}

/// The members of the contract.
pub fn members() -> Result<Vec<Member>> {
    let path = places::parity_folder().join("members.toml");
    let text = std::fs::read_to_string(&path)?;
    Ok(toml::from_str::<Members>(&text).with_context(|| format!("in {}", path.display()))?.member)
}

/// The files that handlers use.
pub fn helpers() -> Result<Vec<Helper>> {
    let path = places::parity_folder().join("helpers.toml");
    let text = std::fs::read_to_string(&path)?;
    Ok(toml::from_str::<Helpers>(&text).with_context(|| format!("in {}", path.display()))?.helper)
}

/// How many cases touch each member; and what cases say they cover though it is no member.
pub fn cases_by_member(groups: &[Group]) -> Result<(BTreeMap<String, usize>, BTreeSet<String>)> {
    let members = members()?;
    let mut counts: BTreeMap<String, usize> = members.iter().map(|member| (member.name.clone(), 0)).collect();
    let mut unknown = BTreeSet::new();
    for case in groups.iter().flat_map(|group| &group.cases) {
        let sources = handlers_of(case).iter().map(|path| source(path)).collect::<Result<Vec<_>>>()?;
        let seen = |text: &String| sources.iter().any(|source| source.contains(text.as_str()));
        for member in &members {
            if case.covers.contains(&member.name) || member.texts.iter().any(seen) {
                *counts.entry(member.name.clone()).or_default() += 1;
            }
        }
        unknown.extend(case.covers.iter().filter(|name| !counts.contains_key(*name)).cloned());
    }
    Ok((counts, unknown))
}

/// The handler files that a case asks for, relative to the docroot.
pub fn handlers_of(case: &Case) -> BTreeSet<PathBuf> {
    case.steps.iter().filter_map(|step| handler_of(step.raw.as_deref().unwrap_or(&step.target))).collect()
}

/// The file behind a request target, or behind the request line of raw bytes, if there is one.
fn handler_of(target: &str) -> Option<PathBuf> {
    let target = target.lines().next()?.split(' ').find(|word| word.contains('/'))?;
    let target = match target.split_once("://") {
        Some((_, rest)) => rest.split_once('/')?.1,
        None => target.trim_start_matches('/'),
    };
    let path = percent_decoded(target.split(['?', '#']).next()?);
    let docroot = places::parity_docroot();
    let file = docroot.join(&path);
    if file.is_dir() {
        return default_in(&file).and_then(|file| file.strip_prefix(&docroot).ok().map(Path::to_path_buf));
    }
    file.is_file().then(|| PathBuf::from(path))
}

fn default_in(folder: &Path) -> Option<PathBuf> {
    let names = std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path());
    let is_default = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        name.starts_with("default") && name.ends_with(".py")
    };
    names.filter(is_default).min()
}

fn percent_decoded(path: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = path.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match (byte, digits.and_then(|digits| u8::from_str_radix(digits, 16).ok())) {
            (b'%', Some(decoded)) => {
                bytes.push(decoded);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn source(handler: &Path) -> Result<String> {
    let bytes = std::fs::read(places::parity_docroot().join(handler))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
