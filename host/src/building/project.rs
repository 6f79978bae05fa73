//! Which handlers a folder is the project of, as cargo has it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;

use super::target::Target;
use super::toolchain::{ToolchainError, cargo};

/// The name of cargo's manifests.
const MANIFEST: &str = "Cargo.toml";

/// Why there is nothing to build.
#[derive(Debug, thiserror::Error)]
pub enum ProjectError {
    /// No such folder.
    #[error("{folder}: there is no such folder ({error})", folder = .folder.display())]
    NoFolder {
        /// What was named.
        folder: PathBuf,
        /// Why it can not be used.
        error: std::io::Error,
    },
    /// No manifest.
    #[error(
        "{folder} has no Cargo.toml, nor has a folder above it: name a project's folder, or make one with `airlock new NAME`",
        folder = .0.display()
    )]
    NoManifest(PathBuf),
    /// Cargo can not be started.
    #[error(transparent)]
    Toolchain(#[from] ToolchainError),
    /// Cargo does not understand the manifest.
    #[error("cargo can not read {manifest}:\n{said}", manifest = .manifest.display())]
    Manifest {
        /// Which.
        manifest: PathBuf,
        /// What it said.
        said: String,
    },
    /// A project of something else.
    #[error(
        "{manifest} has no library that can be a handler. Add to it:\n\n  [lib]\n  crate-type = [\"cdylib\"]\n\n\
        and a handler in src/lib.rs; `airlock new NAME` makes a project to look at", manifest = .0.display()
    )]
    NoHandler(PathBuf),
    /// The manifest asks for what there is not.
    #[error("{manifest}: [package.metadata.airlock]: {message}", manifest = .manifest.display())]
    Metadata {
        /// Which manifest.
        manifest: PathBuf,
        /// What is wrong.
        message: String,
    },
}

/// A cargo project with handlers.
#[derive(Debug)]
pub struct Project {
    /// The folder of its manifest.
    pub folder: PathBuf,
    /// Its handlers: one, or those of a workspace. At least one.
    pub packages: Vec<Package>,
}

/// A package that is a handler.
#[derive(Debug)]
pub struct Package {
    /// As its manifest has it.
    pub name: String,
    /// As cargo's messages have it.
    pub id: String,
    /// What it is compiled for.
    pub target: Target,
    /// The component's file.
    pub output: PathBuf,
}

impl Project {
    /// The project that `folder` lies in: with the nearest manifest, from there upwards.
    pub fn around(folder: &Path) -> Result<Self, ProjectError> {
        let folder =
            folder.canonicalize().map_err(|error| ProjectError::NoFolder { folder: folder.to_owned(), error })?;
        let manifest = folder.ancestors().map(|folder| folder.join(MANIFEST)).find(|manifest| manifest.is_file());
        let manifest = manifest.ok_or_else(|| ProjectError::NoManifest(folder.clone()))?;
        let folder = manifest.parent().unwrap_or(&folder).to_owned();
        let metadata = Metadata::of(&manifest, &folder)?;
        let is_whole_workspace = metadata.workspace_root == folder;
        let packages = metadata
            .packages
            .iter()
            .filter(|package| package.is_handler() && (is_whole_workspace || package.manifest_path == manifest))
            .map(PackageMetadata::handler)
            .collect::<Result<Vec<_>, _>>()?;
        if packages.is_empty() {
            return Err(ProjectError::NoHandler(manifest));
        }
        Ok(Self { folder, packages })
    }
}

/// Of what `cargo metadata` prints, what is of use here.
#[derive(Deserialize)]
struct Metadata {
    packages: Vec<PackageMetadata>,
    workspace_root: PathBuf,
}

#[derive(Deserialize)]
struct PackageMetadata {
    name: String,
    id: String,
    manifest_path: PathBuf,
    targets: Vec<TargetMetadata>,
    metadata: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct TargetMetadata {
    kind: Vec<String>,
}

/// `[package.metadata.airlock]`
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnMetadata {
    /// Counts from the package's folder.
    output: Option<PathBuf>,
    target: Option<String>,
}

impl Metadata {
    fn of(manifest: &Path, folder: &Path) -> Result<Self, ProjectError> {
        let broken = |said: String| ProjectError::Manifest { manifest: manifest.to_owned(), said };
        let program = cargo();
        let mut command = Command::new(&program);
        command.args(["metadata", "--no-deps", "--format-version", "1", "--manifest-path"]).arg(manifest);
        let output = command
            .current_dir(folder)
            .stdin(Stdio::null())
            .output()
            .map_err(|error| ToolchainError::NoProgram { program: program.clone().into(), variable: "CARGO", error })?;
        if !output.status.success() {
            return Err(broken(String::from_utf8_lossy(&output.stderr).trim().to_owned()));
        }
        serde_json::from_slice(&output.stdout).map_err(|error| broken(error.to_string()))
    }
}

impl PackageMetadata {
    fn is_handler(&self) -> bool {
        self.targets.iter().any(|target| target.kind.iter().any(|kind| kind == "cdylib"))
    }

    fn handler(&self) -> Result<Package, ProjectError> {
        let broken = |message: String| ProjectError::Metadata { manifest: self.manifest_path.clone(), message };
        let own = self.metadata.as_ref().and_then(|metadata| metadata.get("airlock"));
        let own: OwnMetadata = match own {
            Some(own) => OwnMetadata::deserialize(own).map_err(|error| broken(error.to_string()))?,
            None => OwnMetadata::default(),
        };
        let unknown = |name: &str| {
            broken(format!("target = {name:?}: it is one of {}", Target::ALL.map(Target::triple).join(", ")))
        };
        let target = match own.target.as_deref() {
            Some(name) => Target::named(name).ok_or_else(|| unknown(name))?,
            None => Target::default(),
        };
        let folder = self.manifest_path.parent().unwrap_or(Path::new("."));
        let output = folder.join(own.output.unwrap_or_else(|| format!("{}.wasm", self.name).into()));
        Ok(Package { name: self.name.clone(), id: self.id.clone(), target, output })
    }
}
