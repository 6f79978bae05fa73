//! The docroot's read-only view, or the handler's folder's, as an instance sees it.

use std::sync::Arc;

use wasmtime::component::Resource;

use crate::docroot::{Attributes, Docroot, DocrootFile, Kind};
use crate::policy::{FilesGrant, Grant};
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

/// The part of the docroot that the policy grants, and a path in it.
enum View<'a> {
    Docroot(&'a str),
    Folder(&'a Docroot, &'a str),
}

impl HandlerState {
    /// Where `path` is to be looked up.
    fn view<'a>(&'a mut self, path: &'a str) -> Result<View<'a>, HostError> {
        match self.answering.task().policy.grants.files {
            FilesGrant::Docroot => Ok(View::Docroot(path)),
            FilesGrant::None => Err(self.deny(Grant::Files)),
            FilesGrant::Folder => {
                let Some(folder) = self.handler.rfind('/').and_then(|slash| self.handler.get(..slash)) else {
                    return Ok(View::Docroot(path));
                };
                // Resolved below a handle of the folder: neither `..` nor a symbolic link leads to its neighbours.
                let below = path.strip_prefix(folder).and_then(|rest| match rest.strip_prefix('/') {
                    None if rest.is_empty() => Some(rest),
                    below => below,
                });
                let Some(below) = below else { return Err(self.deny(Grant::Files)) };
                if self.folder.is_none() {
                    self.folder = Some(self.tenant.docroot.folder(folder)?);
                }
                self.folder.as_ref().map(|folder| View::Folder(folder, below)).ok_or(HostError::NotFound)
            }
        }
    }

    fn attributes(&mut self, path: &str) -> Result<Attributes, HostError> {
        self.look_at(path);
        let tenant = Arc::clone(&self.tenant);
        Ok(match self.view(path)? {
            View::Docroot(path) => tenant.docroot.attributes(path),
            View::Folder(folder, path) => folder.attributes(path),
        }?)
    }

    fn open_file(&mut self, path: &str) -> Result<DocrootFile, HostError> {
        self.look_at(path);
        let tenant = Arc::clone(&self.tenant);
        Ok(match self.view(path)? {
            View::Docroot(path) => tenant.docroot.file(path),
            View::Folder(folder, path) => folder.file(path),
        }?)
    }

    fn names(&mut self, path: &str) -> Result<Vec<(String, Kind)>, HostError> {
        self.look_at(path);
        let tenant = Arc::clone(&self.tenant);
        let names = match self.view(path)? {
            View::Docroot(path) => tenant.docroot.list(path),
            View::Folder(folder, path) => folder.list(path),
        }?;
        if names.len() > LISTING {
            return Err(HostError::Limit(format!("a listing of {} names, at most {LISTING}", names.len())));
        }
        Ok(names)
    }
}

impl files::Host for HandlerState {
    fn stat(&mut self, path: String) -> wasmtime::Result<Result<files::Attributes, HostError>> {
        Ok(self.attributes(&path).map(|a| files::Attributes { kind: kind(a.kind), size: a.size, modified: a.modified }))
    }

    fn open(&mut self, path: String) -> wasmtime::Result<Result<Resource<DocrootFile>, HostError>> {
        let file = match self.open_file(&path) {
            Ok(file) => file,
            Err(error) => return Ok(Err(error)),
        };
        Ok(self.resources.push(file).map_err(|_| HostError::Limit("open files".into())))
    }

    fn list(&mut self, path: String) -> wasmtime::Result<Result<Vec<files::Entry>, HostError>> {
        let entry = |(name, k)| files::Entry { name, kind: kind(k) };
        Ok(self.names(&path).map(|names| names.into_iter().map(entry).collect()))
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
