//! The configuration: `airlock.toml`, the environment and the flags become [`Settings`], or a list of what is wrong.
//!
//! Each layer is a tree whose values know where they come from ([`node`]). [`parse`] makes one of the file, [`read`]
//! checks its keys one by one, [`layers`] lays all over each other, [`checks`] looks at how they fit, [`complete`] hands
//! down to tenants and rules what they leave out, and [`resolve`] makes plain data of it.

mod checks;
mod complete;
mod defaults;
mod flags;
mod from_node;
mod key_path;
pub mod keys;
mod layers;
mod listeners;
mod nearest;
mod node;
mod origin;
mod parse;
mod problem;
mod read;
mod resolve;
mod schema;
mod show;
#[cfg(test)]
mod tests;
pub mod values;
mod wpt_checkout;

use std::path::{Path, PathBuf};

pub use checks::Build;
pub use flags::FlagLayer;
pub use key_path::KeyPath;
pub use node::Value;
pub use origin::Origin;
pub use problem::{ConfigError, Problem};
pub use schema::schema;

use crate::policy::{Policy, Settings};

/// The configuration in force, and where it comes from.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// What was decided.
    pub settings: Settings,
    file: Option<PathBuf>,
    flags: FlagLayer,
    tree: node::Table,
}

/// Reads the file, if there is one, under the environment and the flags.
pub fn load(file: Option<&Path>, flags: &FlagLayer) -> Result<Loaded, ConfigError> {
    load_for(file, flags, Build::THIS)
}

fn load_for(file: Option<&Path>, flags: &FlagLayer, build: Build) -> Result<Loaded, ConfigError> {
    let unreadable = |file: &Path, error| ConfigError::Unreadable { file: file.to_owned(), error };
    let read = |file: &Path| std::fs::read_to_string(file).map_err(|error| unreadable(file, error));
    let text = file.map(read).transpose()?;
    load_text(text.as_deref(), file, flags, build)
}

/// The same for a file with this text.
pub(crate) fn load_text(
    text: Option<&str>,
    file: Option<&Path>,
    flags: &FlagLayer,
    build: Build,
) -> Result<Loaded, ConfigError> {
    let name = file.map(|file| file.to_string_lossy());
    let name = name.as_deref();
    let mut from_file = node::Table::default();
    if let (Some(text), Some(name)) = (text, name) {
        from_file = parse::parse(text, name)?;
        // Before anything is laid over it, so that all of it is looked at.
        read::read(&from_file, Some(name))?;
    }
    let folder = file.and_then(Path::parent).unwrap_or(Path::new(""));
    let mut merged = layers::merge(from_file, flags, name)?;
    wpt_checkout::lay_under(&mut merged, folder)?;
    let keys = read::read(&merged, name)?;
    checks::check(&keys, &merged, name, folder, build)?;
    let unreadable =
        |error| ConfigError::Unreadable { file: file.unwrap_or(Path::new("airlock.toml")).to_owned(), error };
    let tree = complete::complete(merged, folder).map_err(unreadable)?;
    let settings = resolve::settings(read::read(&tree, name)?)?;
    Ok(Loaded { settings, file: file.map(Path::to_owned), flags: flags.clone(), tree })
}

/// What a single request may do, by the environment and the flags alone.
pub fn request_policy(flags: &FlagLayer) -> Result<Policy, ConfigError> {
    let merged = layers::merge(node::Table::default(), flags, None)?;
    resolve::top_policy(&read::read(&merged, None)?)
}

impl Loaded {
    /// Reads the same file anew, under the same flags. What was loaded stays as it is.
    pub fn reload(&self) -> Result<Self, ConfigError> {
        load(self.file.as_deref(), &self.flags)
    }

    /// The file, as it was named.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// As a file that says the same, each value with where it comes from.
    pub fn show(&self) -> Result<String, std::fmt::Error> {
        show::show(&self.tree, self.file.as_deref().map(Path::to_string_lossy).as_deref())
    }
}

fn tenant_path(index: usize) -> KeyPath {
    KeyPath::of("tenant").index(index)
}

fn rule_path(tenant: usize, index: usize) -> KeyPath {
    tenant_path(tenant).key("rule").index(index)
}
