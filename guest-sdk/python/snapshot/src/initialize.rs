//! Runs the module's `wizer-initialize` and rewrites the module to start from the state it left.

use anyhow::{Context, Result};
use wasmtime::{Caller, Config, Engine, Extern, Linker, Store};
use wasmtime_wizer::Wizer;

/// Deep enough for the compiler's recursion over whatever the warm-up compiles.
const WASM_STACK: usize = 16 << 20;

/// The initialised module. While it runs, one import answers: the contract's `log`, which prints here. A call to any
/// other is an error, since its answer would become part of every instance.
pub async fn run(module: &[u8]) -> Result<Vec<u8>> {
    let mut config = Config::new();
    config.max_wasm_stack(WASM_STACK);
    config.async_stack_size(WASM_STACK + (4 << 20));
    let engine = Engine::new(&config)?;
    let mut store = Store::new(&engine, ());
    Wizer::new()
        .run(&mut store, module, async |store, module| {
            let mut linker = Linker::new(store.engine());
            linker.func_wrap("airlock:handler/log@0.1.0", "write", print)?;
            linker.define_unknown_imports_as_traps(module)?;
            linker.instantiate_async(store, module).await
        })
        .await
        .map_err(anyhow::Error::from)
        .context("running wizer-initialize")
}

/// `log.write` in the canonical ABI: the message is `length` bytes of UTF-8 at `start`; a zero at `result` says that it was
/// written.
fn print(mut caller: Caller<'_, ()>, _level: u32, start: u32, length: u32, result: u32) -> wasmtime::Result<()> {
    let Some(Extern::Memory(memory)) = caller.get_export("memory") else {
        return Err(wasmtime::Error::msg("the module exports no memory"));
    };
    let end = start as usize + length as usize;
    let message = memory.data(&caller).get(start as usize..end).unwrap_or_default();
    eprintln!("{}", String::from_utf8_lossy(message));
    memory.write(&mut caller, result as usize, &[0])?;
    Ok(())
}
