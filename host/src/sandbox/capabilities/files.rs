//! The docroot's read-only view, as an instance sees it.

use wasmtime::component::Resource;

use crate::docroot::{DocrootFile, Kind};
use crate::sandbox::bindings::HostError;
use crate::sandbox::bindings::airlock::handler::files;
use crate::sandbox::state::HandlerState;

/// The largest piece of a file that one call brings into an instance.
const PIECE: usize = 1 << 20;
/// Names that one listing brings into an instance.
const LISTING: usize = 100_000;

fn kind(kind: Kind) -> files::Kind {
    match kind {
        Kind::File => files::Kind::File,
        Kind::Folder => files::Kind::Folder,
    }
}

impl files::Host for HandlerState {
    fn stat(&mut self, path: String) -> wasmtime::Result<Result<files::Attributes, HostError>> {
        Ok(self.tenant.docroot.attributes(&path).map_err(HostError::from).map(|a| files::Attributes {
            kind: kind(a.kind),
            size: a.size,
            modified: a.modified,
        }))
    }

    fn open(&mut self, path: String) -> wasmtime::Result<Result<Resource<DocrootFile>, HostError>> {
        let file = match self.tenant.docroot.file(&path) {
            Ok(file) => file,
            Err(error) => return Ok(Err(error.into())),
        };
        Ok(self.resources.push(file).map_err(|_| HostError::Limit("open files".into())))
    }

    fn list(&mut self, path: String) -> wasmtime::Result<Result<Vec<files::Entry>, HostError>> {
        let names = match self.tenant.docroot.list(&path) {
            Ok(names) => names,
            Err(error) => return Ok(Err(error.into())),
        };
        if names.len() > LISTING {
            return Ok(Err(HostError::Limit(format!("a listing of {} names, at most {LISTING}", names.len()))));
        }
        Ok(Ok(names.into_iter().map(|(name, k)| files::Entry { name, kind: kind(k) }).collect()))
    }
}

impl files::HostFile for HandlerState {
    fn stat(&mut self, file: Resource<DocrootFile>) -> wasmtime::Result<Result<files::Attributes, HostError>> {
        let attributes = self.resources.get(&file)?.size_and_modified();
        Ok(attributes.map_err(HostError::from).map(|(size, modified)| files::Attributes {
            kind: files::Kind::File,
            size,
            modified,
        }))
    }

    fn read(
        &mut self,
        file: Resource<DocrootFile>,
        offset: u64,
        max: u32,
    ) -> wasmtime::Result<Result<Vec<u8>, HostError>> {
        let piece = self.resources.get(&file)?.read_at(offset, (max as usize).min(PIECE));
        Ok(piece.map_err(HostError::from))
    }

    fn drop(&mut self, file: Resource<DocrootFile>) -> wasmtime::Result<()> {
        self.resources.delete(file)?;
        Ok(())
    }
}
