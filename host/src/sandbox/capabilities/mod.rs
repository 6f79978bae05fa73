//! One room for each interface of the contract: what an instance asks for ends here, and policy is asked here.

mod clocks;
#[cfg(feature = "wasi-p3")]
mod clocks_of_services;
mod files;
mod log;
mod modules;
mod push;
mod request;
mod response;
mod stash;
mod timer;

#[cfg(feature = "wasi-p3")]
pub use self::clocks_of_services::cut_clocks;

use thiserror::Error;
use wasmtime::component::{HasSelf, Linker};

use super::bindings::HostError;
use super::bindings::airlock::handler;
use super::python_state::PythonState;
use super::state::{HandlerState, HasHandler};
use crate::docroot::DocrootError;
use crate::engine::answering::AnswerError;
use crate::policy::Grant;
use crate::sandbox::budget::LimitExceeded;

/// Offers every interface that any handler may import, and no other.
pub fn add_to_linker<T: HasHandler>(linker: &mut Linker<T>) -> wasmtime::Result<()> {
    type Own = HasSelf<HandlerState>;
    handler::types::add_to_linker::<_, Own>(linker, T::handler)?;
    handler::request::add_to_linker::<_, Own>(linker, T::handler)?;
    handler::response::add_to_linker::<_, Own>(linker, T::handler)?;
    handler::push::add_to_linker::<_, Own>(linker, T::handler)?;
    handler::stash::add_to_linker::<_, Own>(linker, T::handler)?;
    handler::files::add_to_linker::<_, Own>(linker, T::handler)?;
    handler::log::add_to_linker::<_, Own>(linker, T::handler)?;
    handler::timer::add_to_linker::<_, Own>(linker, T::handler)?;
    clocks::add_to_linker(linker)
}

/// Offers what interpreters alone may import.
pub fn add_modules_to_linker(linker: &mut Linker<PythonState>) -> wasmtime::Result<()> {
    handler::modules::add_to_linker::<_, HasSelf<PythonState>>(linker, |state| state)
}

impl handler::types::Host for HandlerState {}

impl HandlerState {
    /// Refuses what `grant` would allow, or allow more of.
    fn deny(&self, grant: Grant) -> HostError {
        HostError::Denied(self.answering.deny(grant, ""))
    }

    /// Refuses what the policy does not grant.
    fn require(&self, grant: Grant) -> Result<(), HostError> {
        self.answering.require(grant).map_err(HostError::Denied)
    }
}

/// An application asked, while it was loaded without a request, for what only a request has.
#[derive(Debug, Error)]
#[error("it asks for {0}, which only a request has")]
struct NoRequest(&'static str);

impl HandlerState {
    /// Ends an instance that answers no request, if it loads an application.
    fn require_request(&self, what: &'static str) -> wasmtime::Result<()> {
        if self.seen.is_some() { Err(NoRequest(what).into()) } else { Ok(()) }
    }

    /// The instance is about to look at `path`.
    fn look_at(&mut self, path: &str) {
        if let Some(seen) = &mut self.seen {
            seen.note(&self.tenant.docroot, path);
        }
    }

    /// The instance is about to look for a module.
    fn look_for(&mut self, folder: &str, name: &str) {
        if let Some(seen) = &mut self.seen {
            seen.note_lookup(&self.tenant.docroot, folder, name);
        }
    }
}

/// What the instance gets to see; a limit ends it.
fn to_guest<T>(result: Result<T, AnswerError>) -> wasmtime::Result<Result<T, HostError>> {
    Ok(match result {
        Ok(value) => Ok(value),
        Err(AnswerError::OverLimit(limit)) => return Err(LimitExceeded(limit).into()),
        Err(AnswerError::Denied(grant)) => Err(HostError::Denied(grant)),
        Err(AnswerError::Closed(_)) => Err(HostError::Closed),
        Err(error @ (AnswerError::NotStarted | AnswerError::Aside(_) | AnswerError::Message(_))) => {
            Err(HostError::Invalid(error.to_string()))
        }
    })
}

impl From<DocrootError> for HostError {
    fn from(error: DocrootError) -> Self {
        match error {
            DocrootError::NotFound => Self::NotFound,
            DocrootError::IsFolder => Self::IsFolder,
            DocrootError::NotFolder => Self::NotFolder,
            DocrootError::Unreadable | DocrootError::Failed(_) => Self::Failed(error.to_string()),
        }
    }
}
