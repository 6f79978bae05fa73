//! The handlers of a docroot: the author's own files, not those of packages.

use crate::docroot::{Docroot, DocrootError, Kind};
use crate::programs::Problem;
use crate::router::SITE_PACKAGES;

/// The Python files, in order; folders that can not be read become problems.
pub fn python(docroot: &Docroot, problems: &mut Vec<Problem>) -> Vec<String> {
    let mut paths = Vec::new();
    collect_below(docroot, "", &[".py", ".wsgi"], &mut paths, problems);
    paths
}

/// The files of WebAssembly, in order. What else can not be read is not told again.
pub fn webassembly(docroot: &Docroot) -> Vec<String> {
    let mut paths = Vec::new();
    collect_below(docroot, "", &[".wasm"], &mut paths, &mut Vec::new());
    paths
}

fn collect_below(
    docroot: &Docroot,
    folder: &str,
    endings: &[&str],
    paths: &mut Vec<String>,
    problems: &mut Vec<Problem>,
) {
    let entries = match docroot.list(folder) {
        Ok(entries) => entries,
        Err(error) => return problems.push(unreadable(folder, &error)),
    };
    for (name, kind) in entries {
        let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
        match kind {
            Kind::Folder if path == SITE_PACKAGES => {}
            Kind::Folder => collect_below(docroot, &path, endings, paths, problems),
            Kind::File if endings.iter().any(|ending| path.ends_with(ending)) => paths.push(path),
            Kind::File => {}
        }
    }
}

fn unreadable(path: &str, error: &DocrootError) -> Problem {
    Problem { path: path.to_owned(), line: 0, kind: "OSError".to_owned(), message: error.to_string() }
}
