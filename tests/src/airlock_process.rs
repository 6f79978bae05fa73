//! The real `airlock` binary as a process of its own, on a free port.

use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};

use anyhow::{Context, Result, ensure};
use rustix::process::{Pid, Signal, kill_process};

use crate::eventually::eventually;
use crate::oracle_process::log_file;
use crate::server_log::ServerLog;
use crate::started::started;
use crate::swap_list::SwapList;
use crate::{places, ready_line};

/// A running Airlock. It is killed when this is dropped.
pub struct Airlock {
    child: Child,
    addresses: Vec<SocketAddr>,
    log: ServerLog,
}

impl Airlock {
    /// Serve `docroot` under `profile` (`wpt` or `exposed`); `name` tells its log from others.
    pub fn start(docroot: &Path, profile: &str, name: &str) -> Result<Self> {
        Self::start_with(docroot, profile, name, &[])
    }

    /// The same with more flags for `airlock serve`.
    pub fn start_with(docroot: &Path, profile: &str, name: &str, flags: &[&str]) -> Result<Self> {
        let docroot = docroot.to_str().context("a path that is no text")?;
        Self::serve(&[&[docroot, "--profile", profile], flags].concat(), &format!("{name}-{profile}"))
    }

    /// Serve `docroot` and build the Rust projects in it, with the compiler that such a variable names.
    pub fn watching(docroot: &Path, name: &str, compiler: Option<(&str, &Path)>) -> Result<Self> {
        let docroot = docroot.to_str().context("a path that is no text")?;
        Self::serve_with(&[docroot, "--watch"], name, compiler)
    }

    /// Serve what the configuration file says, but on a free port.
    pub fn configured(file: &Path, name: &str) -> Result<Self> {
        Self::serve(&["--config", file.to_str().context("a path that is no text")?], name)
    }

    /// The same with a variable of the environment.
    pub fn configured_with(file: &Path, name: &str, variable: (&str, &Path)) -> Result<Self> {
        Self::serve_with(&["--config", file.to_str().context("a path that is no text")?], name, Some(variable))
    }

    /// Serve what the configuration file says, as a process that sees the file `swaps` as `/proc/swaps`.
    pub fn configured_seeing(swaps: &SwapList, file: &Path, name: &str) -> Result<Self> {
        let arguments = ["--config", file.to_str().context("a path that is no text")?];
        Self::serve_by(swaps.command(&places::airlock_binary()), &arguments, name)
    }

    fn serve(arguments: &[&str], name: &str) -> Result<Self> {
        Self::serve_with(arguments, name, None)
    }

    fn serve_with(arguments: &[&str], name: &str, variable: Option<(&str, &Path)>) -> Result<Self> {
        let mut command = Command::new(places::airlock_binary());
        command.envs(variable);
        Self::serve_by(command, arguments, name)
    }

    /// `command` becomes the server.
    fn serve_by(mut command: Command, arguments: &[&str], name: &str) -> Result<Self> {
        let binary = places::airlock_binary();
        ensure!(
            binary.is_file(),
            "{} is missing: build it (cargo build --release -p airlock) or set AIRLOCK_BIN",
            binary.display()
        );
        let log = log_file("airlock", name)?;
        command.arg("serve").args(arguments).args(["--listen", "127.0.0.1:0"]).stdin(Stdio::null());
        // It is cargo's, for this workspace; `--watch` builds others.
        command.env_remove("CARGO_TARGET_DIR");
        let addresses = |line: &str| Some(ready_line::addresses_in(line)).filter(|addresses| !addresses.is_empty());
        let (child, addresses) = started(&mut command, "Airlock", &log, addresses)?;
        Ok(Self { child, addresses, log: ServerLog::new(log) })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.addresses.first().copied().unwrap_or(SocketAddr::from(([127, 0, 0, 1], 0)))
    }

    /// Everywhere it listens: in the clear, with TLS, with TLS for HTTP/2 alone.
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// Where it listens with TLS, if it does.
    pub fn tls_address(&self) -> Result<SocketAddr> {
        self.addresses.get(1).copied().context("no address for TLS")
    }

    /// What it has logged.
    pub fn log(&self) -> &ServerLog {
        &self.log
    }

    /// Its process, for a look into `/proc`.
    pub fn process_id(&self) -> u32 {
        self.child.id()
    }

    /// Send it a signal.
    pub fn signal(&self, signal: Signal) -> Result<()> {
        let process = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw).context("its process id")?;
        kill_process(process, signal).context("sending a signal")
    }

    /// Wait until the process has ended by itself.
    pub fn wait_for_end(&mut self) -> Result<ExitStatus> {
        eventually("Airlock ends", || Ok(self.child.try_wait()?))
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
