//! Installs an application's dependencies for the sandbox. In: a file of requirements and a folder. Out: the folder with
//! the packages, and what each is like. Refuses a folder that holds something else, and what no wheel can be had of.
//!
//! pip resolves, fetches and unpacks. The sandbox runs no compiled extension, so that a package's pure wheel is taken where
//! there is one; of another wheel the compiled parts are left out, for many such packages can do without them.

mod compiled_parts;
mod pip;
mod staging;
mod wheel;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

pub use compiled_parts::Package;
pub use pip::PipError;
pub use staging::StagingError;

use pip::Pip;
use staging::Staging;
use wheel::Wheel;

/// What is to be installed, and where.
#[derive(Clone, Debug)]
pub struct Installation {
    /// The requirements, in pip's format.
    pub requirements: PathBuf,
    /// The folder that takes the packages.
    pub folder: PathBuf,
    /// The Python whose pip is used.
    pub python: String,
    /// Whether packages without a wheel are built here, which runs their code.
    pub allow_sdist: bool,
    /// Whether the folder is replaced whatever is in it.
    pub force: bool,
}

/// Why the packages were not installed. The folder is as it was.
#[derive(Debug, thiserror::Error)]
pub enum VendorError {
    /// The requirements can not be read.
    #[error("reading the requirements {}", path.display())]
    Requirements {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        error: std::io::Error,
    },
    /// pip failed, or there is none.
    #[error(transparent)]
    Pip(#[from] PipError),
    /// No wheel, and building one was not asked for.
    #[error(
        "{0}: there is no wheel of it that CPython 3.13 could load. If the name is right and there is a source of it, \
        --allow-sdist builds a wheel, which runs the package's build code on this machine"
    )]
    NoWheel(String),
    /// A wheel was built, but for this machine alone.
    #[error("{0}: its source makes a wheel for this machine alone, with compiled parts, which the sandbox can not run")]
    NotPure(String),
    /// Hashes are of what is fetched, and a wheel that is built here has another.
    #[error(
        "{0}: there is no wheel of it, and the requirements pin hashes, which a wheel that is built here can not have. \
        Build it (python3 -m pip wheel --no-deps), pin the wheel's hash, and name its folder in a line `--find-links DIR`"
    )]
    HashOfSource(String),
    /// The folder is not for this, or files can not be written.
    #[error(transparent)]
    Staging(#[from] StagingError),
}

impl Installation {
    /// Installs, and says what: every package of the folder, by name.
    pub fn run(&self) -> Result<Vec<Package>, VendorError> {
        let text = std::fs::read_to_string(&self.requirements)
            .map_err(|error| VendorError::Requirements { path: self.requirements.clone(), error })?;
        let staging = Staging::beside(&self.folder, self.force)?;
        let pip = Pip::find(&self.python)?;
        self.fetch(&pip, &staging, &text)?;
        for wheel in staging.wheels()? {
            if !wheel.is_pure() {
                prefer_pure(&pip, &staging, &wheel, &text)?;
            }
        }
        let wheels = staging.wheels()?;
        if !wheels.is_empty() {
            pip.unpack(&wheels, &staging.fetched(), &staging.packages())?;
        }
        let packages = compiled_parts::leave_out(&staging.packages(), &wheels)
            .map_err(|error| staging.writing(&staging.packages(), error))?;
        staging.swap_in(&packages)?;
        Ok(packages)
    }

    /// Fetches a wheel of every package, of any platform.
    fn fetch(&self, pip: &Pip, staging: &Staging, text: &str) -> Result<(), VendorError> {
        let hashed = text.contains("--hash");
        let mut built = BTreeSet::new();
        loop {
            match pip.download(&self.requirements, &staging.fetched(), &staging.built()) {
                Ok(()) => break,
                Err(PipError::NoMatch { requirement, .. }) if hashed && self.allow_sdist => {
                    return Err(VendorError::HashOfSource(requirement));
                }
                Err(PipError::NoMatch { requirement, .. }) if self.allow_sdist && built.insert(requirement.clone()) => {
                    self.build(pip, &requirement, text, &staging.built())?;
                }
                Err(PipError::NoMatch { requirement, .. }) if !self.allow_sdist => {
                    return Err(VendorError::NoWheel(requirement));
                }
                Err(error) => return Err(error.into()),
            }
        }
        // What a requirement names by its place may be a source all the same.
        for source in staging.sources()? {
            let name = source.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if !self.allow_sdist {
                return Err(VendorError::NoWheel(name));
            }
            let wheel = pip.build_at(&source, &staging.built())?;
            if !wheel.is_pure() {
                return Err(VendorError::NotPure(name));
            }
            staging.take(&wheel, &source)?;
        }
        Ok(())
    }

    /// Builds a wheel from source, with the code that the package brings.
    fn build(&self, pip: &Pip, requirement: &str, text: &str, into: &Path) -> Result<(), VendorError> {
        tracing::info!(requirement, "no wheel: building one from its source");
        // The source is looked for where the requirements say.
        let alone = format!("{}{requirement}\n", options_in(text));
        let wheel = pip.build_of(&alone, &wheel::name_in(requirement), folder_of(&self.requirements), into)?;
        if wheel.is_pure() { Ok(()) } else { Err(VendorError::NotPure(requirement.to_owned())) }
    }
}

/// The lines that say where pip looks, and not for what.
fn options_in(requirements: &str) -> String {
    let other = ["-r", "--requirement", "-c", "--constraint", "-e", "--editable"];
    let lines =
        requirements.lines().filter(|line| line.starts_with('-') && !other.iter().any(|begin| line.starts_with(begin)));
    lines.flat_map(|line| [line, "\n"]).collect()
}

fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Puts the pure wheel of the same version in place of a compiled one, if there is one.
fn prefer_pure(pip: &Pip, staging: &Staging, wheel: &Wheel, requirements: &str) -> Result<(), VendorError> {
    let Some(pure) = pip.download_pure(wheel, &staging.pure())? else { return Ok(()) };
    let content = std::fs::read(&pure.path).map_err(|error| staging.writing(&pure.path, error))?;
    let digest: String = Sha256::digest(&content).iter().map(|byte| format!("{byte:02x}")).collect();
    // Where hashes are pinned, nothing is taken that they do not name.
    if !requirements.contains("--hash") || requirements.contains(&format!("sha256:{digest}")) {
        staging.take(&pure, &wheel.path)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::options_in;

    #[test]
    fn options_say_where_and_not_what() {
        let text = "--find-links wheels\n-r other.txt\nbottle==1 \\\n    --hash=sha256:0\n-e .\n--pre\n";
        assert_eq!(options_in(text), "--find-links wheels\n--pre\n");
    }
}
