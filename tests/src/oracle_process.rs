//! The reference server as a process of its own, with its stash server, on a free port.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::Result;

use crate::started::started;
use crate::{oracle_venv, places, ready_line};

/// A running reference server. It ends when this is dropped, and also when the test program dies.
pub struct Oracle {
    child: Child,
    address: SocketAddr,
}

impl Oracle {
    /// Serve `docroot`; `name` tells its log from others.
    pub fn start(docroot: &Path, name: &str) -> Result<Self> {
        Self::start_with(docroot, name, &[])
    }

    /// The same with the hosts of web-platform-tests.
    pub fn start_named(docroot: &Path, name: &str) -> Result<Self> {
        Self::start_with(docroot, name, &["named"])
    }

    fn start_with(docroot: &Path, name: &str, arguments: &[&str]) -> Result<Self> {
        let python = oracle_venv::python()?;
        let log = log_file("oracle", name)?;
        let mut command = Command::new(python);
        command.arg(places::parity_folder().join("oracle.py")).arg(docroot).args(arguments).stdin(Stdio::piped());
        let (child, address) = started(&mut command, "the oracle", &log, ready_line::address_in)?;
        Ok(Self { child, address })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        // The end of its input lets it stop its stash server, which a kill would leave running.
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// A place for a server's log, outside the source tree.
pub fn log_file(server: &str, name: &str) -> Result<PathBuf> {
    let folder = places::target_folder().join("test-logs");
    std::fs::create_dir_all(&folder)?;
    Ok(folder.join(format!("{server}-{name}.log")))
}
