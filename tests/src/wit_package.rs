//! A WIT package in a folder: its version, and the text of what handlers see of it.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use wit_component::WitPrinter;
use wit_parser::{InterfaceId, PackageId, Resolve, World, WorldId, WorldItem};

use crate::places;

/// The world that handlers are written against.
const WORLD: &str = "handler";

/// A package, parsed.
pub struct WitPackage {
    /// The package and what it depends on.
    pub resolve: Resolve,
    /// The package itself.
    pub package: PackageId,
    /// Its world for handlers.
    pub world: WorldId,
}

/// The folder of the package that is worked on.
pub fn working_folder() -> PathBuf {
    places::tests_folder().join("../wit")
}

/// The folders with the frozen copies, each named by its version.
pub fn released_folders() -> Result<Vec<PathBuf>> {
    let folder = working_folder().join("released");
    let entries = std::fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))?;
    let mut found = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    found.sort();
    Ok(found)
}

impl WitPackage {
    /// The package whose files lie in `folder`, with its dependencies in `deps/`.
    pub fn read(folder: &Path) -> Result<Self> {
        let mut resolve = Resolve::default();
        let (package, _) =
            resolve.push_dir(folder).with_context(|| format!("reading the WIT in {}", folder.display()))?;
        let world = resolve.select_world(&[package], Some(WORLD))?;
        Ok(Self { resolve, package, world })
    }

    /// Its version.
    pub fn version(&self) -> Result<String> {
        let name = &self.resolve.packages.get(self.package).context("a package that is not its own")?.name;
        Ok(name.version.as_ref().with_context(|| format!("the package {name} has no version"))?.to_string())
    }

    /// Its world for handlers.
    pub fn world(&self) -> Result<&World> {
        self.resolve.worlds.get(self.world).context("a world that is not its own")
    }

    /// What a handler sees: all that its world imports and exports, written out in one form, without comments.
    pub fn handler_text(&self) -> Result<String> {
        let world = self.world()?;
        let mut text = String::new();
        for (direction, items) in [("import", &world.imports), ("export", &world.exports)] {
            for (key, item) in items {
                let name = self.resolve.name_world_key(key);
                let content = match item {
                    WorldItem::Interface { id, .. } => self.interface_text(*id)?,
                    WorldItem::Function(function) => format!("{:?} -> {:?}\n", function.params, function.result),
                    WorldItem::Type { .. } => {
                        bail!("the world names the type {name}: say here how such a one is written out")
                    }
                };
                text += &format!("{direction} {name}:\n{content}\n");
            }
        }
        Ok(text)
    }

    fn interface_text(&self, interface: InterfaceId) -> Result<String> {
        let mut printer = WitPrinter::default();
        printer.emit_docs(false).print_interface(&self.resolve, interface)?;
        Ok(printer.output.into())
    }
}
