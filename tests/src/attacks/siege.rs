//! A server over a docroot of attacks, with everything around it that could come to harm: others who are served, files, a
//! server on loopback, the log.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result, ensure};

use super::corpus::{Lane, Trick};
use super::docroot::{Known, SECRET, SITE, configuration, lay, surround};
use crate::airlock_process::Airlock;
use crate::configured::FILE;
use crate::innocents::Innocents;
use crate::places::files_below;
use crate::scratch::Scratch;
use crate::server_log::ServerLog;
use crate::upstream::Upstream;

/// A variable of the server's environment that no handler should see.
pub const SECRET_VARIABLE: &str = "ATTACKED_SECRET";

/// The server and its surroundings.
pub struct Siege {
    /// Holds the docroot, [`SITE`].
    pub folder: Scratch,
    /// Lies elsewhere.
    pub outside: Scratch,
    airlock: Airlock,
    innocents: Innocents,
    upstream: Upstream,
    before: BTreeMap<PathBuf, Vec<u8>>,
}

impl Siege {
    /// Serve these tricks, sandboxed; `more` of the configuration belongs to the tenant or comes behind it.
    pub fn lay(name: &str, tricks: &[Trick], more: &str) -> Result<Self> {
        Self::begin(name, tricks, more, |_| "/docroot".to_owned())
    }

    /// Serve them in the server's process: what the tricks would get where nothing held them.
    pub fn lay_trusted(name: &str, tricks: &[Trick]) -> Result<Self> {
        let trust = "[[tenant.rule]]\npath = \"/**\"\ntrust = \"in-process\"\n";
        Self::begin(name, tricks, trust, |folder| folder.place(SITE).to_string_lossy().into_owned())
    }

    fn begin(name: &str, tricks: &[Trick], more: &str, root: impl Fn(&Scratch) -> String) -> Result<Self> {
        let (folder, outside) = (Scratch::new("siege")?, Scratch::new("outside")?);
        let upstream = Upstream::start(|_| {
            format!("HTTP/1.0 200 OK\r\nContent-Length: {}\r\n\r\n{SECRET}", SECRET.len()).into_bytes()
        })?;
        surround(&folder, &outside)?;
        let root = root(&folder);
        let known = Known { outside: outside.path(), root: &root, port: upstream.address().port() };
        for trick in tricks {
            lay(&folder, trick, &known)?;
        }
        let file = folder.write(FILE, configuration(more))?;
        let before = tree(&folder, &outside)?;
        let airlock =
            Airlock::configured_with(&file, &format!("attacks-{name}"), (SECRET_VARIABLE, Path::new(SECRET)))?;
        let innocents = Innocents::start(airlock.address(), "/innocent.py", "innocent")?;
        Ok(Self { folder, outside, airlock, innocents, upstream, before })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.airlock.address()
    }

    /// What it has logged.
    pub fn log(&self) -> &ServerLog {
        self.airlock.log()
    }

    /// The server.
    pub fn airlock(&self) -> &Airlock {
        &self.airlock
    }

    /// Plays each trick in each of its lanes, as many at once as `at_once`. All that fail are told.
    pub fn play(
        &self,
        tricks: &[Trick],
        at_once: usize,
        play: impl Fn(&Self, &Trick, Lane) -> Result<()> + Sync,
    ) -> Result<()> {
        let plays: Vec<(&Trick, Lane)> =
            tricks.iter().flat_map(|trick| trick.lanes.iter().map(move |lane| (trick, *lane))).collect();
        let (next, failed) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        std::thread::scope(|scope| {
            for _ in 0..at_once {
                scope.spawn(|| {
                    while let Some((trick, lane)) = plays.get(next.fetch_add(1, Ordering::Relaxed)) {
                        if let Err(error) = play(self, trick, *lane) {
                            let said = format!("{}/{} as {}: {error:#}", trick.promise, trick.name, lane.as_str());
                            failed.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(said);
                        }
                    }
                });
            }
        });
        let failed = failed.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        ensure!(failed.is_empty(), "{} of {} plays:\n{}", failed.len(), plays.len(), failed.join("\n"));
        Ok(())
    }

    /// Nothing came to harm: no file has changed, nobody has connected to the neighbour, and the rest of what
    /// [`Self::others_were_served`] says.
    pub fn conclude(self) -> Result<()> {
        ensure!(tree(&self.folder, &self.outside)? == self.before, "files have changed");
        let asked = self.upstream.asked();
        ensure!(asked.is_empty(), "connections to the neighbour: {asked:?}");
        self.others_were_served()
    }

    /// The innocent were served, the server is there and has not panicked, and each line of the log is its own.
    pub fn others_were_served(mut self) -> Result<()> {
        let served = self.innocents.finish().context("the innocent requests")?;
        ensure!(served > 0, "nobody innocent was served");
        ensure!(self.airlock.is_running(), "the server has ended");
        let log = self.airlock.log().text()?;
        for line in log.lines() {
            ensure!(line.starts_with("20"), "a line that is none of the server's: {line:?}");
            ensure!(!line.chars().any(char::is_control), "{line:?}");
            ensure!(!line.contains("panicked"), "{line}");
        }
        Ok(())
    }
}

/// All files of both folders.
fn tree(folder: &Scratch, outside: &Scratch) -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    let mut found = BTreeMap::new();
    for place in [folder.place("beside"), folder.place("site-beside"), outside.path().to_path_buf()] {
        for file in files_below(&place)? {
            let file = place.join(file);
            found.insert(file.clone(), std::fs::read(&file)?);
        }
    }
    // Links lead out of the docroot, in circles: they are not followed.
    let mut folders = vec![folder.place(SITE)];
    while let Some(place) = folders.pop() {
        for entry in std::fs::read_dir(&place)? {
            let (path, kind) = entry.and_then(|entry| Ok((entry.path(), entry.file_type()?)))?;
            if kind.is_dir() {
                folders.push(path);
            } else {
                let content = if kind.is_file() { std::fs::read(&path)? } else { Vec::new() };
                found.insert(path, content);
            }
        }
    }
    Ok(found)
}
