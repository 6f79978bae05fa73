//! A component of what cargo made: for one target the linker makes it, for the other one that is done here.

use std::path::Path;

use wasmparser::Parser;
use wit_component::ComponentEncoder;

use crate::inspection::InvalidWasm;

/// Why a file is no component, and can not be made one.
#[derive(Debug, thiserror::Error)]
pub enum EncodingError {
    /// It can not be read.
    #[error("reading it: {0}")]
    Read(#[from] std::io::Error),
    /// Its imports or exports are not those of the interfaces it is linked with.
    #[error(
        "the module can not be made a component: {0}. A handler takes what it needs from the crate airlock-guest, or from \
        bindings that wit-bindgen has made; other imports (such as C code's) have nobody to answer them"
    )]
    Encode(String),
    /// What the linker made is broken.
    #[error(transparent)]
    Invalid(#[from] InvalidWasm),
}

/// The component in a file that cargo made, or of the module in it.
pub fn read(file: &Path) -> Result<Vec<u8>, EncodingError> {
    let bytes = std::fs::read(file)?;
    if Parser::is_component(&bytes) {
        return Ok(bytes);
    }
    let encoder = ComponentEncoder::default().validate(true).module(&bytes);
    encoder.and_then(|mut encoder| encoder.encode()).map_err(|error| EncodingError::Encode(format!("{error:#}")))
}
