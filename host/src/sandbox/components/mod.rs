//! WebAssembly components as handlers, in any language: those of the world `airlock:handler/handler`, and those that export
//! `wasi:http/incoming-handler`. In: an exchange and a `.wasm` file of the docroot. Out: what the component answered.
//!
//! A file is compiled once, by a process of its own, and kept by content; what imports more than handlers get is refused
//! before anything of it runs. Each request gets an instance of its own, from pools of memories, tables and stacks.

mod ahead;
mod cause;
mod compiled_files;
mod compiler_process;
mod engine;
pub(crate) mod http;
mod instance;
pub(crate) mod library;
mod loaded;
mod measure;
mod request;
mod state;
mod world;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use wasmtime::component::Linker;
use wasmtime::{Engine, Store};

pub use self::compiler_process::compile_for_parent;
pub use self::instance::ComponentInstance;
pub use self::library::TenantComponents;
pub use self::measure::ComponentMeasurement;
pub use self::world::{Offer, Refusal, World};

use self::compiled_files::CompiledFiles;
use self::library::ByContent;
use self::state::ComponentState;
use super::epoch;
use super::python::PythonSandbox;
use crate::engine::Task;
use crate::outgoing::Connector;

/// Compilations at once, of different tenants.
const COMPILERS: usize = 2;

/// What compiling a component may take, and where what came of it is kept.
#[derive(Clone, Debug)]
pub struct ComponentSettings {
    /// Bytes of the largest file that is compiled.
    pub size: u64,
    /// Processor time for one file.
    pub compile_time: Duration,
    /// Compiled code of earlier runs of the server; none: it is kept in memory alone.
    pub folder: Option<PathBuf>,
}

impl Default for ComponentSettings {
    fn default() -> Self {
        Self { size: 64 << 20, compile_time: Duration::from_secs(120), folder: None }
    }
}

/// Compiles components and makes their instances.
pub struct Components {
    engine: Engine,
    /// What every component gets.
    proxy: Linker<ComponentState>,
    /// The same, and WASI's other interfaces, with nothing behind them.
    command: Linker<ComponentState>,
    /// Where files are read and compilers are waited for.
    background: Handle,
    compilers: Semaphore,
    settings: ComponentSettings,
    files: Option<CompiledFiles>,
    by_content: ByContent,
    /// For requests of other servers.
    connector: Arc<Connector>,
    /// Room in the pools for instances that wait for another request.
    idle: Arc<Semaphore>,
}

/// The engine for components: made when the first one is asked for.
#[derive(Default)]
pub struct LazyComponents {
    settings: OnceLock<ComponentSettings>,
    started: OnceLock<Arc<Components>>,
    /// Two engines would take more addresses than there are.
    starting: Mutex<()>,
}

impl Components {
    fn start(settings: ComponentSettings, instances: usize, background: Handle) -> wasmtime::Result<Self> {
        let engine = Engine::new(&engine::configuration(instances))?;
        let proxy = engine::linker(&engine, Offer::Proxy)?;
        let command = engine::linker(&engine, Offer::Command)?;
        epoch::start(engine.weak())?;
        let files = settings.folder.clone().and_then(|folder| CompiledFiles::open(folder, &engine));
        Ok(Self {
            engine,
            proxy,
            command,
            background,
            compilers: Semaphore::new(COMPILERS),
            settings,
            files,
            by_content: ByContent::default(),
            connector: Arc::default(),
            idle: Arc::new(Semaphore::new(engine::MOST_IDLE)),
        })
    }

    /// A store for one request.
    fn store(&self, state: ComponentState, task: &Task) -> Store<ComponentState> {
        let limits = &task.policy.limits;
        let mut store = Store::new(&self.engine, state);
        store.limiter(|state| &mut state.handler.memory);
        store.set_hostcall_fuel(limits.host_memory);
        epoch::limit_processor_time(&mut store, limits.cpu, |state: &ComponentState| &state.handler.cpu);
        store
    }
}

impl PythonSandbox {
    /// Has components compiled as `settings` say. To be called before the first one is asked for.
    pub fn compile_components_as(&self, settings: ComponentSettings) {
        // A second call comes too late, by its contract.
        let _ = self.components.settings.set(settings);
    }

    fn components(&self, background: &Handle) -> wasmtime::Result<Arc<Components>> {
        if let Some(components) = self.components.started.get() {
            return Ok(Arc::clone(components));
        }
        let _turn = self.components.starting.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(components) = self.components.started.get() {
            return Ok(Arc::clone(components));
        }
        let settings = self.components.settings.get().cloned().unwrap_or_default();
        let components = Arc::new(Components::start(settings, self.concurrency(), background.clone())?);
        Ok(Arc::clone(self.components.started.get_or_init(|| components)))
    }
}
