//! The stash: values that one request puts and another takes, in memory.

mod view;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use thiserror::Error;
use tokio::sync::OwnedMutexGuard;

pub use view::{StashRecord, StashView};

/// Bytes of the largest single value.
const VALUE_LIMIT: usize = 16 << 20;

/// How much a stash holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StashLimits {
    /// Values at once.
    pub entries: usize,
    /// Bytes of keys, paths and values together.
    pub bytes: usize,
}

impl Default for StashLimits {
    fn default() -> Self {
        Self { entries: 100_000, bytes: 256 << 20 }
    }
}

/// Why a value was not kept.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum StashError {
    /// Nobody has taken the value that is there.
    #[error("a value is there already")]
    Exists,
    /// Larger than any value may be.
    #[error("stash value: {0} bytes, at most {VALUE_LIMIT}")]
    TooLarge(usize),
    /// [`StashLimits::entries`]
    #[error("the stash is full: it holds {0} values; take those that are no longer needed")]
    TooMany(usize),
    /// [`StashLimits::bytes`]
    #[error("the stash is full: it holds {0} bytes at most; take values that are no longer needed")]
    Full(usize),
}

/// One tenant's stash. Values are opaque bytes.
#[derive(Debug, Default)]
pub struct Stash {
    content: Mutex<Content>,
    lock: Arc<tokio::sync::Mutex<()>>,
}

#[derive(Debug, Default)]
struct Content {
    limits: StashLimits,
    values: HashMap<(String, String), Vec<u8>>,
    bytes: usize,
}

fn weight(path: &str, key: &str, value: &[u8]) -> usize {
    // The map's own cost per entry, roughly: two strings, a vector, a slot.
    path.len() + key.len() + value.len() + 128
}

impl Stash {
    /// An empty stash.
    pub fn new(limits: StashLimits) -> Self {
        Self { content: Mutex::new(Content { limits, ..Content::default() }), lock: Arc::default() }
    }

    /// From now on; what is there stays, also if it is more.
    pub fn set_limits(&self, limits: StashLimits) {
        self.content().limits = limits;
    }

    fn content(&self) -> MutexGuard<'_, Content> {
        // Every change under the lock is complete before anything can panic.
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps `value` under (`path`, `key`).
    pub fn put(&self, path: String, key: String, value: Vec<u8>) -> Result<(), StashError> {
        if value.len() > VALUE_LIMIT {
            return Err(StashError::TooLarge(value.len()));
        }
        let mut content = self.content();
        let weight = weight(&path, &key, &value);
        let name = (path, key);
        if content.values.contains_key(&name) {
            return Err(StashError::Exists);
        }
        let limits = content.limits;
        if content.values.len() >= limits.entries {
            return Err(StashError::TooMany(limits.entries));
        }
        if content.bytes.saturating_add(weight) > limits.bytes {
            return Err(StashError::Full(limits.bytes));
        }
        content.bytes += weight;
        content.values.insert(name, value);
        Ok(())
    }

    /// Removes and returns the value under (`path`, `key`).
    pub fn take(&self, path: String, key: String) -> Option<Vec<u8>> {
        let mut content = self.content();
        let name = (path, key);
        let value = content.values.remove(&name)?;
        content.bytes -= weight(&name.0, &name.1, &value);
        Some(value)
    }

    /// Another stash with the same values.
    pub fn duplicate(&self) -> Self {
        let content = self.content();
        let Content { limits, values, bytes } = &*content;
        let content = Content { limits: *limits, values: values.clone(), bytes: *bytes };
        Self { content: Mutex::new(content), lock: Arc::default() }
    }

    /// A copy of the value under `name`, which stays.
    fn look(&self, name: (String, String)) -> Option<Vec<u8>> {
        self.content().values.get(&name).cloned()
    }

    /// Waits for the lock that handlers ask for by `stash.lock`. It is free again when the guard is dropped.
    pub async fn lock(&self) -> OwnedMutexGuard<()> {
        Arc::clone(&self.lock).lock_owned().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_taken_once() {
        let stash = Stash::default();
        stash.put("/a".into(), "k".into(), b"v".to_vec()).unwrap();
        assert_eq!(stash.put("/a".into(), "k".into(), b"w".to_vec()), Err(StashError::Exists));
        assert_eq!(stash.take("/b".into(), "k".into()), None);
        assert_eq!(stash.take("/a".into(), "k".into()), Some(b"v".to_vec()));
        assert_eq!(stash.take("/a".into(), "k".into()), None);
    }

    #[test]
    fn a_full_stash_refuses_and_room_comes_back() {
        let stash = Stash::new(StashLimits { entries: 10, bytes: 300 });
        stash.put("/".into(), "k".into(), vec![0; 100]).unwrap();
        assert_eq!(stash.put("/".into(), "l".into(), vec![0; 100]), Err(StashError::Full(300)));
        stash.take("/".into(), "k".into()).unwrap();
        stash.put("/".into(), "l".into(), vec![0; 100]).unwrap();
        stash.set_limits(StashLimits { entries: 1, bytes: 3000 });
        assert_eq!(stash.put("/".into(), "m".into(), vec![0; 100]), Err(StashError::TooMany(1)));
    }
}
