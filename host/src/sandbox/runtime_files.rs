//! The built Python runtime on disk: component, memory image, and the component compiled for this machine.

use std::path::{Path, PathBuf};
use std::time::Instant;

use sha2::{Digest, Sha256};
use thiserror::Error;
use wasmtime::Engine;
use wasmtime::component::Component;

/// The folder with what the runtime's build made.
#[derive(Clone, Debug)]
pub struct RuntimeFiles {
    folder: PathBuf,
}

/// Why the runtime could not be loaded.
#[derive(Debug, Error)]
pub enum RuntimeError {
    /// The build has not run, or its result lies elsewhere.
    #[error("no Python runtime: {0} is missing. Run `make` to build it, or name its folder with --python-runtime")]
    Missing(PathBuf),
    /// A file is there but can not be read or written.
    #[error("{action} {path}: {error}")]
    File {
        /// What was tried.
        action: &'static str,
        /// With which file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// wasmtime refused the component.
    #[error("compiling the Python component: {0:#}. Build it anew with `make`")]
    Compile(wasmtime::Error),
}

impl RuntimeFiles {
    /// The runtime in `folder`, or where the build puts it: beside the program's own folder.
    pub fn locate(folder: Option<PathBuf>) -> Result<Self, RuntimeError> {
        let candidates = match folder {
            Some(folder) => vec![folder],
            None => default_folders(),
        };
        let mut missing = PathBuf::from("python-runtime");
        for folder in candidates {
            let files = Self { folder };
            if files.component().is_file() && files.image().is_file() {
                return Ok(files);
            }
            missing = files.component();
        }
        Err(RuntimeError::Missing(missing))
    }

    /// The component, as the build made it.
    pub fn component(&self) -> PathBuf {
        self.folder.join("python.component.wasm")
    }

    /// The content that its memory begins with.
    pub fn image(&self) -> PathBuf {
        self.folder.join("python.image")
    }

    /// Where they lie.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The Python packages, for an interpreter outside the sandbox.
    pub fn packages(&self) -> PathBuf {
        self.folder.join("packages")
    }

    /// The memory image's content.
    pub fn read_image(&self) -> Result<Vec<u8>, RuntimeError> {
        read(&self.image())
    }

    /// The component, compiled. Compiles it first if no file of an equal engine and component is there; says so.
    #[allow(unsafe_code)]
    pub fn load(&self, engine: &Engine) -> Result<Component, RuntimeError> {
        let wasm = read(&self.component())?;
        let path = self.folder.join(format!("python-{}.cwasm", fingerprint(engine, &wasm)));
        if let Some(component) = deserialize(engine, &path) {
            return Ok(component);
        }
        tracing::info!("compiling the Python runtime for this machine; once, it takes about a minute");
        let started = Instant::now();
        let compiled = engine.precompile_component(&wasm).map_err(RuntimeError::Compile)?;
        let kept = write_whole(&path, &compiled);
        tracing::info!(seconds = started.elapsed().as_secs(), "compiled the Python runtime");
        match kept {
            Ok(()) => deserialize(engine, &path)
                .ok_or_else(|| RuntimeError::Compile(wasmtime::Error::msg("the compiled file does not load"))),
            Err(error) => {
                tracing::warn!(%error, "the compiled Python runtime can not be kept; `airlock prepare` keeps it, run by a user who may");
                // SAFETY: it is what this engine has just made.
                unsafe { Component::deserialize(engine, &compiled) }.map_err(RuntimeError::Compile)
            }
        }
    }
}

fn default_folders() -> Vec<PathBuf> {
    let program = std::env::current_exe().and_then(|path| path.canonicalize()).unwrap_or_default();
    program.ancestors().skip(1).take(2).map(|folder| folder.join("python-runtime")).collect()
}

fn read(path: &Path) -> Result<Vec<u8>, RuntimeError> {
    std::fs::read(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => RuntimeError::Missing(path.to_owned()),
        _ => RuntimeError::File { action: "reading", path: path.to_owned(), error },
    })
}

/// Tells apart engines that compile differently, and components.
fn fingerprint(engine: &Engine, wasm: &[u8]) -> String {
    let digest = Sha256::digest(wasm);
    let content: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("{content}-{:08x}", settings_of(engine) as u32)
}

/// Tells apart engines that compile differently.
pub(super) fn settings_of(engine: &Engine) -> u64 {
    use std::hash::{Hash as _, Hasher as _};
    let mut settings = std::hash::DefaultHasher::new();
    engine.precompile_compatibility_hash().hash(&mut settings);
    settings.finish()
}

#[allow(unsafe_code)]
fn deserialize(engine: &Engine, path: &Path) -> Option<Component> {
    if !path.is_file() {
        return None;
    }
    // SAFETY: the file lies in the operator's build folder and was written by `load`, whole, under a name that holds the
    // component's digest; whoever can replace it can replace the program as well.
    match unsafe { Component::deserialize_file(engine, path) } {
        Ok(component) => Some(component),
        Err(error) => {
            tracing::warn!(path = %path.display(), %error, "the compiled Python runtime does not fit this program; compiling anew");
            None
        }
    }
}

/// Writes beside and renames, so that nobody ever reads half a file.
fn write_whole(path: &Path, content: &[u8]) -> Result<(), RuntimeError> {
    let fail = |error| RuntimeError::File { action: "writing", path: path.to_owned(), error };
    let part = path.with_extension(format!("part-{}", std::process::id()));
    std::fs::write(&part, content).map_err(fail)?;
    std::fs::rename(&part, path).map_err(fail)
}
