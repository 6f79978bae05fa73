//! chromedriver as a process of its own, on a free port.

use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};

use crate::oracle_process::log_file;
use crate::started::started;

/// What to do where a program is missing.
pub const REMEDY: &str = "as root: apt-get install chromium chromium-driver libnss3-tools (`make test` does it)";

/// A running chromedriver. It is killed when this is dropped.
pub struct ChromeDriver {
    child: Child,
    address: SocketAddr,
}

impl ChromeDriver {
    /// Starts it with `home` as its home, and its browsers'. `name` tells its log from others.
    pub fn start(home: &Path, name: &str) -> Result<Self> {
        let log = log_file("chromedriver", name)?;
        let mut command = Command::new("chromedriver");
        command
            .arg("--port=0")
            .env_clear()
            .env("PATH", std::env::var_os("PATH").context("no PATH")?)
            .env("HOME", home)
            .env("TMPDIR", home)
            .stdin(Stdio::null());
        let (child, port) = started(&mut command, "chromedriver", &log, port_in).context(REMEDY)?;
        Ok(Self { child, address: SocketAddr::from(([127, 0, 0, 1], port)) })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for ChromeDriver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The port in the line that tells of a successful start. The line before it names the port that was asked for.
fn port_in(line: &str) -> Option<u16> {
    line.strip_prefix("ChromeDriver was started successfully on port ")?.trim_end_matches('.').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::port_in;

    #[test]
    fn the_port_that_was_asked_for_is_not_taken() {
        assert_eq!(port_in("Starting ChromeDriver 1.2 (abc) on port 0"), None);
        assert_eq!(port_in("ChromeDriver was started successfully on port 4711."), Some(4711));
    }
}
