use wasmtime::component::Linker;
use wasmtime::{Config, Enabled, Engine, PoolingAllocationConfig};
use wasmtime_wasi::cli::{WasiCli, WasiCliView as _};
use wasmtime_wasi::p2;
use wasmtime_wasi::p2::bindings::{cli, random};
use wasmtime_wasi::random::WasiRandom;

use super::state::ComponentState;
use super::world::Offer;
use crate::sandbox::budget::MOST_CORE_INSTANCES;
use crate::sandbox::capabilities;
use crate::sandbox::compilation::{self, MEMORY_RESERVATION};

/// Stack that compiled code may use. Most languages keep theirs in their memory.
const WASM_STACK: usize = 1 << 20;
/// Instances that answer at once. Each has its part of the addresses that there are.
const MOST_INSTANCES: usize = 4096;
/// Room beside those for instances that are kept and have nothing to do, of all tenants.
pub const MOST_IDLE: usize = 512;
/// What a slot keeps of a table and of a stack between two instances: written over, not mapped anew. Its memory's pages are dropped:
/// which of them were written is not known, and most languages begin to write far behind the first.
const TABLE_KEPT: usize = 64 << 10;
const STACK_KEPT: usize = 16 << 10;
const CORE_INSTANCES: u32 = MOST_CORE_INSTANCES as u32;
const MEMORIES: u32 = 2;
const TABLES: u32 = 16;
/// The largest part of a language's runtime that became a table.
const TABLE_ELEMENTS: usize = 100_000;

/// How components are compiled: the same in the server and in the process that compiles for it.
pub fn compilation() -> Config {
    let mut config = compilation::compilation(WASM_STACK);
    config.wasm_multi_memory(false);
    #[cfg(feature = "wasi-p3")]
    config.wasm_component_model_async(true);
    config
}

/// For a server with room for so many instances at once.
pub fn configuration(instances: usize) -> Config {
    let mut config = compilation();
    config.allocation_strategy(pool(instances)).async_stack_zeroing(true);
    config
}

fn pool(instances: usize) -> PoolingAllocationConfig {
    let instances = (instances.clamp(1, MOST_INSTANCES) + MOST_IDLE) as u32;
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(instances)
        .total_core_instances(instances.saturating_mul(CORE_INSTANCES))
        .total_memories(instances.saturating_mul(MEMORIES))
        .total_tables(instances.saturating_mul(TABLES))
        .total_stacks(instances)
        .max_core_instances_per_component(CORE_INSTANCES)
        .max_memories_per_component(MEMORIES)
        .max_tables_per_component(TABLES)
        .max_tables_per_module(TABLES)
        .table_elements(TABLE_ELEMENTS)
        .max_memory_size(MEMORY_RESERVATION as usize)
        .table_keep_resident(TABLE_KEPT)
        .async_stack_keep_resident(STACK_KEPT)
        // It would find the changed pages that are present alone. One that the kernel moves at that moment, as it does when memory
        // is short, or that is swapped out, would be the next instance's.
        .pagemap_scan(Enabled::No);
    pool
}

/// All that `offer` has for components, and nothing else.
pub fn linker(engine: &Engine, offer: Offer) -> wasmtime::Result<Linker<ComponentState>> {
    let mut linker = Linker::new(engine);
    match offer {
        Offer::Proxy => add_beside_proxy(&mut linker)?,
        Offer::Command => p2::add_to_linker_async(&mut linker)?,
    }
    wasmtime_wasi_http::p2::add_only_http_to_linker_async(&mut linker)?;
    #[cfg(feature = "wasi-p3")]
    super::http::add_service_to_linker(&mut linker, offer)?;
    // Clocks and entropy are the ones of all handlers, as the policy cuts them.
    linker.allow_shadowing(true);
    capabilities::add_to_linker(&mut linker)?;
    linker.allow_shadowing(false);
    Ok(linker)
}

/// What the world `wasi:http/proxy` imports, and what languages ask for beside it that shows nothing of the host.
fn add_beside_proxy(linker: &mut Linker<ComponentState>) -> wasmtime::Result<()> {
    p2::add_to_linker_proxy_interfaces_async(linker)?;
    random::insecure::add_to_linker::<_, WasiRandom>(linker, |state| state.handler.random())?;
    random::insecure_seed::add_to_linker::<_, WasiRandom>(linker, |state| state.handler.random())?;
    cli::exit::add_to_linker::<_, WasiCli>(linker, ComponentState::cli)?;
    cli::environment::add_to_linker::<_, WasiCli>(linker, ComponentState::cli)?;
    cli::terminal_input::add_to_linker::<_, WasiCli>(linker, ComponentState::cli)?;
    cli::terminal_output::add_to_linker::<_, WasiCli>(linker, ComponentState::cli)?;
    cli::terminal_stdin::add_to_linker::<_, WasiCli>(linker, ComponentState::cli)?;
    cli::terminal_stdout::add_to_linker::<_, WasiCli>(linker, ComponentState::cli)?;
    cli::terminal_stderr::add_to_linker::<_, WasiCli>(linker, ComponentState::cli)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_scan_of_wasmtimes_is_trusted() {
        assert!(matches!(pool(1).get_pagemap_scan(), Enabled::No));
    }
}
