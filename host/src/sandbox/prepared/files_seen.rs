//! Which files made an application what it is: what its preparation looked at below the docroot, and whether all of it is still
//! as it was then.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::docroot::{Docroot, FileVersion, Kind};

/// Files of other people's packages: not looked at in each request.
const PACKAGES: &str = "site-packages";
/// With more files than this elsewhere, those are not looked at in each request either.
const MOST_NEAR: usize = 64;
/// Paths that are remembered.
const MOST_PATHS: usize = 10_000;
/// Longer paths stand for nothing (`PATH_MAX`).
const LONGEST_PATH: usize = 4096;
/// How often all are looked at, while requests come.
const FULL_CHECK: Duration = Duration::from_secs(1);

/// What a path stood for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    Absent,
    /// A folder, whatever is in it.
    Folder,
    /// A file with this content, or a folder with these names.
    Version(FileVersion),
}

impl Seen {
    fn at(docroot: &Docroot, path: &str) -> Self {
        docroot.attributes(path).map_or(Self::Absent, |found| Self::Version(found.version))
    }

    fn still_holds(self, docroot: &Docroot, path: &str) -> bool {
        match self {
            Self::Folder => is_folder(docroot, path),
            seen => Self::at(docroot, path) == seen,
        }
    }

    fn is_recent(self) -> bool {
        matches!(self, Self::Version(version) if version.is_recent())
    }
}

fn is_folder(docroot: &Docroot, path: &str) -> bool {
    matches!(docroot.attributes(path), Ok(found) if found.kind == Kind::Folder)
}

/// What has been looked at so far. Each path counts as it was at the first look, before it was read.
#[derive(Debug, Default)]
pub struct FilesSeen {
    paths: BTreeMap<String, Seen>,
    /// Folders in which something was not found.
    folders: BTreeMap<String, Option<FileVersion>>,
    /// A file had changed so shortly before that another change might not show.
    unsettled: bool,
    /// More was looked at than is remembered.
    overflowed: bool,
}

impl FilesSeen {
    /// `path` is being looked at.
    pub fn note(&mut self, docroot: &Docroot, path: &str) {
        if path.len() > LONGEST_PATH || !self.has_room() {
            return;
        }
        let folder = folder_of(path);
        if !self.folders.contains_key(folder) {
            self.folders.insert(folder.to_owned(), settled_version(docroot, folder));
        }
        self.insert(path, Seen::at(docroot, path));
    }

    /// A module or package `name` is being looked for in `folder`.
    pub fn note_lookup(&mut self, docroot: &Docroot, folder: &str, name: &str) {
        if folder.len() + name.len() > LONGEST_PATH || !self.has_room() {
            return;
        }
        let base = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        if is_folder(docroot, &base) {
            self.insert(&base, Seen::Folder);
            self.note(docroot, &format!("{base}/__init__.py"));
        } else {
            self.note(docroot, &base);
        }
        self.note(docroot, &format!("{base}.py"));
    }

    fn has_room(&mut self) -> bool {
        self.overflowed |= self.paths.len() >= MOST_PATHS;
        !self.overflowed
    }

    /// Whether some of what was looked at is not remembered.
    pub fn has_overflowed(&self) -> bool {
        self.overflowed
    }

    fn insert(&mut self, path: &str, seen: Seen) {
        self.unsettled |= seen.is_recent();
        let before = self.paths.entry(path.to_owned()).or_insert(seen);
        // To have seen the names in a folder says more than that it is one.
        if *before == Seen::Folder {
            *before = seen;
        }
    }

    /// What is to hold for the application to be as it was. None: files were too new for that to be certain.
    pub fn settle(self) -> Option<Evidence> {
        let Self { paths, folders, unsettled, .. } = self;
        let is_near = |path: &str| path.split('/').all(|part| part != PACKAGES);
        let near = paths.iter().filter(|(path, seen)| is_near(path) && **seen != Seen::Absent).count() <= MOST_NEAR;
        let mut evidence = Evidence {
            near: Vec::new(),
            absent: BTreeMap::new(),
            far: Vec::new(),
            versions: Mutex::new(folders),
            checked: Mutex::new(Instant::now()),
            changed: AtomicBool::new(false),
        };
        for (path, seen) in paths {
            if !near || !is_near(&path) {
                evidence.far.push((path, seen));
            } else if seen == Seen::Absent {
                evidence.absent.entry(folder_of(&path).to_owned()).or_default().push(path);
            } else {
                evidence.near.push((path, seen));
            }
        }
        (!unsettled).then_some(evidence)
    }
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The folder's version, where no change after it would be overlooked.
fn settled_version(docroot: &Docroot, folder: &str) -> Option<FileVersion> {
    let version = docroot.attributes(folder).ok()?.version;
    (!version.is_recent()).then_some(version)
}

/// What made an application what it is.
#[derive(Debug)]
pub struct Evidence {
    near: Vec<(String, Seen)>,
    /// By the folder that they were not found in.
    absent: BTreeMap<String, Vec<String>>,
    far: Vec<(String, Seen)>,
    /// Versions of these folders with which nothing was found there.
    versions: Mutex<BTreeMap<String, Option<FileVersion>>>,
    checked: Mutex<Instant>,
    changed: AtomicBool,
}

impl Evidence {
    /// Whether all is as it was, as far as is to be asked now. What has changed once counts as changed for ever.
    pub fn holds(&self, docroot: &Docroot) -> bool {
        let holds = !self.changed.load(Ordering::Relaxed)
            && self.near.iter().all(|(path, seen)| seen.still_holds(docroot, path))
            && self.absent.iter().all(|(folder, paths)| self.are_absent(docroot, folder, paths))
            && (!self.is_due() || self.holds_in_full(docroot));
        if !holds {
            self.changed.store(true, Ordering::Relaxed);
        }
        holds
    }

