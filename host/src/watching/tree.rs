//! One look at a folder that is served: what is in it that matters here, and in which state.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::Metadata;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::router::SITE_PACKAGES;

/// What makes a folder a Rust project.
const MANIFEST: &str = "Cargo.toml";
const LOCK: &str = "Cargo.lock";
/// Where its sources are.
const SOURCES: &str = "src";
/// Where cargo puts what it makes.
const TARGET: &str = "target";
/// Folders with other people's code, which may be very many.
const OTHERS: [&str; 2] = [SITE_PACKAGES, "node_modules"];

/// Another one when the file has been written since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version {
    inode: u64,
    size: u64,
    changed: (i64, i64),
}

/// The state of a project's sources.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    files: BTreeMap<PathBuf, Version>,
    /// Cargo writes it, too.
    pub lock: Option<Version>,
    /// When one was last written.
    pub newest: Option<SystemTime>,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Tree {
    /// Folders whose content matters.
    pub folders: Vec<PathBuf>,
    /// Python files and components.
    pub files: BTreeMap<PathBuf, Version>,
    /// Folders with a manifest.
    pub projects: BTreeMap<PathBuf, Sources>,
}

impl Tree {
    /// What lies below `root`. Links are not followed; what can not be read is left out.
    pub fn of(root: &Path) -> Self {
        let mut tree = Self::default();
        tree.add_folder(root, &BTreeSet::new(), false);
        tree
    }

    /// `projects` are those that the folder belongs to: a workspace, and a member of it.
    fn add_folder(&mut self, folder: &Path, projects: &BTreeSet<PathBuf>, is_source: bool) {
        let Ok(entries) = std::fs::read_dir(folder) else { return };
        self.folders.push(folder.to_owned());
        let mut projects = projects.clone();
        let is_project = folder.join(MANIFEST).is_file();
        if is_project {
            if is_workspace(folder) {
                projects.clear();
            }
            projects.insert(folder.to_owned());
            self.projects.entry(folder.to_owned()).or_default();
        }
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let Ok(attributes) = entry.metadata() else { continue };
            let is_left_out = name.starts_with('.') || is_project && name == TARGET || OTHERS.contains(&name.as_str());
            match () {
                () if attributes.is_dir() && is_left_out => {}
                () if attributes.is_dir() => {
                    let is_source = is_source || is_project && name == SOURCES;
                    self.add_folder(&entry.path(), &projects, is_source);
                }
                () if attributes.is_file() => self.add_file(entry.path(), &name, &attributes, &projects, is_source),
                () => {}
            }
        }
    }

    fn add_file(
        &mut self,
        path: PathBuf,
        name: &str,
        attributes: &Metadata,
        projects: &BTreeSet<PathBuf>,
        is_source: bool,
    ) {
        let version = Version::of(attributes);
        // Editors, and builds, keep what is under way in such files.
        if name.starts_with('.') {
            return;
        }
        if [".py", ".wsgi", ".wasm"].iter().any(|ending| name.ends_with(ending)) {
            self.files.insert(path.clone(), version);
        }
        for project in projects {
            let Some(sources) = self.projects.get_mut(project) else { continue };
            if name == LOCK {
                sources.lock = Some(version);
            } else if is_source || name == MANIFEST || name.ends_with(".rs") {
                sources.files.insert(path.clone(), version);
                sources.newest = sources.newest.max(attributes.modified().ok());
            }
        }
    }
}

/// Whether the project is no part of one further up. One that can not be read may be.
fn is_workspace(folder: &Path) -> bool {
    let manifest =
        std::fs::read_to_string(folder.join(MANIFEST)).ok().and_then(|text| text.parse::<toml::Table>().ok());
    manifest.is_some_and(|manifest| manifest.contains_key("workspace"))
}

impl Version {
    fn of(attributes: &Metadata) -> Self {
        Self { inode: attributes.ino(), size: attributes.len(), changed: (attributes.ctime(), attributes.ctime_nsec()) }
    }

    /// Of the file at a path, if there is one.
    pub fn at(path: &Path) -> Option<Self> {
        std::fs::metadata(path).ok().as_ref().map(Self::of)
    }
}

impl Sources {
    /// The same sources, with the lock as it is now in the project's `folder`: the one that cargo has left.
    pub fn with_lock_of(self, folder: &Path) -> Self {
        Self { lock: Version::at(&folder.join(LOCK)), ..self }
    }
}
