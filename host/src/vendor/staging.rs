//! The folder beside the one that is asked for, where all is made before one swap puts it in place.

use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags};

use super::compiled_parts::Package;
use super::pip::{sources_in, wheels_in};
use super::wheel::Wheel;

/// Lists the packages, in the folder with them, and says by being there that the folder is ours to replace.
const LISTING: &str = ".airlock-vendor";

/// Why the folder can not be made.
#[derive(Debug, thiserror::Error)]
pub enum StagingError {
    /// It holds something else.
    #[error(
        "{} holds something that `airlock vendor` did not put there, and it would be gone: name another folder, or say \
        --force to replace it", .0.display()
    )]
    NotOurs(PathBuf),
    /// It is a file, or the folder around it is missing.
    #[error("{}: no folder can be made there: it is a file, or the folder around it is missing or may not be written", .0.display())]
    NoPlace(PathBuf),
    /// A file can not be read or written.
    #[error("writing {}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        error: std::io::Error,
    },
}

/// A folder with all that is under way. It is removed when this is dropped.
#[derive(Debug)]
pub struct Staging {
    folder: PathBuf,
    target: PathBuf,
}

impl Staging {
    /// A folder beside `target`, in the same file system. Refuses a target that must not be replaced.
    pub fn beside(target: &Path, force: bool) -> Result<Self, StagingError> {
        let no_place = || StagingError::NoPlace(target.to_owned());
        // Where a link leads is what is replaced, not the link.
        let target = if target.exists() { target.canonicalize() } else { std::path::absolute(target) };
        let target = target.map_err(|_| no_place())?;
        if target.exists() && !target.is_dir() {
            return Err(no_place());
        }
        if target.exists() && !force && !may_be_replaced(&target).map_err(|_| no_place())? {
            return Err(StagingError::NotOurs(target));
        }
        let name = target.file_name().ok_or_else(no_place)?.to_string_lossy().into_owned();
        let folder = target.with_file_name(format!(".{name}.vendoring-{}", std::process::id()));
        let staging = Self { folder, target: target.clone() };
        // For this user alone: a server that serves the folder around it has no business in there.
        std::fs::DirBuilder::new().mode(0o700).create(&staging.folder).map_err(|_| no_place())?;
        for folder in [staging.fetched(), staging.pure(), staging.built(), staging.packages()] {
            std::fs::create_dir(&folder).map_err(|error| staging.writing(&folder, error))?;
        }
        Ok(staging)
    }

    /// Where one wheel of every package comes to lie.
    pub fn fetched(&self) -> PathBuf {
        self.folder.join("fetched")
    }

    /// Where pure wheels are fetched to.
    pub fn pure(&self) -> PathBuf {
        self.folder.join("pure")
    }

    /// Where wheels are built.
    pub fn built(&self) -> PathBuf {
        self.folder.join("built")
    }

    /// What will be the folder that was asked for.
    pub fn packages(&self) -> PathBuf {
        self.folder.join("packages")
    }

    /// The wheels that were fetched.
    pub fn wheels(&self) -> Result<Vec<Wheel>, StagingError> {
        Ok(wheels_in(&self.fetched()))
    }

    /// What was fetched that is no wheel.
    pub fn sources(&self) -> Result<Vec<PathBuf>, StagingError> {
        Ok(sources_in(&self.fetched()))
    }

    /// Puts a wheel among the fetched ones, in place of what lies at `instead_of`.
    pub fn take(&self, wheel: &Wheel, instead_of: &Path) -> Result<(), StagingError> {
        let place = self.fetched().join(wheel.path.file_name().unwrap_or_default());
        std::fs::remove_file(instead_of).map_err(|error| self.writing(instead_of, error))?;
        std::fs::rename(&wheel.path, &place).map_err(|error| self.writing(&place, error))
    }

    /// The packages in place of the folder that was asked for, in one step.
    pub fn swap_in(self, packages: &[Package]) -> Result<(), StagingError> {
        let listing: String = packages.iter().map(|package| format!("{package}\n")).collect();
        let place = self.packages().join(LISTING);
        std::fs::write(&place, listing).map_err(|error| self.writing(&place, error))?;
        let swapped = match self.target.exists() {
            // What was there goes with the rest of this folder.
            true => rustix::fs::renameat_with(CWD, self.packages(), CWD, &self.target, RenameFlags::EXCHANGE),
            false => rustix::fs::renameat_with(CWD, self.packages(), CWD, &self.target, RenameFlags::NOREPLACE),
        };
        swapped.map_err(|error| self.writing(&self.target, error.into()))
    }

    /// An error at one of the folder's files.
    pub fn writing(&self, path: &Path, error: std::io::Error) -> StagingError {
        StagingError::File { path: path.to_owned(), error }
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.folder)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!(folder = %self.folder.display(), %error, "a folder is left over: remove it");
        }
    }
}

fn may_be_replaced(folder: &Path) -> std::io::Result<bool> {
    Ok(folder.join(LISTING).is_file() || std::fs::read_dir(folder)?.next().is_none())
}
