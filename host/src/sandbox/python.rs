//! The Python runtime as an engine: one compiled component, a pre-linked instance, pools of memories and stacks.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use thiserror::Error;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use wasmtime::component::{Component, Linker};
use wasmtime::{Engine, MemoryCreator, Store};

use super::bindings::exports::airlock::handler::compiler;
use super::bindings::{Interpreter, InterpreterPre};
use super::budget::{CpuMeter, LimitExceeded};
use super::commands::Commands;
use super::compilation::compilation;
use super::components::LazyComponents;
use super::handler_request::{HandlerRequest, cause};
use super::instance::HandlerRun;
use super::memory_pool::{MemoryImage, MemoryPool, Snapshot};
use super::prepared::{Preparation, Shelf};
use super::python_state::PythonState;
use super::runtime_files::{RuntimeError, RuntimeFiles};
use super::stack_pool::StackPool;
use super::state::HandlerState;
use super::{capabilities, epoch};
use crate::engine::{Overload, Task};
use crate::exchange::{Application, Exchange, HeadFields, HttpVersion, Mount, RequestBody, RequestHead};
use crate::policy::{ContentHash, Grant, Limit, PagemapScan};
use crate::programs::{Compiled, Compiler, Problem, Program, ProgramError};
use crate::router::tell_missing;
use crate::server_names::ServerNames;
use crate::tenant::Tenant;

/// Stack that compiled code may use. Deep recursion in the interpreter's C code ends in a `RecursionError` before this.
const WASM_STACK: usize = 16 << 20;
/// The priority of threads that run long requests, against 0 for all others.
const BACKGROUND_NICE: i32 = 15;

/// A program as an instance loads it.
pub type SandboxProgram = Program<Vec<u8>>;

/// A grant that a text seems to need.
#[derive(Clone, Debug)]
pub struct SurveyedNeed {
    /// The grant.
    pub grant: Grant,
    /// From 1 on; 0 when unknown.
    pub line: u32,
    /// What was seen there; for an import, the dotted name.
    pub what: String,
}

impl SurveyedNeed {
    fn from_guest(need: compiler::Need) -> Option<Self> {
        Some(Self { grant: Grant::named(&need.grant)?, line: need.line, what: need.what })
    }
}

