//! One room for each interface of the contract: what an instance asks for ends here, and policy is asked here.

mod clocks;
mod files;
mod log;
mod modules;
mod request;
mod response;
mod stash;

use wasmtime::component::{HasSelf, Linker};

use super::bindings::HostError;
use super::bindings::airlock::handler;
use super::state::HandlerState;
use crate::docroot::DocrootError;

/// Offers every interface that a handler may import, and no other.
pub fn add_to_linker(linker: &mut Linker<HandlerState>) -> wasmtime::Result<()> {
    type Own = HasSelf<HandlerState>;
    handler::types::add_to_linker::<_, Own>(linker, |state| state)?;
    handler::request::add_to_linker::<_, Own>(linker, |state| state)?;
    handler::response::add_to_linker::<_, Own>(linker, |state| state)?;
    handler::stash::add_to_linker::<_, Own>(linker, |state| state)?;
    handler::modules::add_to_linker::<_, Own>(linker, |state| state)?;
    handler::files::add_to_linker::<_, Own>(linker, |state| state)?;
    handler::log::add_to_linker::<_, Own>(linker, |state| state)?;
    clocks::add_to_linker(linker)
}

impl handler::types::Host for HandlerState {}

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
