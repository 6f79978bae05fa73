//! Where things lie: the repository's folders and what the build left behind.

use std::path::{Path, PathBuf};

/// The folder `tests/` of the repository.
pub fn tests_folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The folder `tests/parity/`.
pub fn parity_folder() -> PathBuf {
    tests_folder().join("parity")
}

/// The handlers that both servers run.
pub fn parity_docroot() -> PathBuf {
    parity_folder().join("docroot")
}

/// Cargo's target folder. A relative `CARGO_TARGET_DIR` counts from the workspace, not from where tests are run.
pub fn target_folder() -> PathBuf {
    let manifest = tests_folder();
    let workspace = manifest.parent().unwrap_or(&manifest);
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => workspace.join(folder),
        None => workspace.join("target"),
    }
}

/// The server under test: `AIRLOCK_BIN`, or the release build.
pub fn airlock_binary() -> PathBuf {
    match std::env::var_os("AIRLOCK_BIN") {
        Some(path) => PathBuf::from(path),
        None => target_folder().join("release").join("airlock"),
    }
}

/// Every file below `folder`, relative to it, sorted; what Python leaves behind is not listed.
pub fn files_below(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    fn walk(folder: &Path, base: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.file_name().is_some_and(|name| name == "__pycache__") {
                continue;
            }
            if path.is_dir() {
                walk(&path, base, found)?;
            } else if let Ok(relative) = path.strip_prefix(base) {
                found.push(relative.to_path_buf());
            }
        }
        Ok(())
    }

    let mut found = Vec::new();
    walk(folder, folder, &mut found)?;
    found.sort();
    Ok(found)
}
