//! Values that one request leaves for another.

mod key;
mod value;

pub use key::{InvalidKey, StashKey};
pub use value::StashValue;

use crate::{Error, HandlerError, host};

/// Values that outlive a request, kept under a path and a key until somebody takes them.
///
/// The key is a UUID in any spelling. The path is the request's unless [`Stash::at`] names another: handlers that share a value
/// name the same. Handlers in Python and in Rust share them, too; see [`StashValue`].
///
/// ```
/// use airlock_guest::testing::{TestRequest, TestServer};
/// use airlock_guest::{HandlerError, Request, Response};
///
/// fn visits(request: Request, _: Response) -> Result<String, HandlerError> {
///     let key = request.query().first("key").unwrap_or_default();
///     let stash = request.stash();
///     let _lock = stash.lock()?;
///     let visits = stash.take(key)?.and_then(|value| value.as_int()).unwrap_or(0) + 1;
///     stash.put(key, visits)?;
///     Ok(format!("{visits}\n"))
/// }
///
/// let server = TestServer::new();
/// let visit = || server.answer(TestRequest::get("/?key=4f0e3c1a-5d58-4c0f-9a57-0d1f6f2f7c03"), visits);
/// assert_eq!(visit().text(), "1\n");
/// assert_eq!(visit().text(), "2\n");
/// ```
#[derive(Clone, Debug)]
pub struct Stash {
    path: String,
}

impl Stash {
    /// The values under a path of URLs.
    pub fn at(path: impl Into<String>) -> Self {
        Self { path: path.into() }
    }

    /// Leave a value. [`Error::Exists`] when one is there that nobody has taken.
    pub fn put(&self, key: impl AsRef<[u8]>, value: impl Into<StashValue>) -> Result<(), HandlerError> {
        let key = StashKey::parse(key.as_ref())?;
        host::stash_put(key.as_str(), &self.path, &value.into().encode()?)?;
        Ok(())
    }

    /// Remove a value and return it.
    pub fn take(&self, key: impl AsRef<[u8]>) -> Result<Option<StashValue>, HandlerError> {
        let key = StashKey::parse(key.as_ref())?;
        host::stash_take(key.as_str(), &self.path)?.map(|bytes| Ok(StashValue::decode(&bytes)?)).transpose()
    }

    /// Wait for the lock that all handlers of this tenant share, and hold it until the guard is dropped. It excludes those
    /// that ask for it, nothing else.
    pub fn lock(&self) -> Result<StashLock, Error> {
        host::stash_lock()?;
        Ok(StashLock { _private: () })
    }
}

/// The stash's lock, held until this is dropped.
#[derive(Debug)]
#[must_use = "the lock is let go of when this is dropped"]
pub struct StashLock {
    _private: (),
}

impl Drop for StashLock {
    fn drop(&mut self) {
        // It is held, and would be free at the request's end in any case.
        let _ = host::stash_unlock();
    }
}
