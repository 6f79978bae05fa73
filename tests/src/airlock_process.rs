//! The real `airlock` binary as a process of its own, on a free port.

use std::fs::File;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use crate::oracle_process::log_file;
use crate::{places, ready_line};

/// A running Airlock. It is killed when this is dropped.
pub struct Airlock {
    child: Child,
    address: SocketAddr,
}

impl Airlock {
    /// Serve `docroot` under `profile` (`wpt` or `exposed`); `name` tells its log from others.
    pub fn start(docroot: &Path, profile: &str, name: &str) -> Result<Self> {
        let binary = places::airlock_binary();
        ensure!(
            binary.is_file(),
            "{} is missing: build it (cargo build --release -p airlock) or set AIRLOCK_BIN",
            binary.display()
        );
        let log = log_file("airlock", &format!("{name}-{profile}"))?;
        let mut child = Command::new(&binary)
            .arg("serve")
            .arg(docroot)
            .args(["--listen", "127.0.0.1:0", "--profile", profile])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(&log)?)
            .spawn()
            .with_context(|| format!("starting {}", binary.display()))?;
        let stdout = child.stdout.take().context("Airlock's standard output")?;
        let address = ready_line::wait_for_address(stdout, Duration::from_secs(60))
            .with_context(|| format!("Airlock did not start:\n{}", ready_line::tail_of(&log)));
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

    /// Whether the process is still there; a test that breaks the server says so instead of failing later.
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }
}

impl Drop for Airlock {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
