//! Hashes of handlers' texts, for rules that pin one. A file is read again only when it has changed.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};

use crate::docroot::{Docroot, FileVersion, Kind};
use crate::policy::ContentHash;

/// Files remembered; past it all are forgotten.
const MOST: usize = 10_000;

/// See the module.
#[derive(Debug, Default)]
pub struct TextHashes(Mutex<HashMap<String, (FileVersion, ContentHash)>>);

impl TextHashes {
    /// The hash of the file at `path`; none when it can not be read.
    pub fn of_file(&self, docroot: &Docroot, path: &str) -> Option<ContentHash> {
        let attributes = docroot.attributes(path).ok().filter(|found| found.kind == Kind::File)?;
        let version = attributes.version;
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(path).copied();
        if let Some((at, hash)) = known
            && at == version
            && !version.is_recent()
        {
            return Some(hash);
        }
        let hash: ContentHash = Sha256::digest(docroot.read(path).ok()?).into();
        if !version.is_recent() {
            let mut hashes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if hashes.len() >= MOST {
                hashes.clear();
            }
            hashes.insert(path.to_owned(), (version, hash));
        }
        Some(hash)
    }
}
