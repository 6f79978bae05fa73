//! Wasm commands as CGI programs (RFC 3875): components that export `wasi:cli/run`, and core modules of WASI's preview 1,
//! which an adapter makes such components. In: an exchange whose mount says `Cgi` or `CgiNph`. Out: what the command printed.
//!
//! A command sees its variables and arguments, its streams, the time, and random numbers. It has no folder and no network.

mod clocks;
mod compiler;
mod request;
mod state;
mod stdin;
mod stdout;

use std::sync::Arc;

use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use wasmtime::component::Linker;
use wasmtime::{Config, Engine, OptLevel, RegallocAlgorithm, Store};

pub use self::compiler::Command;
use self::state::CommandState;
use super::budget::CpuMeter;
use super::epoch;
use super::instance::HandlerRun;
use super::python::PythonSandbox;
use super::stack_pool::StackPool;
use crate::engine::{Overload, Task};
use crate::exchange::Exchange;

/// Stack that compiled code may use. Programs in C keep most of theirs in their memory.
const WASM_STACK: usize = 1 << 20;
/// A fiber's stack: the above, and room for host functions.
const FIBER_STACK: usize = WASM_STACK + (1 << 20);
/// Compilations at once, of different tenants.
const COMPILERS: usize = 2;

/// Compiles commands and makes their instances. An engine of its own: the other one's memories begin as Python.
pub struct Commands {
    engine: Engine,
    linker: Linker<CommandState>,
    /// Where it is compiled.
    background: Handle,
    compilers: Arc<Semaphore>,
}

fn configuration() -> Config {
    let mut config = Config::new();
    config
        .wasm_component_model(true)
        .epoch_interruption(true)
        // In linear time, nearly: who writes a command must not keep the compiler from others.
        .cranelift_opt_level(OptLevel::None)
        .cranelift_regalloc_algorithm(RegallocAlgorithm::SinglePass)
        .wasm_multi_memory(false)
        // It would use threads of normal priority.
        .parallel_compilation(false)
        .generate_address_map(false)
        .max_wasm_stack(WASM_STACK)
        .async_stack_size(FIBER_STACK);
    config
}

impl Commands {
    fn start(background: Handle) -> wasmtime::Result<Self> {
        let mut config = configuration();
        config.with_host_stack(Arc::new(StackPool::default()));
        let engine = Engine::new(&config)?;
        let mut linker = Linker::new(&engine);
        wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
        epoch::start(engine.weak())?;
        Ok(Self { engine, linker, background, compilers: Arc::new(Semaphore::new(COMPILERS)) })
    }

    /// A store for one request.
    fn store(&self, state: CommandState, task: &Task) -> Store<CommandState> {
        let limits = &task.policy.limits;
        let mut store = Store::new(&self.engine, state);
        store.limiter(|state| &mut state.memory);
        store.set_hostcall_fuel(limits.host_memory);
        epoch::limit_processor_time(&mut store, limits.cpu, |state: &CommandState| &state.cpu);
        store
    }
}

impl PythonSandbox {
    /// Begins to answer `exchange` with the Wasm command that `task` names, as the request's mount says.
    pub fn handle_command(&self, exchange: Exchange, task: Task) -> Result<HandlerRun, Overload> {
        let (permit, background) = self.place()?;
        let cpu = Arc::new(CpuMeter::default());
        let commands = self.commands(&background);
        let run = request::run(commands, exchange, task.clone(), Arc::clone(&cpu), permit);
        Ok(HandlerRun::new(Box::pin(run), task, cpu, background))
    }

    fn commands(&self, background: &Handle) -> wasmtime::Result<Arc<Commands>> {
        if let Some(commands) = self.commands.get() {
            return Ok(Arc::clone(commands));
        }
        let commands = Arc::new(Commands::start(background.clone())?);
        Ok(Arc::clone(self.commands.get_or_init(|| commands)))
    }
}
