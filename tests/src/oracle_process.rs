//! The reference server as a process of its own, with its stash server, on a free port.

use std::fs::File;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result};

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
        let mut child = Command::new(python)
            .arg(places::parity_folder().join("oracle.py"))
            .arg(docroot)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(File::create(&log)?)
            .spawn()
            .context("starting the oracle")?;
        let stdout = child.stdout.take().context("the oracle's standard output")?;
        let address = ready_line::wait_for_address(stdout, Duration::from_secs(60))
            .with_context(|| format!("the oracle did not start:\n{}", ready_line::tail_of(&log)));
        match address {
            Ok(address) => Ok(Self { child, address }),
            Err(error) => {
                let _ = child.kill();
                let _ = child.wait();
                Err(error)
            }
        }
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
