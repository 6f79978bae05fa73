//! `cargo build` for a target of handlers. What it says goes to standard error as it comes; what it made is taken from the
//! messages that it writes for programs.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde::Deserialize;

use super::project::{Package, Project};
use super::target::Target;
use super::toolchain::{StandardLibrary, ToolchainError, cargo};

/// Why cargo made no module.
#[derive(Debug, thiserror::Error)]
pub enum CargoError {
    /// It can not be started.
    #[error(transparent)]
    Toolchain(#[from] ToolchainError),
    /// Its messages can not be read.
    #[error("reading what cargo says: {0}")]
    Messages(std::io::Error),
    /// It has said why.
    #[error("cargo build failed ({0}); its messages are above")]
    Failed(std::process::ExitStatus),
    /// It has made something else.
    #[error("cargo has built {0}, but no file *.wasm came of it: check its crate-type")]
    NoModule(String),
}

/// One call of cargo.
pub struct Call<'a> {
    pub project: &'a Project,
    pub packages: &'a [&'a Package],
    pub target: Target,
    pub library: StandardLibrary,
    pub debug: bool,
    pub further: &'a [String],
}

/// A line of what cargo writes for programs.
#[derive(Deserialize)]
struct Message {
    reason: String,
    #[serde(default)]
    package_id: String,
    #[serde(default)]
    filenames: Vec<PathBuf>,
}

impl<'a> Call<'a> {
    /// Compiles; each package with the module, or component, that came of it.
    pub fn run(&self) -> Result<Vec<(&'a Package, PathBuf)>, CargoError> {
        let mut artifacts = self.artifacts()?;
        let found = self.packages.iter().map(|package| match artifacts.remove(&package.id) {
            Some(artifact) => Ok((*package, artifact)),
            None => Err(CargoError::NoModule(package.name.clone())),
        });
        found.collect()
    }

    /// Files `*.wasm`, by the package's id.
    fn artifacts(&self) -> Result<HashMap<String, PathBuf>, CargoError> {
        let mut child = self.command().spawn().map_err(|error| {
            CargoError::Toolchain(ToolchainError::NoProgram { program: cargo().into(), variable: "CARGO", error })
        })?;
        let mut artifacts = HashMap::new();
        for line in child.stdout.take().map(BufReader::new).into_iter().flat_map(BufReader::lines) {
            let line = line.map_err(CargoError::Messages)?;
            // A build script may write what it likes among them.
            let Ok(message) = serde_json::from_str::<Message>(&line) else { continue };
            let module = message.filenames.into_iter().find(|file| file.extension().is_some_and(|end| end == "wasm"));
            if let Some(module) = module.filter(|_| message.reason == "compiler-artifact") {
                artifacts.insert(message.package_id, module);
            }
        }
        let status = child.wait().map_err(CargoError::Messages)?;
        if status.success() { Ok(artifacts) } else { Err(CargoError::Failed(status)) }
    }

    fn command(&self) -> Command {
        let mut command = Command::new(cargo());
        command.args(["build", "--lib", "--message-format=json-render-diagnostics", "--target", self.target.triple()]);
        if !self.debug {
            command.arg("--release");
        }
        if self.library == StandardLibrary::Source {
            command.arg("-Zbuild-std=std,panic_abort").env("RUSTC_BOOTSTRAP", "1");
        }
        for package in self.packages {
            command.args(["--package", &package.id]);
        }
        command.args(self.further).current_dir(&self.project.folder).stdin(Stdio::null()).stdout(Stdio::piped());
        command
    }
}
