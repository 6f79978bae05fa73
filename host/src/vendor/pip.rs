//! pip, run as a command of a Python of this machine, told to choose for the Python of the sandbox.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::wheel::Wheel;

/// Which Python the sandbox has.
const PYTHON_VERSION: &str = "3.13.5";
/// Tells pip which environment markers hold there.
const PIP_FOR_SANDBOX: &str = include_str!("pip_for_sandbox.py");
/// Wheels of these are looked at besides those for any platform, whatever this machine is: the compiled parts are left
/// out, and the Python in them is much the same.
const PLATFORMS: &[&str] = &[
    "manylinux_2_17_x86_64",
    "manylinux2014_x86_64",
    "manylinux_2_24_x86_64",
    "manylinux_2_27_x86_64",
    "manylinux_2_28_x86_64",
    "manylinux_2_34_x86_64",
    "manylinux_2_35_x86_64",
    "linux_x86_64",
    "musllinux_1_1_x86_64",
    "musllinux_1_2_x86_64",
    "manylinux_2_28_aarch64",
    "macosx_11_0_arm64",
    "macosx_11_0_universal2",
    "win_amd64",
];

const BUILD: &str = "build a wheel";

/// Why pip did not do what it was to do.
#[derive(Debug, thiserror::Error)]
pub enum PipError {
    /// No such program.
    #[error("{python} can not be started: install Python, or name one with --python")]
    NoPython {
        /// What was to be started.
        python: String,
        /// Why.
        #[source]
        error: std::io::Error,
    },
    /// A Python without pip.
    #[error(
        "{0} has no pip: install it (on Debian: apt-get install python3-pip; elsewhere: {0} -m ensurepip), or name \
        another Python with --python"
    )]
    NoPip(String),
    /// Nothing that there is can be installed.
    #[error("{requirement}: pip finds nothing that fits:\n{said}")]
    NoMatch {
        /// As pip names it.
        requirement: String,
        /// What else it said.
        said: String,
    },
    /// Anything else.
    #[error("pip failed to {action}:\n{said}")]
    Failed {
        /// What it was to do.
        action: &'static str,
        /// What it said.
        said: String,
    },
}

/// pip of some Python.
#[derive(Debug)]
pub struct Pip {
    python: String,
}

impl Pip {
    /// The pip of `python`, if it has one.
    pub fn find(python: &str) -> Result<Self, PipError> {
        let output = Command::new(python)
            .args(["-c", "import pip"])
            .output()
            .map_err(|error| PipError::NoPython { python: python.to_owned(), error })?;
        match output.status.success() {
            true => Ok(Self { python: python.to_owned() }),
            false => Err(PipError::NoPip(python.to_owned())),
        }
    }

    /// Wheels of all that `requirements` asks for, and of what that depends on. `built` is looked at as well.
    pub fn download(&self, requirements: &Path, into: &Path, built: &Path) -> Result<(), PipError> {
        let mut command = self.command("download");
        command.args(["--only-binary", ":all:"]).args(for_sandbox()).arg("--find-links").arg(built);
        command.arg("--dest").arg(into).arg("--requirement").arg(requirements);
        self.run(&mut command, "fetch what is required").map(drop)
    }

