//! A server under a configuration file, both in a folder of the test's own, where files and configuration may change.

use std::net::SocketAddr;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::airlock_process::Airlock;
use crate::places;
use crate::requests::{Answer, ask, get_from};
use crate::scratch::Scratch;
use crate::server_log::ServerLog;

/// The configuration's name in the folder.
pub const FILE: &str = "airlock.toml";
/// What the log says when a changed configuration has come into force.
pub const LOADED: &str = "configuration loaded again";
/// What it says when it has not.
pub const REFUSED: &str = "the new configuration is refused";

/// A running server with its folder.
pub struct Configured {
    /// Holds [`FILE`] and the docroots.
    pub folder: Scratch,
    /// The server.
    pub airlock: Airlock,
}

impl Configured {
    /// Serve copies of what lies below `tests/<subject>/docroot/` as `configuration` says, which names docroots counted
    /// from there. `name` tells the log from others.
    pub fn start(subject: &str, name: &str, configuration: &str) -> Result<Self> {
        Self::start_in(copy_of(subject)?, &format!("{subject}-{name}"), configuration)
    }

    /// The same in a folder that was prepared.
    pub fn start_in(folder: Scratch, name: &str, configuration: &str) -> Result<Self> {
        let file = folder.write(FILE, configuration)?;
        let airlock = Airlock::configured(&file, name).context(configuration.to_owned())?;
        Ok(Self { folder, airlock })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.airlock.address()
    }

    /// What it has logged.
    pub fn log(&self) -> &ServerLog {
        self.airlock.log()
    }

    /// The answer to a GET, on a connection of its own.
    pub fn get(&self, host: &str, target: &str) -> Result<Answer> {
        ask(self.address(), &get_from(host, target))
    }

    /// The same, where 200 is expected: its content as text.
    pub fn text(&self, host: &str, target: &str) -> Result<String> {
        let answer = self.get(host, target)?;
        ensure!(answer.status == 200, "{host} {target}: {} {}", answer.status, answer.text());
        Ok(answer.text())
    }

    /// Puts another configuration in place and waits until the server has seen it and it is in force.
    pub fn reload(&self, configuration: &str) -> Result<()> {
        self.change(configuration, LOADED)
    }

    /// Puts a broken configuration in place and waits until it is refused.
    pub fn reload_broken(&self, configuration: &str) -> Result<()> {
        self.change(configuration, REFUSED)
    }

    fn change(&self, configuration: &str, outcome: &str) -> Result<()> {
        let before = self.log().lines_with(&[outcome])?.len();
        self.folder.write(FILE, configuration)?;
        self.log().wait_for_lines(before + 1, &[outcome])
    }
}

/// A folder with copies of what lies below `tests/<subject>/docroot/`.
pub fn copy_of(subject: &str) -> Result<Scratch> {
    let folder = Scratch::new(subject)?;
    folder.copy_from(&docroot_of(subject))?;
    Ok(folder)
}

/// The folder `tests/<subject>/docroot/`.
pub fn docroot_of(subject: &str) -> std::path::PathBuf {
    places::tests_folder().join(subject).join("docroot")
}

/// Copies a tenant's handlers from one place of the folder to another, for tenants that have the same.
pub fn share(folder: &Scratch, from: &str, to: &[&str]) -> Result<()> {
    for file in places::files_below(&folder.place(from))? {
        for tenant in to {
            let content = std::fs::read(folder.place(from).join(&file))?;
            let name = Path::new(tenant).join(&file);
            folder.write(name.to_str().context("a name that is no text")?, content)?;
        }
    }
    Ok(())
}
