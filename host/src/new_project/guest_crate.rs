//! Where a Rust handler gets the crate `airlock-guest` from: a folder that was named, the checkout that this program was
//! built in while it is there, else the registry.

use std::path::{Path, PathBuf};

/// The crate beside this one, where this program was built.
const IN_CHECKOUT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../guest-sdk/rust");

/// The folder that was named is not the crate's.
#[derive(Debug, thiserror::Error)]
#[error("{folder} is not the folder of the crate airlock-guest: name guest-sdk/rust of a checkout of Airlock", folder = .0.display())]
pub struct GuestCrateError(PathBuf);

/// The right side of `airlock-guest = …`.
pub fn dependency(named: Option<&Path>) -> Result<String, GuestCrateError> {
    let version = text(env!("CARGO_PKG_VERSION"));
    let folder = match named {
        Some(folder) => Some(crate_in(folder).ok_or_else(|| GuestCrateError(folder.to_owned()))?),
        None => crate_in(Path::new(IN_CHECKOUT)),
    };
    Ok(match folder {
        Some(folder) => format!("{{ version = {version}, path = {} }}", text(&folder)),
        None => version,
    })
}

/// The crate's folder, as a manifest elsewhere can name it.
fn crate_in(folder: &Path) -> Option<String> {
    let folder = folder.canonicalize().ok()?;
    let manifest: toml::Table = std::fs::read_to_string(folder.join("Cargo.toml")).ok()?.parse().ok()?;
    let name = manifest.get("package")?.get("name")?.as_str()?;
    (name == "airlock-guest").then(|| folder.to_str().map(str::to_owned))?
}

fn text(value: &str) -> String {
    toml::Value::String(value.to_owned()).to_string()
}
