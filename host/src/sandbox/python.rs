//! The Python runtime as an engine: one compiled component, a pre-linked instance, pools of memories and stacks.

use std::path::PathBuf;
use std::sync::Arc;

use thiserror::Error;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use wasmtime::component::{Component, Linker};
use wasmtime::{Config, Engine, OptLevel, Store, Trap, UpdateDeadline};

use super::bindings::exports::airlock::handler::compiler;
use super::bindings::{Interpreter, InterpreterPre};
use super::budget::{CpuMeter, LimitExceeded};
use super::instance::HandlerRun;
use super::memory_pool::{MemoryPool, Snapshot};
use super::runtime_files::{RuntimeError, RuntimeFiles};
use super::stack_pool::StackPool;
use super::state::HandlerState;
use super::{capabilities, epoch};
use crate::docroot::Docroot;
use crate::engine::{Outcome, Overload, endings};
use crate::exchange::{Exchange, HeadFields, HttpVersion, RequestBody, RequestHead, ResponseChannel};
use crate::policy::{ContentHash, Limit, Policy, Rules, Trust};
use crate::programs::{Compiled, Compiler, Problem, Program, ProgramError, Programs};
use crate::stash::Stash;

/// Stack that compiled code may use. Deep recursion in the interpreter's C code ends in a `RecursionError` before this.
const WASM_STACK: usize = 16 << 20;
/// A fiber's stack: the above, and room for host functions.
const FIBER_STACK: usize = WASM_STACK + (1 << 20);
/// Addresses reserved for a memory, so that no access needs a check.
const MEMORY_RESERVATION: u64 = 4 << 30;
const MEMORY_GUARD: u64 = 32 << 20;
/// The priority of threads that run long requests, against 0 for all others.
const BACKGROUND_NICE: i32 = 15;

/// What is served: files, their compiled programs, and the stash.
#[derive(Debug)]
pub struct Site {
    /// The files.
    pub docroot: Docroot,
    /// The stash.
    pub stash: Stash,
    /// What handlers of it may do and use up.
    pub policy: Arc<Policy>,
    /// Which policy some of them have instead.
    pub rules: Rules,
    programs: Programs<Vec<u8>>,
}

impl Site {
    /// A site over `docroot` with an empty stash.
    pub fn new(docroot: Docroot, policy: Arc<Policy>) -> Self {
        Self { docroot, stash: Stash::default(), policy, rules: Rules::default(), programs: Programs::default() }
    }

    /// The policy for the file at `path`; `text` gives its text's hash, if it has one.
    pub fn policy_of(&self, path: &str, text: impl FnMut() -> Option<ContentHash>) -> &Arc<Policy> {
        self.rules.find(path, text).map_or(&self.policy, |rule| &rule.policy)
    }

    /// Which engine may run the file at `path` if this is its text.
    pub fn trust_of(&self, path: &str, text: ContentHash) -> Trust {
        self.policy_of(path, || Some(text)).trust
    }
}

/// A program as an instance loads it.
pub type SandboxProgram = Program<Vec<u8>>;

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
    runtime: InterpreterPre<HandlerState>,
    permits: Arc<Semaphore>,
    background: Option<Runtime>,
}

fn configuration() -> Config {
    let mut config = Config::new();
    config
        .wasm_component_model(true)
        .epoch_interruption(true)
        .cranelift_opt_level(OptLevel::Speed)
        .memory_reservation(MEMORY_RESERVATION)
        .memory_guard_size(MEMORY_GUARD)
        .memory_may_move(false)
        .memory_init_cow(false)
        .generate_address_map(false)
        .max_wasm_stack(WASM_STACK)
        .async_stack_size(FIBER_STACK);
    config
}

