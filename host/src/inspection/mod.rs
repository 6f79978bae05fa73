//! What a WebAssembly file is, without running any of it. In: its bytes, which may be anybody's. Out: its kind, what it
//! imports and exports, whether it is taken as a handler, and which grants it needs then. What is no valid WebAssembly is an
//! error with the place of it.

mod contents;
mod needs;
mod report;

use std::path::Path;

use serde::Serialize;

pub use contents::{Contents, Interface, InvalidWasm, Kind, Producer};
pub use needs::{Need, needs};

use crate::sandbox::{Offer, Refusal, World};

/// Larger files are not read.
const SIZE_LIMIT: u64 = 256 << 20;

/// Why a file can not be inspected.
#[derive(Debug, thiserror::Error)]
pub enum InspectionError {
    /// It can not be read.
    #[error("reading {path}: {error}", path = path.display())]
    Read {
        /// Which file.
        path: std::path::PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A folder, a pipe, a device.
    #[error("{path} is not a file: name a WebAssembly file", path = .0.display())]
    NotFile(std::path::PathBuf),
    /// Nobody means such a file.
    #[error("{path} has {size} bytes: at most {SIZE_LIMIT} are looked at", path = path.display())]
    TooLarge {
        /// Which file.
        path: std::path::PathBuf,
        /// Its size.
        size: u64,
    },
    /// It is broken.
    #[error("{path}: {error}", path = path.display())]
    Invalid {
        /// Which file.
        path: std::path::PathBuf,
        /// How.
        error: InvalidWasm,
    },
}

/// All that is found about a file.
#[derive(Debug, Serialize)]
pub struct Inspection {
    /// What is in it.
    #[serde(flatten)]
    pub contents: Contents,
    /// The world by which it answers requests, if it is taken as a handler.
    pub world: Option<String>,
    /// The grants that it needs for what it imports.
    pub needs: Vec<Need>,
    /// Why it is not taken as a handler, whatever is granted.
    pub refused: Option<String>,
}

impl Inspection {
    /// Of the file at `path`.
    pub fn of_file(path: &Path) -> Result<Self, InspectionError> {
        let read = |error| InspectionError::Read { path: path.to_owned(), error };
        let attributes = std::fs::metadata(path).map_err(read)?;
        if !attributes.is_file() {
            return Err(InspectionError::NotFile(path.to_owned()));
        }
        let size = attributes.len();
        if size > SIZE_LIMIT {
            return Err(InspectionError::TooLarge { path: path.to_owned(), size });
        }
        let bytes = std::fs::read(path).map_err(read)?;
        Self::of(&bytes).map_err(|error| InspectionError::Invalid { path: path.to_owned(), error })
    }

    /// Of a file with this content.
    pub fn of(bytes: &[u8]) -> Result<Self, InvalidWasm> {
        let contents = Contents::of(bytes)?;
        let (world, refused) = match world(&contents) {
            Ok(world) => (Some(world), None),
            Err(why) => (None, Some(why)),
        };
        let needs = if refused.is_none() { needs(&contents.imports) } else { Vec::new() };
        Ok(Self { contents, world, needs, refused })
    }
}

/// The world of a handler under the most that a policy can offer.
fn world(contents: &Contents) -> Result<String, String> {
    if contents.kind == Kind::CoreModule {
        return Err(
            "it is a core module; a handler has to be a component: `airlock build` makes one of a Rust project".into(),
        );
    }
    let names = |interfaces: &[Interface]| interfaces.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
    let world = World::of(&names(&contents.exports), &names(&contents.imports), Offer::Command);
    match world.map_err(|refusal: Refusal| refusal.to_string())? {
        World::Handler => Ok("airlock:handler/handler@0.1.0".to_owned()),
        #[cfg(feature = "wasi-p3")]
        World::Service(export) => Ok(format!("wasi:http/service@{}", export.rsplit('@').next().unwrap_or_default())),
        World::Proxy(export) => Ok(format!("wasi:http/proxy@{}", export.rsplit('@').next().unwrap_or_default())),
    }
}
