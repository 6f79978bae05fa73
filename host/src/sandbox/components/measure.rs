use std::sync::Arc;
use std::time::Instant;

use super::Components;
use super::instance::ComponentInstance;
use super::loaded::{Linked, Loaded};
use super::request::linked;
use super::state::ComponentState;
use crate::engine::Task;
use crate::exchange::{RequestBody, ServerInterface};
use crate::sandbox::budget::CpuMeter;
use crate::sandbox::measure::{Cost, Measured, answered, request};
use crate::sandbox::memory_pool::FaultMeter;
use crate::sandbox::python::PythonSandbox;
use crate::sandbox::state::HandlerState;
use crate::tenant::Tenant;

/// A component.
pub struct ComponentMeasurement {
    components: Arc<Components>,
    loaded: Arc<Loaded>,
    task: Task,
}

impl ComponentMeasurement {
    /// The tenant's component at `path` below its docroot.
    pub async fn new(sandbox: &PythonSandbox, tenant: &Arc<Tenant>, path: Arc<str>) -> wasmtime::Result<Self> {
        let (_permit, background) = sandbox.place()?;
        let components = sandbox.components(&background)?;
        let task = Task::new(Arc::clone(tenant), path, Arc::clone(tenant.policy()), Arc::default());
        let loaded = components.component(&task).await?;
        Ok(Self { components, loaded, task })
    }

    fn linked(&self) -> wasmtime::Result<&Linked> {
        linked(&self.components, &self.loaded, &self.task.policy).map_err(|why| wasmtime::Error::msg(why.to_owned()))
    }

    /// What one request begins with.
    fn state(&self) -> HandlerState {
        let cpu = Arc::new(CpuMeter::default());
        cpu.begin();
        let task = Task { response: Arc::default(), ..self.task.clone() };
        HandlerState::new(task, request(ServerInterface::File), RequestBody::empty(), cpu)
    }

    async fn instance(&self) -> wasmtime::Result<ComponentInstance> {
        let linked = self.linked()?;
        let mut store = self
            .components
            .store(ComponentState::new(self.state(), Arc::clone(&self.components.connector)), &self.task);
        let called = linked.instantiate(&mut store).await?;
        Ok(ComponentInstance { store, called, text: linked.text, idle: None })
    }
}

impl Measured for ComponentMeasurement {
    fn fresh(&self, requests: usize) -> wasmtime::Result<Cost> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let mut cost = Cost::default();
        for _ in 0..requests {
            FaultMeter::default().measure(|| -> wasmtime::Result<()> {
                let begin = Instant::now();
                let mut instance = runtime.block_on(self.instance())?;
                let made = Instant::now();
                runtime.block_on(instance.call())?;
                answered(&instance.store.data().handler.answering)?;
                let called = Instant::now();
                drop(instance);
                cost.instantiate += made - begin;
                cost.call += called - made;
                cost.drop += called.elapsed();
                Ok(())
            })?;
        }
        Ok(cost)
    }

    fn kept(&self, requests: usize) -> wasmtime::Result<Cost> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let mut instance = runtime.block_on(self.instance())?;
        let mut cost = Cost::default();
        for _ in 0..requests {
            let state = self.state();
            let begin = Instant::now();
            instance.store.data_mut().begin(state);
            runtime.block_on(instance.call())?;
            answered(&instance.store.data().handler.answering)?;
            cost.call += begin.elapsed();
        }
        Ok(cost)
    }
}
