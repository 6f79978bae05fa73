//! What belongs to one instance: the store's data.

use std::sync::Arc;

use tokio::sync::OwnedMutexGuard;
use wasmtime::component::ResourceTable;
use wasmtime_wasi::clocks::WasiClocksCtx;
use wasmtime_wasi::random::WasiRandomCtx;

use super::budget::MemoryBudget;
use super::python::{PythonSandbox, SandboxProgram, Site};
use crate::engine::answering::Answering;
use crate::exchange::{Exchange, RequestBody, RequestHead};
use crate::policy::Policy;

/// Files and timers that one instance may hold open at once.
const OPEN_RESOURCES: usize = 1024;

/// One request's side of every capability.
pub struct HandlerState {
    pub(super) request: Arc<RequestHead>,
    pub(super) body: RequestBody,
    pub(super) answering: Answering,
    pub(super) site: Arc<Site>,
    pub(super) sandbox: Arc<PythonSandbox>,
    /// The handler's path below the docroot.
    pub(super) handler: Arc<str>,
    pub(super) program: Arc<SandboxProgram>,
    pub(super) resources: ResourceTable,
    pub(super) memory: MemoryBudget,
    /// Held while the handler holds `stash.lock`.
    pub(super) stash_lock: Option<OwnedMutexGuard<()>>,
    clocks: Option<WasiClocksCtx>,
    random: Option<WasiRandomCtx>,
}

impl HandlerState {
    /// A state for an instance that runs `program` for `exchange`.
    pub(super) fn new(
        exchange: Exchange,
        handler: Arc<str>,
        program: Arc<SandboxProgram>,
        policy: Arc<Policy>,
        site: Arc<Site>,
        sandbox: Arc<PythonSandbox>,
    ) -> Self {
        let mut resources = ResourceTable::new();
        resources.set_max_capacity(OPEN_RESOURCES);
        let memory = MemoryBudget::new(&policy.limits);
        Self {
            body: exchange.body,
            answering: Answering::new(exchange.response, policy, Arc::clone(&handler), &exchange.request.method),
            request: exchange.request,
            memory,
            site,
            sandbox,
            handler,
            program,
            resources,
            stash_lock: None,
            clocks: None,
            random: None,
        }
    }

    /// WASI's clocks, made when the handler first asks for the time.
    pub(super) fn clocks(&mut self) -> (&mut WasiClocksCtx, &mut ResourceTable) {
        (self.clocks.get_or_insert_with(WasiClocksCtx::default), &mut self.resources)
    }

    /// WASI's entropy, made when the handler first asks for some.
    pub(super) fn random(&mut self) -> &mut WasiRandomCtx {
        self.random.get_or_insert_with(WasiRandomCtx::default)
    }
}
