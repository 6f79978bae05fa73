//! A stash as one request sees it: as it is; recorded, for a request that is run a second time; or played from that
//! record, so that the second run sees what the first one saw and changes nothing.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::OwnedMutexGuard;

use super::{Stash, StashError};

type Name = (String, String);

/// See the module.
#[derive(Clone, Debug)]
pub enum StashView {
    /// The stash itself.
    Live(Arc<Stash>),
    /// The stash itself; what it answers is noted.
    Recorded(Arc<Stash>, Arc<StashRecord>),
    /// What was noted; beyond that the stash as it is, unchanged.
    Played(Arc<Stash>, Arc<StashRecord>),
}

/// What a stash answered to one request, by name (path and key), in order.
#[derive(Debug, Default)]
pub struct StashRecord(Mutex<Answers>);

#[derive(Debug, Default)]
struct Answers {
    puts: HashMap<Name, VecDeque<Result<(), StashError>>>,
    takes: HashMap<Name, VecDeque<Option<Vec<u8>>>>,
    /// Put by the second run, beyond what was noted.
    own: HashMap<Name, Vec<u8>>,
}

impl StashRecord {
    fn answers(&self) -> MutexGuard<'_, Answers> {
        // Changed by single calls on whole maps.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Answers {
    fn put(&mut self, name: Name, value: Vec<u8>) -> Result<(), StashError> {
        if let Some(answer) = self.puts.get_mut(&name).and_then(VecDeque::pop_front) {
            return answer;
        }
        if self.own.contains_key(&name) {
            return Err(StashError::Exists);
        }
        self.own.insert(name, value);
        Ok(())
    }

    fn take(&mut self, name: &Name) -> Option<Option<Vec<u8>>> {
        let noted = self.takes.get_mut(name).and_then(VecDeque::pop_front);
        noted.or_else(|| self.own.remove(name).map(Some))
    }
}

impl StashView {
    /// See [`Stash::put`].
    pub fn put(&self, path: String, key: String, value: Vec<u8>) -> Result<(), StashError> {
        match self {
            Self::Live(stash) => stash.put(path, key, value),
            Self::Recorded(stash, record) => {
                let answer = stash.put(path.clone(), key.clone(), value);
                record.answers().puts.entry((path, key)).or_default().push_back(answer.clone());
                answer
            }
            Self::Played(_, record) => record.answers().put((path, key), value),
        }
    }

    /// See [`Stash::take`].
    pub fn take(&self, path: String, key: String) -> Option<Vec<u8>> {
        match self {
            Self::Live(stash) => stash.take(path, key),
            Self::Recorded(stash, record) => {
                let answer = stash.take(path.clone(), key.clone());
                record.answers().takes.entry((path, key)).or_default().push_back(answer.clone());
                answer
            }
            Self::Played(stash, record) => {
                let name = (path, key);
                let noted = record.answers().take(&name);
                noted.unwrap_or_else(|| stash.look(name))
            }
        }
    }

    /// See [`Stash::lock`]. A second run has a lock of its own.
    pub async fn lock(&self) -> OwnedMutexGuard<()> {
        match self {
            Self::Live(stash) | Self::Recorded(stash, _) => stash.lock().await,
            Self::Played(..) => Arc::new(tokio::sync::Mutex::new(())).lock_owned().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stash::StashLimits;

    #[test]
    fn a_second_run_sees_what_the_first_saw_and_changes_nothing() {
        let stash = Arc::new(Stash::new(StashLimits::default()));
        let name = || ("/p".to_owned(), "k".to_owned());
        let put = |view: &StashView, value: &str| view.put(name().0, name().1, value.into());
        let take = |view: &StashView| view.take(name().0, name().1);
        put(&StashView::Live(Arc::clone(&stash)), "before").unwrap();
        let record = Arc::new(StashRecord::default());
        let first = StashView::Recorded(Arc::clone(&stash), Arc::clone(&record));
        assert_eq!(put(&first, "x"), Err(StashError::Exists));
        assert_eq!(take(&first), Some(b"before".to_vec()));
        put(&first, "after").unwrap();
        let second = StashView::Played(Arc::clone(&stash), record);
        assert_eq!(put(&second, "x"), Err(StashError::Exists));
        assert_eq!(take(&second), Some(b"before".to_vec()));
        put(&second, "other").unwrap();
        // Not asked by the first: the stash is looked at, and keeps what it has.
        assert_eq!(take(&second), Some(b"after".to_vec()));
        put(&second, "own").unwrap();
        assert_eq!(take(&second), Some(b"own".to_vec()));
        assert_eq!(stash.take(name().0, name().1), Some(b"after".to_vec()));
    }
}
