//! What belongs to one instance: the store's data.

use std::sync::Arc;

use tokio::sync::OwnedMutexGuard;
use wasmtime::component::ResourceTable;
use wasmtime_wasi::clocks::WasiClocksCtx;
use wasmtime_wasi::random::WasiRandomCtx;

use super::budget::{CpuMeter, MemoryBudget};
use super::memory_pool::Origin;
use super::prepared::FilesSeen;
use super::python::{PythonSandbox, SandboxProgram};
use crate::docroot::Docroot;
use crate::engine::Task;
use crate::engine::answering::Answering;
use crate::exchange::{RequestBody, RequestHead};
use crate::tenant::Tenant;

/// Files and timers that one instance may hold open at once.
const OPEN_RESOURCES: usize = 1024;

/// One request's side of every capability.
pub struct HandlerState {
    pub(super) request: Arc<RequestHead>,
    pub(super) body: RequestBody,
    pub(super) answering: Answering,
    pub(super) tenant: Arc<Tenant>,
    pub(super) sandbox: Arc<PythonSandbox>,
    /// The handler's path below the docroot.
    pub(super) handler: Arc<str>,
    pub(super) program: Arc<SandboxProgram>,
    pub(super) resources: ResourceTable,
    pub(super) memory: MemoryBudget,
    /// Processor time of the request, and of those before it in a kept instance.
    pub(super) cpu: Arc<CpuMeter>,
    /// Held while the handler holds `stash.lock`.
    pub(super) stash_lock: Option<OwnedMutexGuard<()>>,
    /// The handler's folder, where its view of the docroot ends there; opened when it is first looked into.
    pub(super) folder: Option<Docroot>,
    /// What the instance's memory begins as.
    pub(super) origin: Origin,
    /// What the instance has looked at. Only where it loads an application to be kept, without a request.
    pub(super) seen: Option<FilesSeen>,
    clocks: Option<WasiClocksCtx>,
    random: Option<WasiRandomCtx>,
}

impl HandlerState {
    /// A state for an instance that runs `program` for `request`.
    pub(super) fn new(
        task: Task,
        request: Arc<RequestHead>,
        body: RequestBody,
        program: Arc<SandboxProgram>,
        sandbox: Arc<PythonSandbox>,
        cpu: Arc<CpuMeter>,
    ) -> Self {
        let mut resources = ResourceTable::new();
        resources.set_max_capacity(OPEN_RESOURCES);
        Self {
            memory: MemoryBudget::new(&task.policy.limits),
            tenant: Arc::clone(&task.tenant),
            handler: Arc::clone(&task.handler),
            answering: Answering::new(task, &request.method),
            request,
            body,
            cpu,
            sandbox,
            program,
            resources,
            stash_lock: None,
            folder: None,
            origin: Origin::default(),
            seen: None,
            clocks: None,
            random: None,
        }
    }

    /// The instance that will be made has a memory of this origin.
    pub(super) fn begin_as(&mut self, origin: Origin) {
        self.memory.begin_with(origin.size());
        self.origin = origin;
    }

    /// Makes the instance ready for another request of its handler.
    pub(super) fn begin(&mut self, task: Task, request: Arc<RequestHead>, body: RequestBody, cpu: Arc<CpuMeter>) {
        self.answering = Answering::new(task, &request.method);
        self.request = request;
        self.body = body;
        self.cpu = cpu;
    }

    /// Lets go of what belongs to the request alone. What is left of its body.
    pub(super) fn end(&mut self) -> RequestBody {
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
