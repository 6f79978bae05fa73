//! The folder that is served: read-only, and only what lies below its directory handle.
//!
//! Paths are relative to the docroot, with `/` between parts. The kernel resolves them below the handle, so that
//! neither `..` nor a symbolic link leads out; what would lead out is answered as if it were not there.

mod error;

use std::fs::File;
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use cap_std::ambient_authority;
use cap_std::fs::{Dir, MetadataExt as _, OpenOptions, OpenOptionsExt};

pub use error::DocrootError;

/// A directory handle and nothing above it.
#[derive(Debug)]
pub struct Docroot {
    root: Dir,
    location: String,
}

/// What a path stands for. Anything but a regular file or a folder is treated as absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
}

/// What is known of a file without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attributes {
    /// File or folder.
    pub kind: Kind,
    /// Bytes; 0 for a folder.
    pub size: u64,
    /// Last change of the content, nanoseconds since the epoch.
    pub modified: u64,
    /// Changes whenever the content may have changed: inode, times and size.
    pub version: FileVersion,
}

/// Two equal versions of a path mean equal content, unless the file changed within the clock's resolution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FileVersion {
    device: u64,
    inode: u64,
    size: u64,
    modified: (i64, i64),
    changed: (i64, i64),
}

impl FileVersion {
    /// Whether the last change is so recent that another one could carry the same time.
    pub fn is_recent(&self) -> bool {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |t| t.as_nanos() as i128);
        let changed = i128::from(self.changed.0) * 1_000_000_000 + i128::from(self.changed.1);
        now - changed < 20_000_000
    }
}

impl Docroot {
    /// Opens the folder that is to be served.
    pub fn open(path: &Path) -> io::Result<Self> {
        let root = Dir::open_ambient_dir(path, ambient_authority())?;
        Ok(Self { root, location: path.canonicalize()?.to_string_lossy().into_owned() })
    }

    /// Where it lies on the host, without symbolic links. For trusted handlers and the operator, nobody else.
    pub fn location(&self) -> &str {
        &self.location
    }

    /// The folder at `path` as a docroot of its own: nothing leads out of it.
    pub fn folder(&self, path: &str) -> Result<Self, DocrootError> {
        let root = self.root.open_dir(checked(path)?).map_err(|e| DocrootError::from_io(&e))?;
        Ok(Self { root, location: format!("{}/{path}", self.location) })
    }

    /// What `path` stands for.
    pub fn attributes(&self, path: &str) -> Result<Attributes, DocrootError> {
        let metadata = self.root.metadata(checked(path)?).map_err(|e| DocrootError::from_io(&e))?;
        let kind = if metadata.is_file() {
            Kind::File
        } else if metadata.is_dir() {
            Kind::Folder
        } else {
            return Err(DocrootError::NotFound);
        };
        Ok(Attributes {
            kind,
            size: if kind == Kind::File { metadata.len() } else { 0 },
            modified: nanoseconds(metadata.mtime(), metadata.mtime_nsec()),
            version: FileVersion {
                device: metadata.dev(),
                inode: metadata.ino(),
                size: metadata.len(),
                modified: (metadata.mtime(), metadata.mtime_nsec()),
                changed: (metadata.ctime(), metadata.ctime_nsec()),
            },
        })
    }

    /// Opens a regular file for reading. Never waits for a writer, as opening a pipe would.
    pub fn file(&self, path: &str) -> Result<DocrootFile, DocrootError> {
        let mut options = OpenOptions::new();
        options.read(true).custom_flags(libc::O_NONBLOCK | libc::O_NOCTTY);
        let file = self.root.open_with(checked(path)?, &options).map_err(|e| DocrootError::from_io(&e))?.into_std();
        let metadata = file.metadata().map_err(|e| DocrootError::from_io(&e))?;
        if metadata.is_dir() {
            return Err(DocrootError::IsFolder);
        }
        if !metadata.is_file() {
            return Err(DocrootError::NotFound);
        }
        let opened = (metadata.len(), nanoseconds(metadata.mtime(), metadata.mtime_nsec()));
        Ok(DocrootFile { file, opened })
    }

    /// The names in a folder, sorted. Names that are not UTF-8, and what is neither file nor folder, are left out.
    pub fn list(&self, path: &str) -> Result<Vec<(String, Kind)>, DocrootError> {
        let folder = self.root.read_dir(checked(path)?).map_err(|e| DocrootError::from_io(&e))?;
        let mut names = Vec::new();
        for entry in folder {
            let entry = entry.map_err(|e| DocrootError::from_io(&e))?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            let below = if path.is_empty() { name.clone() } else { format!("{path}/{name}") };
            if let Ok(attributes) = self.attributes(&below) {
                names.push((name, attributes.kind));
            }
        }
        names.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        Ok(names)
    }

    /// A whole file's content, with its attributes read before it.
    pub fn read(&self, path: &str) -> Result<Vec<u8>, DocrootError> {
        self.file(path)?.read_all()
    }
}

/// An open regular file of the docroot.
#[derive(Debug)]
pub struct DocrootFile {
    file: File,
    opened: (u64, u64),
}

impl DocrootFile {
    /// Size in bytes and time of the last change in nanoseconds since the epoch, when it was opened.
    pub fn size_and_modified_at_opening(&self) -> (u64, u64) {
        self.opened
    }

    /// Size in bytes and time of the last change in nanoseconds since the epoch, now.
    pub fn size_and_modified(&self) -> Result<(u64, u64), DocrootError> {
        let metadata = self.file.metadata().map_err(|e| DocrootError::from_io(&e))?;
        Ok((metadata.len(), nanoseconds(metadata.mtime(), metadata.mtime_nsec())))
    }

    /// At most `max` bytes from `offset` on; empty at the end.
    pub fn read_at(&self, offset: u64, max: usize) -> Result<Vec<u8>, DocrootError> {
        let mut buffer = vec![0; max];
        let count = self.file.read_at(&mut buffer, offset).map_err(|e| DocrootError::from_io(&e))?;
        buffer.truncate(count);
        Ok(buffer)
    }

    /// Everything from the start.
    pub fn read_all(&self) -> Result<Vec<u8>, DocrootError> {
        let (size, _) = self.size_and_modified()?;
        let mut content = Vec::with_capacity(usize::try_from(size).unwrap_or(0).saturating_add(1));
        loop {
            let piece = self.read_at(content.len() as u64, 65_536.max(content.capacity() - content.len()))?;
            if piece.is_empty() {
                return Ok(content);
            }
            content.extend_from_slice(&piece);
        }
    }
}

fn nanoseconds(seconds: i64, nanoseconds: i64) -> u64 {
    u64::try_from(i128::from(seconds) * 1_000_000_000 + i128::from(nanoseconds)).unwrap_or(0)
}

/// The docroot's own path is `.` to the kernel; a NUL ends a name there, so none may be inside.
fn checked(path: &str) -> Result<&str, DocrootError> {
    if path.contains('\0') || path.starts_with('/') {
        return Err(DocrootError::NotFound);
    }
    Ok(if path.is_empty() { "." } else { path })
}
