use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::tree::Sources;
use crate::building::{Project, ProjectError};

/// The Rust projects below a docroot, and what their components were last built of.
#[derive(Debug, Default)]
pub struct Projects {
    known: BTreeMap<PathBuf, Known>,
}

#[derive(Debug)]
struct Known {
    /// As it was when it was looked at, or built.
    sources: Sources,
    /// Its packages, by cargo's names of them; none where it has no handlers.
    packages: Vec<String>,
}

impl Projects {
    /// Of the folders with a manifest, those to build now: with sources that have changed, or with a component that is missing
    /// or older. To be called where waiting is no harm.
    pub fn due(&mut self, found: BTreeMap<PathBuf, Sources>) -> Vec<PathBuf> {
        self.known.retain(|folder, _| found.contains_key(folder));
        let mut to_build = Vec::new();
        // Folders come before what is in them: a workspace before its members.
        for (folder, sources) in found {
            let is_first = match self.known.get(&folder) {
                Some(known) if known.sources == sources => continue,
                known => known.is_none(),
            };
            let (packages, is_stale) = match Project::around(&folder) {
                Ok(project) => (ids(&project), is_stale(&project, &sources)),
                Err(error) => {
                    tell(&folder, &error);
                    (Vec::new(), false)
                }
            };
            // The members of a workspace are built with it.
            let is_member = self.known.iter().any(|(other, known)| {
                folder.starts_with(other) && *other != folder && packages.iter().all(|id| known.packages.contains(id))
            });
            if !packages.is_empty() && !is_member && (!is_first || is_stale) {
                to_build.push(folder.clone());
            }
            self.known.insert(folder, Known { sources, packages });
        }
        to_build
    }

    /// The project has been built, which may have changed its lock.
    pub fn built(&mut self, folder: &Path) {
        // That of a workspace is its members', too.
        for (of, known) in &mut self.known {
            if of.starts_with(folder) || folder.starts_with(of) {
                known.sources = std::mem::take(&mut known.sources).with_lock_of(of);
            }
        }
    }
}

fn ids(project: &Project) -> Vec<String> {
    project.packages.iter().map(|package| package.id.clone()).collect()
}

/// Whether one of its components is missing, or older than its sources.
fn is_stale(project: &Project, sources: &Sources) -> bool {
    let is_current = |built: SystemTime| sources.newest.is_none_or(|newest| newest <= built);
    let built = |file: &Path| std::fs::metadata(file).and_then(|attributes| attributes.modified());
    project.packages.iter().any(|package| !built(&package.output).is_ok_and(is_current))
}

/// A library, or a program, is no project of ours.
fn tell(folder: &Path, error: &ProjectError) {
    match error {
        ProjectError::NoHandler(_) => {}
        error => {
            let project = folder.display();
            tracing::error!(%project, "the project can not be built");
            error.to_string().lines().for_each(|line| tracing::error!(%project, "{line}"));
        }
    }
}
