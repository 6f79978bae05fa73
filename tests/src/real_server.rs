//! A Python file that serves by itself, on a port: what Airlock's answers to the same requests are compared with.

use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::Result;

use crate::oracle_process::log_file;
use crate::started::started;
use crate::{places, python_venv, ready_line};

/// A running Python program. It ends when this is dropped, and also when the test program dies.
#[derive(Debug)]
pub struct RealServer {
    child: Child,
    address: SocketAddr,
}

impl RealServer {
    /// Run the file in its own folder; `name` tells its log from others.
    pub fn start(file: &Path, name: &str) -> Result<Self> {
        let mut command = Command::new(python_venv::interpreter());
        command.arg("-B").arg(places::tests_folder().join("http_server").join("real_server.py")).arg(file);
        Self::run(&mut command, name)
    }

    /// Run a command that prints where it listens, and ends when its input does.
    pub fn run(command: &mut Command, name: &str) -> Result<Self> {
        let log = log_file("real-server", name)?;
        let (child, address) = started(command.stdin(Stdio::piped()), "Python", &log, ready_line::address_in)?;
        Ok(Self { child, address })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for RealServer {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        // It may be one that has ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
