//! The configuration: any text is read or refused, and what was read is shown so that it is read to the same.

use std::path::Path;

use crate::config::{Build, ConfigError, FlagLayer, Loaded, load_text};

/// Where the file would lie.
const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/examples/airlock.toml");

/// The text of an `airlock.toml`.
pub fn configuration(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let Ok(loaded) = load(&text) else { return };
    let Ok(shown) = loaded.show() else { return };
    let again = load(&shown);
    assert!(again.is_ok(), "{:?}\n{shown}", again.map(|_| ()));
    let Ok(again) = again else { return };
    assert_eq!(format!("{:?}", loaded.settings), format!("{:?}", again.settings), "{shown}");
}

fn load(text: &str) -> Result<Loaded, ConfigError> {
    load_text(Some(text), Some(Path::new(FILE)), &FlagLayer::default(), Build { in_process: true })
}
