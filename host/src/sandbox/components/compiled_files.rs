//! Compiled components on disk, by the content that they were made of and the engine they were made for.
#![allow(unsafe_code)]

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use wasmtime::Engine;
use wasmtime::component::Component;

use crate::policy::ContentHash;

/// Bytes kept; past it, the files that were made first go.
const MOST_BYTES: u64 = 4 << 30;
const ENDING: &str = "cwasm";

/// The folder.
#[derive(Debug)]
pub struct CompiledFiles {
    folder: PathBuf,
    /// Tells apart engines that compile differently.
    engine: u64,
}

impl CompiledFiles {
    /// Opens `folder`, made if it is not there. None, and a line in the log, if it is not the server's alone: who can write there
    /// can have the server run any code.
    pub fn open(folder: PathBuf, engine: &Engine) -> Option<Self> {
        let path = folder.display().to_string();
        match prepare(&folder) {
            Ok(()) => {
                let mut hasher = DefaultHasher::new();
                engine.precompile_compatibility_hash().hash(&mut hasher);
                Some(Self { folder, engine: hasher.finish() })
            }
            Err(error) => {
                tracing::warn!(folder = path, %error, "compiled components are not kept across restarts");
                None
            }
        }
    }

    fn path(&self, text: &ContentHash) -> PathBuf {
        let content: String = text.iter().map(|byte| format!("{byte:02x}")).collect();
        self.folder.join(format!("{content}-{:016x}.{ENDING}", self.engine))
    }

    /// What was kept of the component with this content.
    pub fn load(&self, engine: &Engine, text: &ContentHash) -> Option<Component> {
        let path = self.path(text);
        if !path.is_file() {
            return None;
        }
        // SAFETY: the folder is the server's alone (see `prepare`) and its files are what its compiler made, written whole under
        // a name that holds the digest of what they were made from.
        match unsafe { Component::deserialize_file(engine, &path) } {
            Ok(component) => Some(component),
            Err(error) => {
                tracing::warn!(path = %path.display(), %error, "a compiled component does not fit this program; compiling anew");
                None
            }
        }
    }

    /// Keeps `compiled`; loads it from there, so that its memory is the file's. None when that fails, which the log tells.
    pub fn keep(&self, engine: &Engine, text: &ContentHash, compiled: &[u8]) -> Option<Component> {
        let path = self.path(text);
        self.make_room(compiled.len() as u64);
        match write_whole(&path, compiled) {
            Ok(()) => self.load(engine, text),
            Err(error) => {
                tracing::warn!(path = %path.display(), %error, "a compiled component could not be kept");
                None
            }
        }
    }

    fn make_room(&self, bytes: u64) {
        let Ok(entries) = std::fs::read_dir(&self.folder) else { return };
        let mut files: Vec<(SystemTime, u64, PathBuf)> = entries
            .filter_map(|entry| {
                let entry = entry.ok()?;
                let metadata = entry.metadata().ok()?;
                Some((metadata.modified().ok()?, metadata.len(), entry.path()))
            })
            .filter(|(_, _, path)| path.extension().is_some_and(|ending| ending == ENDING))
            .collect();
        files.sort_unstable();
        let mut total: u64 = files.iter().map(|(_, size, _)| size).sum::<u64>().saturating_add(bytes);
        for (_, size, path) in files {
            if total <= MOST_BYTES {
                return;
            }
            // What is mapped stays, until the last instance has ended.
            if std::fs::remove_file(&path).is_ok() {
                total = total.saturating_sub(size);
            }
        }
    }
}

/// Code that is kept in memory alone.
pub fn in_memory(engine: &Engine, compiled: &[u8]) -> wasmtime::Result<Component> {
    // SAFETY: the bytes are what this program's own compiler has just written into a pipe between the two.
    unsafe { Component::deserialize(engine, compiled) }
}

fn prepare(folder: &Path) -> std::io::Result<()> {
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let metadata = std::fs::symlink_metadata(folder)?;
    let is_own = metadata.uid() == rustix::process::geteuid().as_raw();
    if !metadata.is_dir() || !is_own || metadata.mode() & 0o022 != 0 {
        let text = "it has to be a folder of the server's user that nobody else can write to";
        return Err(std::io::Error::other(text));
    }
    Ok(())
}

/// Writes beside and renames, so that nobody ever reads half a file.
fn write_whole(path: &Path, content: &[u8]) -> std::io::Result<()> {
    static NEXT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let number = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let part = path.with_extension(format!("part-{}-{number}", std::process::id()));
    let written = std::fs::write(&part, content).and_then(|()| std::fs::rename(&part, path));
    if written.is_err() {
        // The error that counts is the first.
        let _ = std::fs::remove_file(&part);
    }
    written
}
