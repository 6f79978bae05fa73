//! What belongs to one instance: the store's data.

use std::sync::Arc;

use tokio::sync::OwnedMutexGuard;
use wasmtime::component::ResourceTable;
use wasmtime_wasi::clocks::WasiClocksCtx;
use wasmtime_wasi::random::WasiRandomCtx;

use super::budget::{CpuMeter, MemoryBudget};
use super::programs::Program;
use super::python::PythonSandbox;
use crate::docroot::Docroot;
use crate::exchange::{Exchange, RequestBody, RequestHead, ResponseChannel};
use crate::policy::Policy;
use crate::tenant::Tenant;

/// Files and timers that one instance may hold open at once.
const OPEN_RESOURCES: usize = 1024;

/// One request's side of every capability.
pub struct HandlerState {
    pub(super) request: Arc<RequestHead>,
    pub(super) body: RequestBody,
    pub(super) response: Arc<ResponseChannel>,
    pub(super) policy: Arc<Policy>,
    pub(super) tenant: Arc<Tenant>,
    pub(super) sandbox: Arc<PythonSandbox>,
    /// The handler's path below the docroot.
    pub(super) handler: Arc<str>,
    pub(super) program: Arc<Program>,
    pub(super) resources: ResourceTable,
    pub(super) memory: MemoryBudget,
    /// Processor time of the request, and of those before it in a kept instance.
    pub(super) cpu: Arc<CpuMeter>,
    /// Log bytes that are left.
    pub(super) log_left: usize,
    /// The handler said that it failed.
    pub(super) failed: bool,
    /// Lines were dropped, and a line said so.
    pub(super) log_full: bool,
    /// Held while the handler holds `stash.lock`.
    pub(super) stash_lock: Option<OwnedMutexGuard<()>>,
    /// The handler's folder, where its view of the docroot ends there; opened when it is first looked into.
    pub(super) folder: Option<Docroot>,
    clocks: Option<WasiClocksCtx>,
    random: Option<WasiRandomCtx>,
}

impl HandlerState {
    /// A state for an instance that runs `program` for `exchange`.
    pub(super) fn new(
        exchange: Exchange,
        handler: Arc<str>,
        program: Arc<Program>,
        policy: Arc<Policy>,
        tenant: Arc<Tenant>,
        sandbox: Arc<PythonSandbox>,
        cpu: Arc<CpuMeter>,
    ) -> Self {
        let mut resources = ResourceTable::new();
        resources.set_max_capacity(OPEN_RESOURCES);
        Self {
            request: exchange.request,
            body: exchange.body,
            response: exchange.response,
            memory: MemoryBudget::new(&policy.limits),
            cpu,
            log_left: policy.limits.log,
            failed: false,
            log_full: false,
            policy,
            tenant,
            sandbox,
            handler,
            program,
            resources,
            stash_lock: None,
            folder: None,
            clocks: None,
            random: None,
        }
    }

    /// Makes the instance ready for another request of its handler.
    pub(super) fn begin(&mut self, exchange: Exchange, cpu: Arc<CpuMeter>) {
        self.request = exchange.request;
        self.body = exchange.body;
        self.response = exchange.response;
        self.cpu = cpu;
        self.log_left = self.policy.limits.log;
    }

    /// Takes out what belongs to the request alone. What is left of its body.
    pub(super) fn end(&mut self) -> RequestBody {
        self.response = Arc::default();
        self.failed = false;
        self.log_full = false;
        self.stash_lock = None;
        std::mem::replace(&mut self.body, RequestBody::empty())
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
