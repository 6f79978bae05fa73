//! One request's side of every capability, whatever the handler is written in.

use std::sync::Arc;

use tokio::sync::OwnedMutexGuard;
use wasmtime::component::ResourceTable;
use wasmtime_wasi::clocks::WasiClocksCtx;
use wasmtime_wasi::random::WasiRandomCtx;

use super::budget::{CpuMeter, MemoryBudget};
use super::prepared::FilesSeen;
use crate::docroot::Docroot;
use crate::engine::Task;
use crate::engine::answering::Answering;
use crate::exchange::{RequestBody, RequestHead};
use crate::tenant::Tenant;

/// Files and timers that one instance may hold open at once.
const OPEN_RESOURCES: usize = 1024;

/// What the store of each instance has of its request.
pub struct HandlerState {
    pub(super) request: Arc<RequestHead>,
    pub(super) body: RequestBody,
    pub(super) answering: Arc<Answering>,
    pub(super) tenant: Arc<Tenant>,
    /// The handler's path below the docroot.
    pub(super) handler: Arc<str>,
    pub(super) resources: ResourceTable,
    pub(super) memory: MemoryBudget,
    /// Processor time of the request, and of those before it in a kept instance.
    pub(super) cpu: Arc<CpuMeter>,
    /// Held while the handler holds `stash.lock`.
    pub(super) stash_lock: Option<OwnedMutexGuard<()>>,
    /// The handler's folder, where its view of the docroot ends there; opened when it is first looked into.
    pub(super) folder: Option<Docroot>,
    /// What the instance has looked at. Only where it loads an application to be kept, without a request.
    pub(super) seen: Option<FilesSeen>,
    clocks: Option<WasiClocksCtx>,
    random: Option<WasiRandomCtx>,
}

/// A store's data that has a request's side of the capabilities in it.
pub trait HasHandler: Send + 'static {
    /// That side.
    fn handler(&mut self) -> &mut HandlerState;
}

impl HandlerState {
    /// For an instance that answers `request`.
    pub(super) fn new(task: Task, request: Arc<RequestHead>, body: RequestBody, cpu: Arc<CpuMeter>) -> Self {
        let mut resources = ResourceTable::new();
        resources.set_max_capacity(OPEN_RESOURCES);
        Self {
            memory: MemoryBudget::new(&task.policy.limits),
            tenant: Arc::clone(&task.tenant),
            handler: Arc::clone(&task.handler),
            answering: Arc::new(Answering::new(task, &request.method)),
            request,
            body,
            cpu,
            resources,
            stash_lock: None,
            folder: None,
            seen: None,
            clocks: None,
            random: None,
        }
    }

    /// Makes the instance ready for another request of its handler.
    pub(super) fn begin(&mut self, task: Task, request: Arc<RequestHead>, body: RequestBody, cpu: Arc<CpuMeter>) {
        self.take_over(Arc::new(Answering::new(task, &request.method)), request, body, cpu);
    }

    /// The same, where the request has its way to a response already.
    pub(super) fn take_over(
        &mut self,
        answering: Arc<Answering>,
        request: Arc<RequestHead>,
        body: RequestBody,
        cpu: Arc<CpuMeter>,
    ) {
        self.memory.begin();
        self.answering = answering;
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
