//! The differences that are meant: `meant_differences.toml`, each with its reason and with what is compared instead.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::engine::Engine;

/// How the two answers are compared.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Comparison {
    /// Byte for byte, apart from `Date`, `Server` and the connection's framing.
    Exact,
    /// An error page: everything but the wording and its length; the message holds the error's last line.
    Error,
    /// The oracle's docroot reads `/docroot`.
    VirtualRoot,
    /// Airlock sends the same head and no content.
    NoContent,
    /// The contents agree once they are decompressed, as often as they were compressed.
    Compressed,
    /// Airlock's answer is what the step's `airlock` says.
    Own,
}

/// One entry of the file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meant {
    /// Why, in a sentence; it goes into the documentation.
    pub reason: String,
    /// What is compared instead.
    pub comparison: Comparison,
    /// The same for handlers that run in-process, where it is another.
    #[serde(default)]
    pub in_process: Option<Comparison>,
}

impl Meant {
    /// How answers of handlers in `engine` are compared.
    pub fn comparison_in(&self, engine: Engine) -> Comparison {
        self.in_process.filter(|_| engine == Engine::InProcess).unwrap_or(self.comparison)
    }
}

/// All of them by their ids.
pub type MeantDifferences = BTreeMap<String, Meant>;

/// Read the file.
pub fn read(path: &Path) -> Result<MeantDifferences> {
    let text = std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    toml::from_str(&text).with_context(|| format!("in {}", path.display()))
}
