//! Handlers in Rust: from a cargo project to a component beside it. In: the project's folder. Out: a file of the name that
//! requests ask for, written whole. What is missing for it, of the toolchain or in the project, is an error that says so.
//!
//! Compiling is cargo's own work, with its own messages; what is added is the target, and the encoding as a component.

mod cargo;
mod component;
mod project;
mod target;
mod toolchain;

use std::path::{Path, PathBuf};

pub use cargo::CargoError;
pub use component::EncodingError;
pub use project::{Package, Project, ProjectError};
pub use target::Target;
pub use toolchain::{StandardLibrary, Toolchain, ToolchainError};

/// What is to be built, and how.
#[derive(Clone, Debug, Default)]
pub struct Build {
    /// The file to write instead of the package's own; for a project with one handler.
    pub out: Option<PathBuf>,
    /// The target for all packages, whatever they say themselves.
    pub target: Option<Target>,
    /// Without optimisation.
    pub debug: bool,
    /// Further arguments for `cargo build`.
    pub cargo_arguments: Vec<String>,
}

/// A component that was built.
#[derive(Debug)]
pub struct Built {
    /// Where it lies.
    pub file: PathBuf,
    /// Its bytes.
    pub component: Vec<u8>,
}

/// Why a project was not built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// There is no project, or no handler in it.
    #[error(transparent)]
    Project(#[from] ProjectError),
    /// A piece of the toolchain is missing.
    #[error(transparent)]
    Toolchain(#[from] ToolchainError),
    /// Cargo failed.
    #[error(transparent)]
    Cargo(#[from] CargoError),
    /// What cargo made is no component.
    #[error("{file}: {error}", file = file.display())]
    Encoding {
        /// What cargo made.
        file: PathBuf,
        /// Why it is none.
        error: EncodingError,
    },
    /// A file for several.
    #[error("--out names one file, and the project has {0} handlers: leave it out, or name the folder of one of them")]
    OneFileForMany(usize),
    /// The component can not be written.
    #[error("writing {path}: {error}", path = path.display())]
    Write {
        /// Where it should lie.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
}

impl Build {
    /// Builds every handler of the project that `folder` lies in.
    pub fn run(&self, folder: &Path) -> Result<Vec<Built>, BuildError> {
        let project = Project::around(folder)?;
        if self.out.is_some() && project.packages.len() > 1 {
            return Err(BuildError::OneFileForMany(project.packages.len()));
        }
        let mut built = Vec::new();
        for target in Target::ALL {
            let packages: Vec<&Package> =
                project.packages.iter().filter(|package| self.target.unwrap_or(package.target) == target).collect();
            if !packages.is_empty() {
                built.extend(self.build_for(target, &project, &packages)?);
            }
        }
        Ok(built)
    }

    fn build_for(&self, target: Target, project: &Project, packages: &[&Package]) -> Result<Vec<Built>, BuildError> {
        let toolchain = Toolchain::find(&project.folder)?;
        let library = toolchain.standard_library(target)?;
        let call =
            cargo::Call { project, packages, target, library, debug: self.debug, further: &self.cargo_arguments };
        let mut built = Vec::new();
        for (package, artifact) in call.run()? {
            let component =
                component::read(&artifact).map_err(|error| BuildError::Encoding { file: artifact.clone(), error })?;
            let file = self.out.clone().unwrap_or_else(|| package.output.clone());
            write_whole(&file, &component).map_err(|error| BuildError::Write { path: file.clone(), error })?;
            built.push(Built { file, component });
        }
        Ok(built)
    }
}

/// Writes beside and renames: a server that serves the folder never reads half a file.
fn write_whole(file: &Path, content: &[u8]) -> std::io::Result<()> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let part = file.with_file_name(format!(".{name}.part-{}", std::process::id()));
    let written = std::fs::write(&part, content).and_then(|()| std::fs::rename(&part, file));
    if written.is_err() {
        // What could not be written may not be there.
        let _ = std::fs::remove_file(&part);
    }
    written
}