/// Why the engine could not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The built runtime is missing or damaged.
    #[error(transparent)]
    Runtime(#[from] RuntimeError),
    /// wasmtime refused its configuration or the component.
    #[error("preparing the Python sandbox: {0:#}")]
    Engine(#[from] wasmtime::Error),
    /// Memory or threads could not be had.
    #[error("preparing the Python sandbox: {0}")]
    System(#[from] std::io::Error),
}

/// Runs Python handlers, each request in an instance of its own.
pub struct PythonSandbox {
    engine: Engine,
    runtime: InterpreterPre<PythonState>,
    memories: Arc<MemoryPool>,
    shelf: Shelf,
    permits: Arc<Semaphore>,
    concurrency: usize,
    background: Option<Runtime>,
    /// Made when the first Wasm command is run.
    pub(super) commands: OnceLock<Arc<Commands>>,
    pub(super) components: LazyComponents,
}

impl PythonSandbox {
    /// Loads the runtime, compiling it for this machine if that was not done yet. `concurrency`: instances at once.
    pub fn start(runtime: Option<PathBuf>, concurrency: usize) -> Result<Arc<Self>, StartError> {
        let files = RuntimeFiles::locate(runtime)?;
        let snapshot = Snapshot::new(&files.read_image()?)?;
        let mut config = compilation(WASM_STACK);
        config.memory_init_cow(false);
        let memories = Arc::new(MemoryPool::new(snapshot));
        config.with_host_memory(Arc::clone(&memories) as Arc<dyn MemoryCreator>);
        config.with_host_stack(Arc::new(StackPool::default()));
        let engine = Engine::new(&config)?;
        let component = files.load(&engine)?;
        let runtime = link(&engine, &component)?;
        epoch::start(engine.weak())?;
        let background = Builder::new_multi_thread()
            .thread_name("background")
            .on_thread_start(lower_priority)
            .enable_all()
            .build()?;
        Ok(Arc::new(Self {
            engine,
            runtime,
            memories,
            shelf: Shelf::default(),
            permits: Arc::new(Semaphore::new(concurrency)),
            concurrency,
            background: Some(background),
            commands: OnceLock::new(),
            components: LazyComponents::default(),
        }))
    }

    /// For a server, which stays: whether changed pages of memories are scanned for, as `setting` says and as the machine swaps.
    pub fn scan_as(&self, setting: PagemapScan) -> std::io::Result<()> {
        self.memories.scan_as(setting)
    }

    /// The program of a source file of the tenant, compiled if need be.
    pub async fn program(
        self: &Arc<Self>,
        tenant: &Arc<Tenant>,
        path: &str,
    ) -> Result<Arc<SandboxProgram>, ProgramError> {
        tenant.programs.load(&tenant.docroot, path, &InstanceCompiler { sandbox: self, tenant }).await
    }

    /// A place for an instance, and where it runs when it proves to be long.
    pub(super) fn place(&self) -> Result<(OwnedSemaphorePermit, Handle), Overload> {
        let full = || Overload::Sandboxes(self.concurrency);
        let permit = Arc::clone(&self.permits).try_acquire_owned().map_err(|_| full())?;
        Ok((permit, self.background().ok_or_else(full)?))
    }

    /// Instances at once.
    pub(super) fn concurrency(&self) -> usize {
        self.concurrency
    }

    /// Begins to answer `exchange`.
    pub fn handle(self: &Arc<Self>, exchange: Exchange, task: Task) -> Result<HandlerRun, Overload> {
        let (permit, background) = self.place()?;
        let cpu = Arc::new(CpuMeter::default());
        let request = HandlerRequest::new(Arc::clone(self), exchange, task.clone(), Arc::clone(&cpu), permit);
        Ok(HandlerRun::new(Box::pin(request.run()), task, cpu, background))
    }

    /// Runs the top level of the file at `path` without a request. None: it could handle one.
    pub async fn check(self: &Arc<Self>, tenant: &Arc<Tenant>, path: &str) -> Result<(), Problem> {
        let policy = tenant.policy();
        let program = match self.program(tenant, path).await {
            Ok(program) => program,
            Err(error) => return Err(problem(path, "OSError", &error.to_string())),
        };
        if let Err(found) = &program.compiled {
            return Err(found.clone());
        }
        let cpu = Arc::new(CpuMeter::default());
        let mut store = self.store_without_request(tenant, path, program, Arc::clone(&cpu));
        cpu.begin();
        let checked = async {
            let instance = self.instantiate(&mut store).await?;
            instance.airlock_handler_compiler().call_check(&mut store).await
        };
        match tokio::time::timeout(policy.limits.wall, checked).await {
            Ok(Ok(Ok(()))) => Ok(()),
            Ok(Ok(Err(found))) => Err(from_guest(found)),
            Ok(Err(error)) => Err(problem(path, "Sandbox", &cause(&error))),
            Err(_) => Err(problem(path, "Sandbox", &LimitExceeded(Limit::Wall).to_string())),
        }
    }

    /// What the text of the file at `path` seems to need. It is not run.
    pub async fn survey(self: &Arc<Self>, tenant: &Arc<Tenant>, path: &str) -> Result<Vec<SurveyedNeed>, Problem> {
        let source = tenant.docroot.read(path).map_err(|error| problem(path, "OSError", &error.to_string()))?;
        let cpu = Arc::new(CpuMeter::default());
        let empty = Arc::new(Program { text: ContentHash::default(), compiled: Ok(Vec::new()) });
        let mut store = self.store_without_request(tenant, path, empty, Arc::clone(&cpu));
        cpu.begin();
        let surveyed = async {
            let instance = self.instantiate(&mut store).await?;
            instance.airlock_handler_compiler().call_survey(&mut store, &source, path).await
        };
        match tokio::time::timeout(tenant.policy().limits.wall, surveyed).await {
            Ok(Ok(Ok(needs))) => Ok(needs.into_iter().filter_map(SurveyedNeed::from_guest).collect()),
            Ok(Ok(Err(found))) => Err(from_guest(found)),
            Ok(Err(error)) => Err(problem(path, "Sandbox", &cause(&error))),
            Err(_) => Err(problem(path, "Sandbox", &LimitExceeded(Limit::Wall).to_string())),
        }
    }

    /// Begins to load the applications that a tenant's configuration names, so that their first requests need not.
    pub fn prepare_applications(self: &Arc<Self>, tenant: &Arc<Tenant>) {
        for mounted in tenant.applications() {
            match mounted.file(&tenant.docroot) {
                Some(path) => self.prepare_application(tenant, path.into(), Arc::clone(&mounted.application)),
                None => tell_missing(&mounted.application, &tenant.name),
            }
        }
    }

    fn prepare_application(self: &Arc<Self>, tenant: &Arc<Tenant>, path: Arc<str>, application: Arc<Application>) {
        let (sandbox, tenant) = (Arc::clone(self), Arc::clone(tenant));
        let Some(background) = self.background() else { return };
        background.spawn(async move {
            // The same goes for what does not compile.
            let Ok(program) = sandbox.program(&tenant, &path).await else { return };
            if program.compiled.is_err() || tenant.is_trusted(&path, program.text) {
                return;
            }
            let policy = Arc::clone(tenant.policy_of(&path, program.text));
            let applications = Arc::clone(&tenant.prepared);
            applications.image(Preparation { sandbox, tenant, path, program, application, policy }).await;
        });
    }

    /// A new instance of the runtime, its memory of the origin that the state names.
    pub(super) async fn instantiate(&self, store: &mut Store<PythonState>) -> wasmtime::Result<Interpreter> {
        let origin = store.data().origin.clone();
        origin.during(self.runtime.instantiate_async(store)).await
    }

    /// An application's image for memories.
    pub(super) fn image(&self, snapshot: Snapshot) -> Arc<MemoryImage> {
        self.memories.image(snapshot)
    }

    /// Where applications' images are.
    pub(super) fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    /// Threads of low priority; none when the server goes down.
    pub(super) fn background(&self) -> Option<Handle> {
        self.background.as_ref().map(|runtime| runtime.handle().clone())
    }

    /// A store that answers no request.
    fn store_without_request(
        self: &Arc<Self>,
        tenant: &Arc<Tenant>,
        path: &str,
        program: Arc<SandboxProgram>,
        cpu: Arc<CpuMeter>,
    ) -> Store<PythonState> {
        let task = Task::new(Arc::clone(tenant), path.into(), Arc::clone(tenant.policy()), Arc::default());
        self.store(task, Arc::new(no_request()), RequestBody::empty(), program, cpu)
    }

    /// A store for one request.
    pub(super) fn store(
        self: &Arc<Self>,
        task: Task,
        request: Arc<RequestHead>,
        body: RequestBody,
        program: Arc<SandboxProgram>,
        cpu: Arc<CpuMeter>,
    ) -> Store<PythonState> {
        let (limit, host_memory) = (task.policy.limits.cpu, task.policy.limits.host_memory);
        let state = PythonState::new(HandlerState::new(task, request, body, cpu), program, Arc::clone(self));
        let mut store = Store::new(&self.engine, state);
        store.limiter(|state| &mut state.handler.memory);
        store.set_hostcall_fuel(host_memory);
        epoch::limit_processor_time(&mut store, limit, |state: &PythonState| &state.handler.cpu);
        store
    }
}

impl Drop for PythonSandbox {
    fn drop(&mut self) {
        // A runtime must not be dropped where tasks run; what is left on it ends with the process.
        if let Some(background) = self.background.take() {
            background.shutdown_background();
        }
    }
}

fn link(engine: &Engine, component: &Component) -> wasmtime::Result<InterpreterPre<PythonState>> {
    let mut linker = Linker::new(engine);
    capabilities::add_to_linker(&mut linker)?;
    capabilities::add_modules_to_linker(&mut linker)?;
    InterpreterPre::new(linker.instantiate_pre(component)?)
}

#[allow(unsafe_code)]
fn lower_priority() {
    // SAFETY: no memory is passed. On Linux 0 names the calling thread.
    if unsafe { libc::setpriority(libc::PRIO_PROCESS, 0, BACKGROUND_NICE) } != 0 {
        tracing::warn!("lowering the priority of a background thread failed; long requests may delay others");
    }
}

/// Compiles in an instance made for it, which has run no handler.
pub(super) struct InstanceCompiler<'a> {
    pub(super) sandbox: &'a Arc<PythonSandbox>,
    pub(super) tenant: &'a Arc<Tenant>,
}

impl Compiler for InstanceCompiler<'_> {
    type Code = Vec<u8>;

    async fn compile(&self, source: Vec<u8>, path: &str) -> Result<Compiled<Vec<u8>>, ProgramError> {
        let wall = self.tenant.policy().limits.wall;
        let cpu = Arc::new(CpuMeter::default());
        cpu.begin();
        let empty = Arc::new(Program { text: ContentHash::default(), compiled: Ok(Vec::new()) });
        let mut store = self.sandbox.store_without_request(self.tenant, path, empty, Arc::clone(&cpu));
        let compiled = async {
            let instance = self.sandbox.instantiate(&mut store).await?;
            instance.airlock_handler_compiler().call_compile(&mut store, &source, path).await
        };
        let compiled =
            tokio::time::timeout(wall, compiled).await.unwrap_or_else(|_| Err(LimitExceeded(Limit::Wall).into()));
        match compiled {
            Ok(Ok(code)) => Ok(Ok(code)),
            Ok(Err(found)) => Ok(Err(from_guest(found))),
            Err(error) => Err(match error.downcast_ref() {
                Some(LimitExceeded(limit)) => ProgramError::OverLimit(*limit),
                None if store.data().handler.memory.was_refused() => ProgramError::OverLimit(Limit::Memory),
                None => ProgramError::Compiler(cause(&error)),
            }),
        }
    }

    fn size(&self, code: &Vec<u8>) -> usize {
        code.len()
    }
}

/// For instances that answer no request.
pub(super) fn no_request() -> RequestHead {
    let nobody = std::net::SocketAddr::from(([0, 0, 0, 0], 0));
    RequestHead {
        method: String::new(),
        target: Vec::new(),
        version: HttpVersion::Http11,
        stream: None,
        scheme: "http",
        fields: HeadFields::Parsed(Vec::new()),
        client: nobody,
        server: nobody,
        captures: None,
        mount: Mount::default(),
        names: Arc::new(ServerNames::of_lone(nobody)),
    }
}

/// A problem as the host has it.
pub(super) fn from_guest(found: compiler::Problem) -> Problem {
    Problem { path: found.path, line: found.line, kind: found.kind, message: found.message }
}

fn problem(path: &str, kind: &str, message: &str) -> Problem {
    Problem { path: path.to_owned(), line: 0, kind: kind.to_owned(), message: message.to_owned() }
}
