//! Components of Rust projects below `tests/components/`, built by `airlock build`.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Mutex;

use anyhow::{Context, Result, bail};

use crate::places;

/// Cargo would wait for itself.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// The component of the project of that name.
pub fn build(project: &str) -> Result<Vec<u8>> {
    let file = places::target_folder().join("test-components").join(format!("{project}.wasm"));
    build_project(&places::tests_folder().join("components").join(project), &file)?;
    std::fs::read(&file).with_context(|| format!("reading {}", file.display()))
}

/// Builds the project in a folder, or finds it built.
fn build_project(folder: &std::path::Path, file: &PathBuf) -> Result<()> {
    // Whoever panicked with it has said so.
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let parent = file.parent().context("a file has a folder")?;
    std::fs::create_dir_all(parent)?;
    let output = Command::new(places::airlock_binary())
        .arg("build")
        .arg(folder)
        .arg("--out")
        .arg(file)
        .env("CARGO_TARGET_DIR", places::target_folder().join("guests"))
        .output()
        .context("starting airlock build")?;
    if !output.status.success() {
        bail!("building {}: {}", folder.display(), String::from_utf8_lossy(&output.stderr));
    }
    Ok(())
}
