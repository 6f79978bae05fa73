use wasmtime::{Config, OptLevel};

/// Addresses reserved for a memory, so that no access needs a check.
pub const MEMORY_RESERVATION: u64 = 4 << 30;
const MEMORY_GUARD: u64 = 32 << 20;
/// Room on a fiber's stack for host functions, beside that of compiled code.
const HOST_STACK: usize = 1 << 20;

/// How code is compiled that answers many requests, with so much stack for it.
pub fn compilation(wasm_stack: usize) -> Config {
    let mut config = Config::new();
    config
        .wasm_component_model(true)
        .epoch_interruption(true)
        .cranelift_opt_level(OptLevel::Speed)
        .memory_reservation(MEMORY_RESERVATION)
        .memory_guard_size(MEMORY_GUARD)
        .memory_may_move(false)
        .generate_address_map(false)
        .max_wasm_stack(wasm_stack)
        .async_stack_size(wasm_stack + HOST_STACK);
    config
}
