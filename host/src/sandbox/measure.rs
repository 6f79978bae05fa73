//! What the engine alone costs: no sockets, no client. For the benchmarks.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use wasmtime::Store;

use super::budget::CpuMeter;
use super::memory_pool::{FaultMeter, MemoryImage, Origin};
use super::prepared::Preparation;
use super::python::{PythonSandbox, SandboxProgram};
use super::python_state::PythonState;
use crate::engine::Task;
use crate::engine::answering::Answering;
use crate::exchange::{Application, Field, HeadFields, HttpVersion, Mount, RequestBody, RequestHead, ServerInterface};
use crate::server_names::ServerNames;
use crate::tenant::Tenant;

/// Time spent in each part, over all requests.
#[derive(Clone, Copy, Debug, Default, serde::Serialize)]
pub struct Cost {
    /// Making the instances.
    pub instantiate: Duration,
    /// Running the handlers.
    pub call: Duration,
    /// Dropping the instances, their memory made new again.
    pub drop: Duration,
}

/// A handler whose cost is measured.
pub trait Measured: Sync {
    /// So many requests, each in a fresh instance.
    fn fresh(&self, requests: usize) -> wasmtime::Result<Cost>;

    /// So many requests in one instance.
    fn kept(&self, requests: usize) -> wasmtime::Result<Cost>;

    /// `requests` on each of `threads`, each in a fresh instance, or on each thread in one that is kept. The time that the
    /// slowest thread took, and the cost in parts.
    fn run(&self, threads: usize, requests: usize, fresh: bool) -> wasmtime::Result<(Duration, Cost)> {
        let started = Instant::now();
        let costs: Vec<wasmtime::Result<Cost>> = thread::scope(|scope| {
            let run = || if fresh { self.fresh(requests) } else { self.kept(requests) };
            let running: Vec<_> = (0..threads).map(|_| scope.spawn(run)).collect();
            running
                .into_iter()
                .map(|thread| thread.join().unwrap_or_else(|_| Err(wasmtime::Error::msg("a measuring thread failed"))))
                .collect()
        });
        let elapsed = started.elapsed();
        let mut total = Cost::default();
        for cost in costs {
            let cost = cost?;
            total.instantiate += cost.instantiate;
            total.call += cost.call;
            total.drop += cost.drop;
        }
        Ok((elapsed, total))
    }
}

/// A handler in Python.
pub struct Measurement {
    sandbox: Arc<PythonSandbox>,
    tenant: Arc<Tenant>,
    path: Arc<str>,
    program: Arc<SandboxProgram>,
    interface: ServerInterface,
    image: Option<Arc<MemoryImage>>,
}

/// What is asked.
pub(super) fn request(interface: ServerInterface) -> Arc<RequestHead> {
    let local = std::net::SocketAddr::from(([127, 0, 0, 1], 8000));
    let field = |index: usize| Field { name: format!("X-Field-{index}").into(), value: b"some value".to_vec() };
    Arc::new(RequestHead {
        method: "GET".into(),
        target: b"/handler.py".to_vec(),
        version: HttpVersion::Http11,
        stream: None,
        scheme: "http",
        fields: HeadFields::Parsed((0..10).map(field).collect()),
        client: local,
        server: local,
        captures: None,
        mount: Mount { interface, ..Mount::default() },
        names: Arc::new(ServerNames::of_lone(local)),
    })
}

impl Measurement {
    /// The tenant's handler at `path` below its docroot.
    pub fn new(sandbox: Arc<PythonSandbox>, tenant: Arc<Tenant>, path: Arc<str>, program: Arc<SandboxProgram>) -> Self {
        Self { sandbox, tenant, path, program, interface: ServerInterface::File, image: None }
    }

    /// The file is a WSGI application's, which `callable` of it is.
    pub fn of_application(self, callable: String) -> Self {
        let application = Arc::new(Application { module: None, callable });
        Self { interface: ServerInterface::Wsgi(application), ..self }
    }

    /// Has instances begin with the application loaded. Whether they can.
    pub async fn prepare(&mut self) -> bool {
        if let ServerInterface::Wsgi(application) = &self.interface {
            let wanted = Preparation {
                sandbox: Arc::clone(&self.sandbox),
                tenant: Arc::clone(&self.tenant),
                path: Arc::clone(&self.path),
                program: Arc::clone(&self.program),
                application: Arc::clone(application),
                policy: Arc::clone(self.tenant.policy()),
            };
            self.image = self.tenant.prepared.image(wanted).await;
        }
        self.image.is_some()
    }

    fn store(&self, request: &Arc<RequestHead>) -> Store<PythonState> {
        let cpu = Arc::new(CpuMeter::default());
        cpu.begin();
        let program = Arc::clone(&self.program);
        let mut store = self.sandbox.store(self.task(), Arc::clone(request), RequestBody::empty(), program, cpu);
        store.data_mut().begin_as(Origin { image: self.image.clone(), capture: None });
        store
    }

    fn task(&self) -> Task {
        Task::new(Arc::clone(&self.tenant), Arc::clone(&self.path), Arc::clone(self.tenant.policy()), Arc::default())
    }
}

impl Measured for Measurement {
    fn fresh(&self, requests: usize) -> wasmtime::Result<Cost> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let request = request(self.interface.clone());
        let mut cost = Cost::default();
        for _ in 0..requests {
            FaultMeter::default().measure(|| -> wasmtime::Result<()> {
                let begin = Instant::now();
                let mut store = self.store(&request);
                let instance = runtime.block_on(self.sandbox.instantiate(&mut store))?;
                let made = Instant::now();
                runtime.block_on(instance.call_handle(&mut store))?;
                answered(&store.data().handler.answering)?;
                let called = Instant::now();
                drop(store);
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
        let request = request(self.interface.clone());
        let mut store = self.store(&request);
        let instance = runtime.block_on(self.sandbox.instantiate(&mut store))?;
        let mut cost = Cost::default();
        for _ in 0..requests {
            let state = &mut store.data_mut().handler;
            state.answering = Arc::new(state.answering.anew());
            let begin = Instant::now();
            runtime.block_on(instance.call_handle(&mut store))?;
            answered(&store.data().handler.answering)?;
            cost.call += begin.elapsed();
        }
        Ok(cost)
    }
}

/// Fails if a request was not answered: then the wrong thing is measured.
pub(super) fn answered(answering: &Answering) -> wasmtime::Result<()> {
    if answering.response().written() == 0 {
        return Err(wasmtime::Error::msg("the handler gave no content; measure one that does"));
    }
    Ok(())
}