    /// The wheel for any platform of the version that `wheel` is, if there is one.
    pub fn download_pure(&self, wheel: &Wheel, into: &Path) -> Result<Option<Wheel>, PipError> {
        let mut command = self.later_command("download");
        command.args(["--no-deps", "--only-binary", ":all:", "--platform", "any"]).args(target());
        command.arg("--dest").arg(into).arg(wheel.requirement());
        match self.run(&mut command, "look for a pure wheel") {
            Ok(_) => Ok(wheels_in(into).into_iter().find(|found| found.name == wheel.name)),
            Err(PipError::NoMatch { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Builds a wheel of the distribution `name` from its source. `requirements` asks for it alone; what it names counts
    /// from `folder`.
    pub fn build_of(&self, requirements: &str, name: &str, folder: &Path, into: &Path) -> Result<Wheel, PipError> {
        let file = into.join("requirement.txt");
        let fail = |error: std::io::Error| PipError::Failed { action: BUILD, said: error.to_string() };
        std::fs::write(&file, requirements).map_err(fail)?;
        let mut command = self.command("wheel");
        command.args(["--no-binary", name]).current_dir(folder).arg("--requirement").arg(file);
        self.build(&mut command, into)
    }

    /// Builds a wheel from the source that lies at a place.
    pub fn build_at(&self, source: &Path, into: &Path) -> Result<Wheel, PipError> {
        let mut command = self.later_command("wheel");
        command.arg(source);
        self.build(&mut command, into)
    }

    fn build(&self, command: &mut Command, into: &Path) -> Result<Wheel, PipError> {
        let before = wheels_in(into);
        self.run(command.arg("--no-deps").arg("--wheel-dir").arg(into), BUILD)?;
        let made = wheels_in(into).into_iter().find(|wheel| !before.contains(wheel));
        made.ok_or_else(|| PipError::Failed { action: BUILD, said: "no wheel came of it".to_owned() })
    }

    /// Unpacks wheels that lie in `from`.
    pub fn unpack(&self, wheels: &[Wheel], from: &Path, into: &Path) -> Result<(), PipError> {
        let mut command = self.later_command("install");
        command.args(["--no-deps", "--no-index", "--no-compile", "--only-binary", ":all:"]).args(for_sandbox());
        // By name and not by path, which pip would note in the packages.
        command.arg("--find-links").arg(from).arg("--target").arg(into);
        command.args(wheels.iter().map(Wheel::requirement));
        self.run(&mut command, "unpack the wheels").map(drop)
    }

    fn command(&self, name: &str) -> Command {
        let mut command = Command::new(&self.python);
        command.args(["-c", PIP_FOR_SANDBOX, name, "--quiet", "--disable-pip-version-check", "--no-input"]);
        // A machine's own settings for its own packages have no say here.
        command
            .env("PIP_USER", "0")
            .env("PIP_REQUIRE_VIRTUALENV", "0")
            .env_remove("PIP_TARGET")
            .env_remove("PIP_PREFIX");
        command
    }

    /// A command that names packages which have been fetched: whatever hashes were asked for have been checked by then.
    fn later_command(&self, name: &str) -> Command {
        let mut command = self.command(name);
        command.env("PIP_REQUIRE_HASHES", "0");
        command
    }

    fn run(&self, command: &mut Command, action: &'static str) -> Result<Output, PipError> {
        let started = command.output();
        let output = started.map_err(|error| PipError::NoPython { python: self.python.clone(), error })?;
        if output.status.success() { Ok(output) } else { Err(failure(&output, action)) }
    }
}

fn for_sandbox() -> impl Iterator<Item = &'static str> {
    let platforms = PLATFORMS.iter().flat_map(|platform| ["--platform", platform]);
    ["--platform", "any"].into_iter().chain(platforms).chain(target())
}

fn target() -> [&'static str; 4] {
    ["--implementation", "cp", "--python-version", PYTHON_VERSION]
}

fn failure(output: &Output, action: &'static str) -> PipError {
    const NO_MATCH: &str = "ERROR: No matching distribution found for ";
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    let requirement = said.lines().find_map(|line| line.strip_prefix(NO_MATCH)).map(|rest| rest.trim().to_owned());
    match requirement {
        Some(requirement) => PipError::NoMatch { requirement, said },
        None => PipError::Failed { action, said },
    }
}

/// The wheels that lie in a folder, by name; none if there is no folder.
pub fn wheels_in(folder: &Path) -> Vec<Wheel> {
    let mut wheels: Vec<Wheel> = files_in(folder).iter().filter_map(|path| Wheel::at(path)).collect();
    wheels.sort_by(|one, other| one.name.cmp(&other.name));
    wheels
}

/// What lies in a folder that is no wheel.
pub fn sources_in(folder: &Path) -> Vec<PathBuf> {
    files_in(folder).into_iter().filter(|path| path.extension() != Some(OsStr::new("whl"))).collect()
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    entries.filter_map(|entry| Some(entry.ok()?.path())).collect()
}
