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

use crate::inspection::Inspection;

/// What is to be built, and how.
#[derive(Clone, Debug, Default)]
pub struct Build {
    /// The file to write instead of the package's own; for a project with one handler.
    pub out: Option<PathBuf>,
    /// The target for all packages, whatever they say themselves.
    pub target: Option<Target>,
    /// Without optimisation.
    pub debug: bool,
    /// Put the component beside its place, for somebody else to move it there.
    pub staged: bool,
    /// Further arguments for `cargo build`.
    pub cargo_arguments: Vec<String>,
}

/// A component that was built.
#[derive(Debug)]
pub struct Built {
    /// Its place.
    pub file: PathBuf,
    /// Where it lies until it is moved there; none: it is there.
    pub staged: Option<PathBuf>,
    /// What is in it.
    pub inspection: Inspection,
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
    /// It is a component, and no handler.
    #[error("{package} would be refused as a handler, and is not written: {why}")]
    Refused {
        /// Which.
        package: String,
        /// The sandbox's reason.
        why: String,
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
        call.run()?.into_iter().map(|(package, artifact)| self.finish(package, artifact)).collect()
    }

    /// The component of what cargo made, in its place.
    fn finish(&self, package: &Package, artifact: PathBuf) -> Result<Built, BuildError> {
        let read = component::read(&artifact).and_then(|wasm| Ok((Inspection::of(&wasm)?, wasm)));
        let (inspection, wasm) = read.map_err(|error| BuildError::Encoding { file: artifact, error })?;
        if let Some(why) = inspection.refused {
            return Err(BuildError::Refused { package: package.name.clone(), why });
        }
        let file = self.out.clone().unwrap_or_else(|| package.output.clone());
        let part = beside(&file, if self.staged { "next".to_owned() } else { format!("part-{}", std::process::id()) });
        let write = |error| BuildError::Write { path: file.clone(), error };
        write_whole(&part, &wasm, (!self.staged).then_some(&file)).map_err(write)?;
        Ok(Built { file, staged: self.staged.then_some(part), inspection })
    }
}

/// A hidden file beside `file`.
fn beside(file: &Path, ending: String) -> PathBuf {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    file.with_file_name(format!(".{name}.{ending}"))
}

/// Writes a file and moves it to its place, if that is known: a server that serves the folder never reads half of it.
fn write_whole(part: &Path, content: &[u8], place: Option<&PathBuf>) -> std::io::Result<()> {
    if let Some(folder) = part.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
    }
    let written = std::fs::write(part, content).and_then(|()| match place {
        Some(place) => std::fs::rename(part, place),
        None => Ok(()),
    });
    if written.is_err() {
        // What could not be written may not be there.
        let _ = std::fs::remove_file(part);
    }
    written
}
