//! The tenant's stash, as an instance sees it.

use crate::policy::Grant;
use crate::sandbox::bindings::HostError;
use crate::sandbox::bindings::airlock::handler::stash;
use crate::sandbox::state::HandlerState;
use crate::stash::StashError;

impl stash::Host for HandlerState {
    fn put(&mut self, key: String, path: String, value: Vec<u8>) -> wasmtime::Result<Result<(), HostError>> {
        self.require_request("the stash")?;
        if let Err(denied) = self.require(Grant::Stash) {
            return Ok(Err(denied));
        }
        Ok(self.answering.task().stash.put(path, key, value).map_err(|error| match error {
            StashError::Exists => HostError::Exists,
            error => HostError::Limit(self.answering.stash_refused(&error)),
        }))
    }

    fn take(&mut self, key: String, path: String) -> wasmtime::Result<Result<Option<Vec<u8>>, HostError>> {
        self.require_request("the stash")?;
        if let Err(denied) = self.require(Grant::Stash) {
            return Ok(Err(denied));
        }
        Ok(Ok(self.answering.task().stash.take(path, key)))
    }

    async fn lock(&mut self) -> wasmtime::Result<Result<(), HostError>> {
        self.require_request("the stash")?;
        if let Err(denied) = self.require(Grant::Stash) {
            return Ok(Err(denied));
        }
        if self.stash_lock.is_some() {
            return Ok(Err(HostError::Invalid("this request holds the stash's lock already".into())));
        }
        let stash = self.answering.task().stash.clone();
        self.stash_lock = Some(stash.lock().await);
        Ok(Ok(()))
    }

    fn unlock(&mut self) -> wasmtime::Result<Result<(), HostError>> {
        Ok(match self.stash_lock.take() {
            Some(_) => Ok(()),
            None => Err(HostError::Invalid("this request does not hold the stash's lock".into())),
        })
    }
}
