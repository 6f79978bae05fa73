use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use wasi_preview1_component_adapter_provider::{
    WASI_SNAPSHOT_PREVIEW1_ADAPTER_NAME, WASI_SNAPSHOT_PREVIEW1_COMMAND_ADAPTER,
};
use wasmparser::Parser;
use wasmtime::Module;
use wasmtime::component::Component;
use wasmtime_wasi::p2::bindings::CommandPre;
use wit_component::ComponentEncoder;

use super::Commands;
use super::state::CommandState;
use crate::engine::Task;
use crate::programs::{Compiled, Compiler, Problem, Program, ProgramError};

/// Machine code is about so many times as large as WebAssembly.
const GROWTH: usize = 4;

/// A compiled command, ready to be made an instance of.
pub struct Command {
    pub(super) instances: CommandPre<CommandState>,
    /// Of the WebAssembly.
    size: usize,
}

impl fmt::Debug for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Command").field("size", &self.size).finish_non_exhaustive()
    }
}

impl Commands {
    /// The command that `task` names, compiled if need be.
    pub(super) async fn command(self: &Arc<Self>, task: &Task) -> Result<Arc<Program<Command>>, ProgramError> {
        let Task { tenant, handler, .. } = task;
        if let Some(program) = tenant.commands.compiled(&tenant.docroot, handler) {
            return Ok(program);
        }
        let (own, tenant, path) = (Arc::clone(self), Arc::clone(tenant), Arc::clone(handler));
        // Goes on when this request's time is over: the next one finds what came of it.
        let compiled = self.background.spawn(async move {
            let _turn = tenant.compiling.lock().await;
            tenant.commands.load(&tenant.docroot, &path, &own).await
        });
        compiled.await.unwrap_or_else(|error| Err(ProgramError::Compiler(error.to_string())))
    }

    fn compile_now(&self, wasm: &[u8]) -> anyhow::Result<Command> {
        let component = if Parser::is_component(wasm) { Cow::Borrowed(wasm) } else { adapted(self, wasm)?.into() };
        let component = Component::from_binary(&self.engine, &component)?;
        let instances = CommandPre::new(self.linker.instantiate_pre(&component)?)?;
        Ok(Command { instances, size: wasm.len() })
    }
}

/// A component of a core module of preview 1.
fn adapted(commands: &Commands, wasm: &[u8]) -> anyhow::Result<Vec<u8>> {
    // The encoder is meant for what a linker made.
    Module::validate(&commands.engine, wasm)?;
    let encoder = ComponentEncoder::default().module(wasm)?;
    encoder.adapter(WASI_SNAPSHOT_PREVIEW1_ADAPTER_NAME, WASI_SNAPSHOT_PREVIEW1_COMMAND_ADAPTER)?.encode()
}

impl Compiler for Arc<Commands> {
    type Code = Command;

    async fn compile(&self, source: Vec<u8>, path: &str) -> Result<Compiled<Command>, ProgramError> {
        // Never closed.
        let Ok(permit) = Arc::clone(&self.compilers).acquire_owned().await else {
            return Err(ProgramError::Compiler("the compiler is gone".to_owned()));
        };
        let own = Arc::clone(self);
        let compiled = self.background.spawn_blocking(move || {
            let compiled = own.compile_now(&source);
            drop(permit);
            compiled
        });
        match compiled.await {
            Ok(Ok(command)) => Ok(Ok(command)),
            Ok(Err(error)) => Ok(Err(Problem {
                path: path.to_owned(),
                line: 0,
                kind: "WebAssembly".to_owned(),
                message: format!("{error:#}"),
            })),
            Err(error) => Err(ProgramError::Compiler(error.to_string())),
        }
    }

    fn size(&self, code: &Command) -> usize {
        code.size.saturating_mul(GROWTH)
    }
}
