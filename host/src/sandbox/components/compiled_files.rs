//! Compiled components on disk, by the content that they were made of and the engine they were made for. Beside each lies the
//! digest of the code: a page that was lost when the machine lost power would be run.
#![allow(unsafe_code)]

use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use sha2::{Digest as _, Sha256};
use wasmtime::Engine;
use wasmtime::component::Component;

use crate::policy::ContentHash;
use crate::sandbox::runtime_files::settings_of;

/// Bytes kept; past it, the files that were made first go.
const MOST_BYTES: u64 = 4 << 30;
const ENDING: &str = "cwasm";
const DIGEST: &str = "sha256";
/// What is being written, under a name of its own, and after what time nobody writes it any more.
const PART: &str = "part-";
const PARTS_LAST: Duration = Duration::from_secs(60 * 60);

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
            Ok(()) => Some(Self { folder, engine: settings_of(engine) }),
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
        let expected = std::fs::read(path.with_extension(DIGEST)).ok()?;
        match digest_of(&path) {
            Ok(found) if found == expected => {}
            Ok(_) => {
                tracing::warn!(path = %path.display(), "a compiled component is damaged; compiling anew");
                return None;
            }
            Err(error) => {
                tracing::debug!(path = %path.display(), %error, "reading a compiled component failed");
                return None;
            }
        }
        // SAFETY: the folder is the server's alone (see `prepare`) and the file is what its compiler made, whole: its digest has
        // just been found to be the one that was noted then.
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
        let digest = Sha256::digest(compiled);
        let written = write_whole(&path.with_extension(DIGEST), &digest).and_then(|()| write_whole(&path, compiled));
        match written {
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
                // It tells nothing without the other.
                let _ = std::fs::remove_file(path.with_extension(DIGEST));
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
    // Who can write to the folder above could put another one in its place.
    for folder in folder.ancestors().take(2) {
        let metadata = std::fs::symlink_metadata(folder)?;
        let is_own = metadata.uid() == rustix::process::geteuid().as_raw();
        if !metadata.is_dir() || !is_own || metadata.mode() & 0o022 != 0 {
            let text = "has to be a folder of the server's user that nobody else can write to";
            return Err(std::io::Error::other(format!("{} {text}", folder.display())));
        }
    }
    remove_parts(folder)
}

/// Removes what servers that ended have left half written.
fn remove_parts(folder: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let is_part = path.extension().is_some_and(|ending| ending.to_string_lossy().starts_with(PART));
        let age = || path.metadata().ok()?.modified().ok()?.elapsed().ok();
        if is_part && age().is_some_and(|age| age > PARTS_LAST) {
            // Another server may have been quicker.
            let _ = std::fs::remove_file(&path);
        }
    }
    Ok(())
}

/// The digest of a file of the server's own; a link is none.
fn digest_of(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut file = std::fs::OpenOptions::new().read(true).custom_flags(libc::O_NOFOLLOW).open(path)?;
    let mut digest = Sha256::new();
    std::io::copy(&mut file, &mut digest)?;
    Ok(digest.finalize().to_vec())
}

/// Writes beside and renames, so that nobody ever reads half a file.
fn write_whole(path: &Path, content: &[u8]) -> std::io::Result<()> {
    static NEXT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let number = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let part = path.with_extension(format!("{PART}{}-{number}", std::process::id()));
    let written = write_through(&part, content).and_then(|()| std::fs::rename(&part, path));
    if written.is_err() {
        // The error that counts is the first.
        let _ = std::fs::remove_file(&part);
    }
    written
}

/// Writes a file to the disk, not to memory alone.
fn write_through(path: &Path, content: &[u8]) -> std::io::Result<()> {
    let mut file = std::fs::File::create_new(path)?;
    file.write_all(content)?;
    file.sync_all()
}
