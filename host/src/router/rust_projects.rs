//! What of a Rust project in the docroot is not for clients: its sources, and what cargo leaves behind. Its component is.

use crate::docroot::{Docroot, Kind};

/// What makes a folder a project.
const MANIFEST: &str = "Cargo.toml";
/// Folders and files beside it that are cargo's, or its author's.
const WITHHELD: [&str; 9] =
    ["src", "target", "tests", "benches", ".cargo", MANIFEST, "Cargo.lock", "build.rs", "rust-toolchain.toml"];

/// Whether `path` is one of these, or below one of these. The file system is asked where a name is one of theirs, and for no
/// other path.
pub fn withholds(docroot: &Docroot, path: &str) -> bool {
    let mut end = 0;
    is_being_built(path)
        || path.split('/').any(|part| {
            let folder = path.get(..end).unwrap_or_default();
            end += part.len() + 1;
            WITHHELD.contains(&part) && is_project(docroot, folder)
        })
}

/// Whether `path` is a component's that is not yet in its place.
fn is_being_built(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|name| name.starts_with('.') && name.contains(".wasm."))
}

/// Whether `folder` (empty, or with a slash behind) has a manifest.
fn is_project(docroot: &Docroot, folder: &str) -> bool {
    docroot.attributes(&format!("{folder}{MANIFEST}")).is_ok_and(|found| found.kind == Kind::File)
}

#[cfg(test)]
mod tests {
    use super::withholds;
    use crate::docroot::Docroot;

    #[test]
    fn what_lies_beside_a_manifest_is_withheld() {
        let folder = std::env::temp_dir().join(format!("airlock-rust-projects-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("a/b")).unwrap();
        std::fs::write(folder.join("a/b/Cargo.toml"), "").unwrap();
        let docroot = Docroot::open(&folder).unwrap();
        for path in [
            "a/b/src/lib.rs",
            "a/b/target/",
            "a/b/.cargo/config.toml",
            "a/b/Cargo.toml",
            "a/b/Cargo.lock",
            ".b.wasm.next",
        ] {
            assert!(withholds(&docroot, path), "{path}");
        }
        for path in ["a/b/b.wasm", "a/b/source/lib.rs", "a/src/lib.rs", "src", "target/a/b/x", "a/Cargo.lock", ""] {
            assert!(!withholds(&docroot, path), "{path}");
        }
        std::fs::remove_dir_all(folder).unwrap();
    }
}