impl PythonSandbox {
    /// Loads the runtime, compiling it for this machine if that was not done yet. `concurrency`: instances at once.
    pub fn start(runtime: Option<PathBuf>, concurrency: usize) -> Result<Arc<Self>, StartError> {
        let files = RuntimeFiles::locate(runtime)?;
        let snapshot = Snapshot::new(&files.read_image()?)?;
        let mut config = configuration();
        config.with_host_memory(Arc::new(MemoryPool::new(snapshot)));
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
            permits: Arc::new(Semaphore::new(concurrency)),
            background: Some(background),
        }))
    }

    /// The program of a source file of the site, compiled if need be.
    pub async fn program(self: &Arc<Self>, site: &Arc<Site>, path: &str) -> Result<Arc<SandboxProgram>, ProgramError> {
        site.programs.load(&site.docroot, path, &InstanceCompiler { sandbox: self, site }).await
    }

    /// Begins to answer `exchange` with the handler at `path`.
    pub fn handle(
        self: &Arc<Self>,
        exchange: Exchange,
        path: Arc<str>,
        site: Arc<Site>,
    ) -> Result<HandlerRun, Overload> {
        let policy = Arc::clone(&site.policy);
        let permit = Arc::clone(&self.permits).try_acquire_owned().map_err(|_| Overload::Sandboxes)?;
        let response = Arc::clone(&exchange.response);
        let cpu = Arc::new(CpuMeter::default());
        let request = HandlerRequest {
            sandbox: Arc::clone(self),
            exchange,
            path: Arc::clone(&path),
            policy: Arc::clone(&policy),
            site,
            cpu: Arc::clone(&cpu),
            _permit: permit,
        };
        let background = match &self.background {
            Some(runtime) => runtime.handle().clone(),
            None => return Err(Overload::Sandboxes),
        };
        Ok(HandlerRun::new(Box::pin(request.run()), response, policy, path, cpu, background))
    }

    /// Runs the top level of the file at `path` without a request. None: it could handle one.
    pub async fn check(self: &Arc<Self>, site: &Arc<Site>, path: &str) -> Result<(), Problem> {
        let policy = &site.policy;
        let program = match self.program(site, path).await {
            Ok(program) => program,
            Err(error) => return Err(problem(path, "OSError", &error.to_string())),
        };
        if let Err(found) = &program.compiled {
            return Err(found.clone());
        }
        let exchange = no_exchange();
        let cpu = Arc::new(CpuMeter::default());
        let mut store =
            self.store(exchange, path.into(), program, Arc::clone(policy), Arc::clone(site), Arc::clone(&cpu));
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

    /// A new instance of the runtime.
    pub(super) async fn instantiate(&self, store: &mut Store<HandlerState>) -> wasmtime::Result<Interpreter> {
        self.runtime.instantiate_async(store).await
    }

    /// A store for one request.
    pub(super) fn store(
        self: &Arc<Self>,
        exchange: Exchange,
        path: Arc<str>,
        program: Arc<SandboxProgram>,
        policy: Arc<Policy>,
        site: Arc<Site>,
        cpu: Arc<CpuMeter>,
    ) -> Store<HandlerState> {
        let (limit, host_memory) = (policy.limits.cpu, policy.limits.host_memory);
        let state = HandlerState::new(exchange, path, program, policy, site, Arc::clone(self));
        let mut store = Store::new(&self.engine, state);
        store.limiter(|state| &mut state.memory);
        store.set_hostcall_fuel(host_memory);
        store.set_epoch_deadline(1);
        store.epoch_deadline_callback(move |_| {
            if cpu.total() >= limit {
                return Err(LimitExceeded(Limit::Cpu).into());
            }
            // Ticks pass while an instance waits as well: what has just begun to run goes on.
            if cpu.slice() < epoch::SLICE {
                return Ok(UpdateDeadline::Continue(1));
            }
            cpu.preempt();
            Ok(UpdateDeadline::Yield(1))
        });
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

fn link(engine: &Engine, component: &Component) -> wasmtime::Result<InterpreterPre<HandlerState>> {
    let mut linker = Linker::new(engine);
    capabilities::add_to_linker(&mut linker)?;
    InterpreterPre::new(linker.instantiate_pre(component)?)
}

#[allow(unsafe_code)]
fn lower_priority() {
    // SAFETY: no memory is passed. On Linux 0 names the calling thread.
    if unsafe { libc::setpriority(libc::PRIO_PROCESS, 0, BACKGROUND_NICE) } != 0 {
        tracing::warn!("lowering the priority of a background thread failed; long requests may delay others");
    }
}

/// All that one request needs until its handler has ended.
struct HandlerRequest {
    sandbox: Arc<PythonSandbox>,
    exchange: Exchange,
    path: Arc<str>,
    policy: Arc<Policy>,
    site: Arc<Site>,
    cpu: Arc<CpuMeter>,
    _permit: OwnedSemaphorePermit,
}

impl HandlerRequest {
    async fn run(self) -> Outcome {
        let response = Arc::clone(&self.exchange.response);
        let Self { sandbox, site, .. } = &self;
        let compiler = InstanceCompiler { sandbox, site };
        let (path, program) = match site.programs.find_handler(&site.docroot, &self.path, &compiler).await {
            Ok(found) => found,
            Err(error) => return endings::no_program(&error, &self.path, &self.policy, &response),
        };
        if let Err(problem) = &program.compiled {
            return endings::does_not_compile(problem, &path, &self.policy, &response);
        }
        let Self { sandbox, exchange, policy, site, cpu, _permit, .. } = self;
        let mut store = sandbox.store(exchange, Arc::clone(&path), program, Arc::clone(&policy), site, cpu);
        let result = match sandbox.instantiate(&mut store).await {
            Ok(instance) => instance.call_handle(&mut store).await,
            Err(error) => Err(error),
        };
        let state = store.into_data();
        let memory_refused = state.memory.was_refused();
        let failed = state.answering.has_failed();
        response.leave_body(state.body);
        match conclude(result, memory_refused, &path, &policy, &response) {
            Outcome::Done if failed => Outcome::Failed,
            outcome => outcome,
        }
    }
}

/// Makes an end of the response, whatever the instance left it at.
fn conclude(
    result: wasmtime::Result<()>,
    memory_refused: bool,
    path: &str,
    policy: &Policy,
    response: &ResponseChannel,
) -> Outcome {
    let error = match result {
        Ok(()) if response.has_begun() => {
            response.finish();
            return Outcome::Done;
        }
        Ok(()) => wasmtime::Error::msg("the handler returned without an answer"),
        Err(error) => error,
    };
    if let Some(LimitExceeded(limit)) = error.downcast_ref() {
        endings::over_limit(*limit, path, policy, response);
    } else if memory_refused {
        endings::over_limit(Limit::Memory, path, policy, response);
    } else {
        endings::failed(500, &cause(&error), path, policy, response);
    }
    Outcome::Failed
}

/// Why an instance ended, in words for its handler's author.
fn cause(error: &wasmtime::Error) -> String {
    match error.downcast_ref() {
        Some(Trap::UnreachableCodeReached) => "the handler ended the interpreter (os._exit, abort)".to_owned(),
        // Where the interpreter itself counts its depth, the handler gets a RecursionError of its own.
        Some(Trap::StackOverflow) => "RecursionError: calls inside the interpreter nest too deeply".to_owned(),
        _ => format!("{:#}", error.root_cause()),
    }
}

/// Compiles in an instance made for it, which has run no handler.
struct InstanceCompiler<'a> {
    sandbox: &'a Arc<PythonSandbox>,
    site: &'a Arc<Site>,
}

impl Compiler for InstanceCompiler<'_> {
    type Code = Vec<u8>;

    async fn compile(&self, source: Vec<u8>, path: &str) -> Result<Compiled<Vec<u8>>, ProgramError> {
        let policy = Arc::clone(&self.site.policy);
        let wall = policy.limits.wall;
        let cpu = Arc::new(CpuMeter::default());
        cpu.begin();
        let empty = Arc::new(Program { text: ContentHash::default(), compiled: Ok(Vec::new()) });
        let mut store =
            self.sandbox.store(no_exchange(), path.into(), empty, policy, Arc::clone(self.site), Arc::clone(&cpu));
        let compiled = async {
            let instance = self.sandbox.instantiate(&mut store).await?;
            instance.airlock_handler_compiler().call_compile(&mut store, &source, path).await
        };
        let compiled =
            tokio::time::timeout(wall, compiled).await.unwrap_or_else(|_| Err(LimitExceeded(Limit::Wall).into()));
        match compiled {
            Ok(Ok(code)) => Ok(Ok(code)),
            Ok(Err(found)) => Ok(Err(from_guest(found))),
            Err(error) => Err(ProgramError::Compiler(cause(&error))),
        }
    }

    fn size(&self, code: &Vec<u8>) -> usize {
        code.len()
    }
}

/// For instances that answer no request.
fn no_exchange() -> Exchange {
    let nobody = std::net::SocketAddr::from(([0, 0, 0, 0], 0));
    Exchange {
        request: Arc::new(RequestHead {
            method: String::new(),
            target: Vec::new(),
            version: HttpVersion::Http11,
            scheme: "http",
            fields: HeadFields::Parsed(Vec::new()),
            client: nobody,
            server: nobody,
        }),
        body: RequestBody::empty(),
        response: Arc::new(ResponseChannel::default()),
    }
}

fn from_guest(found: compiler::Problem) -> Problem {
    Problem { path: found.path, line: found.line, kind: found.kind, message: found.message }
}

fn problem(path: &str, kind: &str, message: &str) -> Problem {
    Problem { path: path.to_owned(), line: 0, kind: kind.to_owned(), message: message.to_owned() }
}
