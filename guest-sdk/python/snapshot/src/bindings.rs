//! C bindings of the `interpreter` world, by the wit-bindgen library.

use std::path::Path;

use anyhow::{Context, Result};
use wit_bindgen_core::{Files, wit_parser::Resolve};

/// Writes the generated files to `out`, replacing only those whose content changed.
pub fn write(wit: &Path, out: &Path) -> Result<()> {
    let mut resolve = Resolve::default();
    let (package, _) =
        resolve.push_dir(wit).with_context(|| format!("reading the WIT package in {}", wit.display()))?;
    let world = resolve.select_world(&[package], Some("interpreter")).context("finding the world `interpreter`")?;
    let mut files = Files::default();
    wit_bindgen_c::Opts::default().build().generate(&mut resolve, world, &mut files)?;
    std::fs::create_dir_all(out).with_context(|| format!("creating {}", out.display()))?;
    for (name, content) in files.iter() {
        let path = out.join(name);
        if std::fs::read(&path).is_ok_and(|old| old == content) {
            continue;
        }
        std::fs::write(&path, content).with_context(|| format!("writing {}", path.display()))?;
    }
    Ok(())
}