    /// Whether it is time to look at everything; asked of one request only.
    fn is_due(&self) -> bool {
        let mut checked = self.checked.lock().unwrap_or_else(PoisonError::into_inner);
        let due = checked.elapsed() >= FULL_CHECK;
        if due {
            *checked = Instant::now();
        }
        due
    }

    fn holds_in_full(&self, docroot: &Docroot) -> bool {
        // Absent paths one by one: a symbolic link that led nowhere may lead somewhere, and its folder does not tell.
        let absent = self.absent.values().flatten();
        self.far.iter().all(|(path, seen)| seen.still_holds(docroot, path))
            && absent.into_iter().all(|path| Seen::Absent.still_holds(docroot, path))
    }

    /// Whether `paths` in `folder` are still absent: as long as no name in the folder changes.
    fn are_absent(&self, docroot: &Docroot, folder: &str, paths: &[String]) -> bool {
        let now = settled_version(docroot, folder);
        if now.is_some() && self.versions().get(folder) == Some(&now) {
            return true;
        }
        let absent = paths.iter().all(|path| Seen::Absent.still_holds(docroot, path));
        if absent {
            self.versions().insert(folder.to_owned(), now);
        }
        absent
    }

    fn versions(&self) -> MutexGuard<'_, BTreeMap<String, Option<FileVersion>>> {
        self.versions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether one of the files has changed so shortly before that another change might not show.
    pub fn is_recent(&self, docroot: &Docroot) -> bool {
        self.near.iter().any(|(path, _)| Seen::at(docroot, path).is_recent())
    }
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::*;

    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> (Self, Docroot) {
            let path = std::env::temp_dir().join(format!("airlock-seen-{name}-{}", std::process::id()));
            std::fs::create_dir_all(path.join("site-packages/lib")).unwrap();
            let docroot = Docroot::open(&path).unwrap();
            (Self(path), docroot)
        }

        fn write(&self, path: impl AsRef<Path>, content: &str) {
            std::fs::write(self.0.join(path), content).unwrap();
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    /// As often as it takes for all to be old enough.
    fn settled(docroot: &Docroot, look: impl Fn(&mut FilesSeen)) -> Evidence {
        loop {
            let mut seen = FilesSeen::default();
            look(&mut seen);
            if let Some(evidence) = seen.settle() {
                return evidence;
            }
            assert!(docroot.attributes("").is_ok());
            std::thread::yield_now();
        }
    }

    #[test]
    fn what_is_edited_appears_or_vanishes_is_noticed() {
        let (folder, docroot) = Folder::new("changes");
        folder.write("app.py", "1");
        folder.write("config.json", "1");
        let look = |seen: &mut FilesSeen| {
            seen.note_lookup(&docroot, "", "app");
            seen.note_lookup(&docroot, "", "missing");
            seen.note(&docroot, "config.json");
        };
        let held = || settled(&docroot, look);
        let evidence = held();
        assert!(evidence.holds(&docroot));
        folder.write("unrelated.txt", "");
        assert!(evidence.holds(&docroot));
        folder.write("config.json", "22");
        assert!(!evidence.holds(&docroot));
        let evidence = held();
        folder.write("missing.py", "");
        assert!(!evidence.holds(&docroot));
        let evidence = held();
        std::fs::remove_file(folder.0.join("app.py")).unwrap();
        assert!(!evidence.holds(&docroot));
    }

    #[test]
    fn packages_are_looked_at_when_it_is_time() {
        let (folder, docroot) = Folder::new("packages");
        folder.write("site-packages/lib/__init__.py", "1");
        let evidence = settled(&docroot, |seen| seen.note_lookup(&docroot, "site-packages", "lib"));
        assert!(evidence.holds(&docroot));
        folder.write("site-packages/lib/__init__.py", "22");
        while evidence.holds(&docroot) {
            std::thread::yield_now();
        }
        // Not only to the one who looked.
        assert!(!evidence.holds(&docroot));
    }

    #[test]
    fn what_looks_everywhere_is_not_remembered_for_ever() {
        let (_folder, docroot) = Folder::new("everywhere");
        let mut seen = FilesSeen::default();
        (0..MOST_PATHS / 2).for_each(|at| seen.note(&docroot, &format!("none/{at}")));
        seen.note(&docroot, &"long".repeat(LONGEST_PATH));
        assert!(!seen.has_overflowed());
        (0..MOST_PATHS).for_each(|at| seen.note_lookup(&docroot, "none", &format!("other{at}")));
        assert!(seen.has_overflowed() && seen.paths.len() < MOST_PATHS + 3);
    }

    #[test]
    fn a_file_that_has_just_changed_is_not_settled() {
        let (folder, docroot) = Folder::new("recent");
        folder.write("app.py", "1");
        let mut seen = FilesSeen::default();
        seen.note(&docroot, "app.py");
        let recent = Seen::at(&docroot, "app.py").is_recent();
        assert!(!recent || seen.unsettled);
    }
}
