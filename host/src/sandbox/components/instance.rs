use tokio::sync::OwnedSemaphorePermit;
use wasmtime::Store;
use wasmtime::component::TypedFunc;
use wasmtime_wasi_http::p2::bindings::Proxy;
#[cfg(feature = "wasi-p3")]
use wasmtime_wasi_http::p3::bindings::Service;

use super::http;
use super::loaded::{Entry, Linked};
use super::state::ComponentState;
use crate::policy::ContentHash;

/// An instance of a component and its store.
pub struct ComponentInstance {
    pub(super) store: Store<ComponentState>,
    pub(super) called: Called,
    /// What the component was made from.
    pub(super) text: ContentHash,
    /// Its room while it has nothing to do.
    pub(super) idle: Option<OwnedSemaphorePermit>,
}

/// What of an instance is called.
pub enum Called {
    /// The contract's function.
    Handler(TypedFunc<(), ()>),
    /// `wasi:http/incoming-handler`.
    Proxy(Proxy),
    /// `wasi:http/handler`.
    #[cfg(feature = "wasi-p3")]
    Service(Service),
}

impl Linked {
    /// A new instance.
    pub async fn instantiate(&self, store: &mut Store<ComponentState>) -> wasmtime::Result<Called> {
        Ok(match &self.entry {
            Entry::Handler(instances, export) => {
                let instance = instances.instantiate_async(&mut *store).await?;
                Called::Handler(instance.get_typed_func(store, export)?)
            }
            Entry::Proxy(instances) => Called::Proxy(instances.instantiate_async(store).await?),
            #[cfg(feature = "wasi-p3")]
            Entry::Service(instances) => Called::Service(instances.instantiate_async(store).await?),
        })
    }
}

impl ComponentInstance {
    /// Whether it may answer another request when this one is over.
    pub fn can_be_kept(&self) -> bool {
        match &self.called {
            Called::Handler(_) | Called::Proxy(_) => true,
            // What it has started and not awaited would go on as part of another request.
            #[cfg(feature = "wasi-p3")]
            Called::Service(_) => false,
        }
    }

    /// Has the instance answer the request that its store is for.
    pub async fn call(&mut self) -> wasmtime::Result<()> {
        match &self.called {
            Called::Handler(handle) => handle.call_async(&mut self.store, ()).await,
            Called::Proxy(proxy) => http::call(&mut self.store, proxy).await,
            #[cfg(feature = "wasi-p3")]
            Called::Service(service) => http::call_service(&mut self.store, service).await,
        }
    }
}
