//! Time and entropy, by wasmtime-wasi. The contexts are made when a handler first needs them.

use wasmtime::component::{Linker, ResourceTable};
use wasmtime_wasi::clocks::{WasiClocks, WasiClocksCtxView};
use wasmtime_wasi::p2::bindings::{clocks, random};
use wasmtime_wasi::random::WasiRandom;

use crate::sandbox::state::HandlerState;

struct Pollables;

impl wasmtime::component::HasData for Pollables {
    type Data<'a> = &'a mut ResourceTable;
}

pub fn add_to_linker(linker: &mut Linker<HandlerState>) -> wasmtime::Result<()> {
    fn view(state: &mut HandlerState) -> WasiClocksCtxView<'_> {
        let (ctx, table) = state.clocks();
        WasiClocksCtxView { ctx, table }
    }
    clocks::wall_clock::add_to_linker::<_, WasiClocks>(linker, view)?;
    clocks::monotonic_clock::add_to_linker::<_, WasiClocks>(linker, view)?;
    wasmtime_wasi_io::bindings::wasi::io::poll::add_to_linker::<_, Pollables>(linker, |state| &mut state.resources)?;
    random::random::add_to_linker::<_, WasiRandom>(linker, HandlerState::random)
}
