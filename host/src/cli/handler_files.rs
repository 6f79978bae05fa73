//! The Python files of a docroot: those of the author's own, not of packages.

use crate::docroot::{Docroot, DocrootError, Kind};
use crate::programs::Problem;
use crate::router::SITE_PACKAGES;

/// All of them, in order; folders that can not be read become problems.
pub fn collect(docroot: &Docroot, problems: &mut Vec<Problem>) -> Vec<String> {
    let mut paths = Vec::new();
    collect_below(docroot, "", &mut paths, problems);
    paths
}

fn collect_below(docroot: &Docroot, folder: &str, paths: &mut Vec<String>, problems: &mut Vec<Problem>) {
    let entries = match docroot.list(folder) {
        Ok(entries) => entries,
        Err(error) => return problems.push(unreadable(folder, &error)),
    };
    for (name, kind) in entries {
        let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
        match kind {
            Kind::Folder if path == SITE_PACKAGES => {}
            Kind::Folder => collect_below(docroot, &path, paths, problems),
            Kind::File if path.ends_with(".py") || path.ends_with(".wsgi") => paths.push(path),
            Kind::File => {}
        }
    }
}

fn unreadable(path: &str, error: &DocrootError) -> Problem {
    Problem { path: path.to_owned(), line: 0, kind: "OSError".to_owned(), message: error.to_string() }
}
