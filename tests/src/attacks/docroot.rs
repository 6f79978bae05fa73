//! A docroot in which each trick is a handler in each of its lanes, and what lies around it: what no handler should get.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result};

use super::corpus::{Kind, Lane, Trick};
use crate::places;
use crate::rust_component;
use crate::scratch::Scratch;

/// The folder that is served, in the folder of the siege.
pub const SITE: &str = "site";
/// What the files hold that nobody should read.
pub const SECRET: &str = "the secret";
/// A module that breaks its interpreter, for tricks that begin where that is done.
const WHOLE_MEMORY: &str = "whole_memory.py";
/// The project that the tricks in Rust are parts of.
const RUST_PROJECT: &str = "attacker";

/// What the author of a trick knows of the machine: it stands behind each trick in Python.
pub struct Known<'a> {
    /// A folder that is not served, with `secret.txt` and `stolen.py`.
    pub outside: &'a Path,
    /// The docroot, as handlers see it.
    pub root: &'a str,
    /// Where a server listens on 127.0.0.1.
    pub port: u16,
}

impl Known<'_> {
    fn as_python(&self) -> String {
        format!("\n\nOUTSIDE = {:?}\nROOT = {:?}\nPORT = {}\n", self.outside, self.root, self.port)
    }
}

/// The target of a trick's handler.
pub fn target(trick: &Trick, lane: Lane) -> String {
    let query = if trick.query.is_empty() { String::new() } else { format!("?{}", trick.query) };
    format!("/{}{query}", handler(trick, lane))
}

/// Its handler below the docroot, as the log names it.
pub fn handler(trick: &Trick, lane: Lane) -> String {
    let (lane_folder, promise, name) = (lane.as_str(), trick.promise, &trick.name);
    match lane {
        Lane::Application => format!("{lane_folder}/{promise}/{name}.wsgi"),
        Lane::Nph => format!("{lane_folder}/{promise}/nph-{name}.py"),
        Lane::Component | Lane::Command => format!("{lane_folder}/{promise}/{name}.wasm"),
        Lane::Handler | Lane::Writer | Lane::Class | Lane::Script => format!("{lane_folder}/{promise}/{name}.py"),
    }
}

/// The folders of programs, for the configuration.
pub const CGI_DIRECTORIES: [&str; 3] = ["/script", "/nph", "/command"];

/// Makes a handler of a trick in each of its lanes.
pub fn lay(folder: &Scratch, trick: &Trick, known: &Known<'_>) -> Result<()> {
    for lane in &trick.lanes {
        let text = text_of(trick, *lane, known).with_context(|| format!("{}/{}", trick.promise, trick.name))?;
        folder.write(&format!("{SITE}/{}", handler(trick, *lane)), text)?;
    }
    Ok(())
}

fn text_of(trick: &Trick, lane: Lane, known: &Known<'_>) -> Result<Vec<u8>> {
    let file = trick.file()?;
    if file.extension().is_some_and(|ending| ending == "rs") {
        return rust_component::build(RUST_PROJECT);
    }
    let mut text = std::fs::read_to_string(&file)?;
    if file.extension().is_some_and(|ending| ending == "wat") {
        return Ok(wat::parse_str(&text)?);
    }
    text.push_str(&known.as_python());
    match trick.kind {
        Kind::Whole => {}
        Kind::Answer => text.push_str(&lane_text("answer", lane.as_str())?),
        Kind::Attempt | Kind::Pair => {
            text.push_str(&lane_text("attempt", "said")?);
            text.push_str(&lane_text("attempt", lane.as_str())?);
        }
    }
    Ok(text.into_bytes())
}

/// What makes a handler of a trick; kept once for each lane.
fn lane_text(kind: &str, lane: &str) -> Result<String> {
    let file = places::tests_folder().join("attacks").join("lanes").join(kind).join(format!("{lane}.py"));
    std::fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))
}

/// What lies in the docroot for the tricks to go by, and what lies around it.
pub fn surround(folder: &Scratch, outside: &Scratch) -> Result<()> {
    folder.write(&format!("{SITE}/innocent.py"), "def main(request, response):\n    return b'innocent'\n")?;
    folder.write(&format!("{SITE}/own.txt"), "its own")?;
    folder.write(&format!("{SITE}/links/own.txt"), "its own")?;
    let breaks_in = places::tests_folder().join("canary").join("docroot").join(WHOLE_MEMORY);
    for place in [SITE, "bob"] {
        folder.write(&format!("{place}/{WHOLE_MEMORY}"), std::fs::read(&breaks_in)?)?;
    }
    folder.write("bob/secret.txt", SECRET)?;
    folder.write("bob/their_module.py", format!("SECRET = {SECRET:?}\n"))?;
    // One whose name begins like the docroot's.
    for place in ["beside/secret.txt", "site-beside/secret.txt"] {
        folder.write(place, SECRET)?;
    }
    outside.write("secret.txt", SECRET)?;
    outside.write("stolen.py", format!("SECRET = {SECRET:?}\n"))?;
    for (name, leads_to) in [
        ("absolute.txt", outside.place("secret.txt").as_path()),
        ("relative.txt", Path::new("../../beside/secret.txt")),
        ("folder", outside.path()),
        ("parent", Path::new("..")),
        ("above", Path::new("../..")),
        ("process", Path::new("/proc/self")),
        ("root", Path::new("/")),
        ("stolen.py", outside.place("stolen.py").as_path()),
    ] {
        folder.link(&format!("{SITE}/links/{name}"), leads_to)?;
    }
    Ok(())
}

/// A configuration for one tenant over the docroot, in the default profile, with `more` behind it. Components are compiled once
/// for all test runs.
pub fn configuration(more: &str) -> String {
    let state = places::target_folder().join("component-state");
    let mut text = format!("[server]\nstate = {state:?}\n");
    // Writing to a string does not fail.
    let _ = writeln!(text, "[[tenant]]\nname = \"eve\"\ndocroot = {SITE:?}\ncgi-directories = {CGI_DIRECTORIES:?}");
    text + more
}
