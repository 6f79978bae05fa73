//! A folder of a test's own, for what must not lie in the repository: files that vanish, pipes, links that lead nowhere.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result};
use rustix::fs::{FileType, Mode};

use crate::places::files_below;

/// A folder that is removed when this is dropped.
#[derive(Debug)]
pub struct Scratch {
    folder: PathBuf,
}

impl Scratch {
    /// A new folder; `name` is part of its own.
    pub fn new(name: &str) -> Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("airlock-test-{}-{number}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        Ok(Self { folder: folder.canonicalize()? })
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// Where a file of that name lies, or would lie.
    pub fn place(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Writes a file, with the folders that its name asks for.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> Result<PathBuf> {
        let place = self.place(name);
        if let Some(folder) = place.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&place, content).with_context(|| format!("writing {}", place.display()))?;
        Ok(place)
    }

    /// Copies all files below `folder`, but for what Python left there.
    pub fn copy_from(&self, folder: &Path) -> Result<()> {
        for file in files_below(folder)? {
            let content = std::fs::read(folder.join(&file))?;
            self.write(file.to_str().context("a name that is no text")?, content)?;
        }
        Ok(())
    }

    /// Makes a named pipe: opening it for reading waits for a writer that never comes.
    pub fn pipe(&self, name: &str) -> Result<()> {
        let place = self.place(name);
        rustix::fs::mknodat(rustix::fs::CWD, &place, FileType::Fifo, Mode::from_raw_mode(0o644), 0)
            .with_context(|| format!("making the pipe {}", place.display()))
    }

    /// Makes a symbolic link to `target`, whatever is there.
    pub fn link(&self, name: &str, target: impl AsRef<Path>) -> Result<()> {
        std::os::unix::fs::symlink(target, self.place(name)).with_context(|| format!("making the link {name}"))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
