//! Makes a component of a core module whose custom sections describe its world.

use anyhow::{Context, Result};
use wit_component::ComponentEncoder;

/// The component. It imports what the module imports and nothing else: there is no adapter in between.
pub fn component(module: &[u8]) -> Result<Vec<u8>> {
    ComponentEncoder::default()
        .validate(true)
        .module(module)
        .context("reading the module's component type")?
        .encode()
        .context("encoding the component: an import that wit/ does not name shows here")
}
