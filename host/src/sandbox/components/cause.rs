use wasmtime::{Trap, WasmBacktrace};
use wasmtime_wasi::I32Exit;

/// Functions of a trap's call stack that are named in the log.
const FRAMES: usize = 8;
/// Parts of the names of functions by which Rust and C abort.
const ABORTING: [&str; 6] =
    ["__rust_", "rust_panic", "rust_begin_unwind", "::panicking::", "rust_end_short_backtrace", "::abort"];

/// Why an instance ended, in words for the component's author: the trap, and where it happened if the component has names.
pub fn cause(error: &wasmtime::Error) -> String {
    let why = match (error.downcast_ref::<Trap>(), error.downcast_ref::<I32Exit>()) {
        (Some(Trap::UnreachableCodeReached), _) => "the component aborted (unreachable)".to_owned(),
        (Some(Trap::StackOverflow), _) => "calls inside the component nest too deeply".to_owned(),
        (Some(trap), _) => trap.to_string(),
        (None, Some(I32Exit(status))) => format!("the component ended itself with status {status}"),
        (None, None) => format!("{:#}", error.root_cause()),
    };
    match error.downcast_ref::<WasmBacktrace>().map(functions) {
        Some(names) if !names.is_empty() => format!("{why}, in {}", names.join(" < ")),
        _ => why,
    }
}

/// The functions that were being called, the innermost first.
fn functions(backtrace: &WasmBacktrace) -> Vec<String> {
    let name = |frame: &wasmtime::FrameInfo| match frame.func_name() {
        // Without the hash behind it.
        Some(name) => format!("{:#}", rustc_demangle::demangle(name)),
        None => format!("function {}", frame.func_index()),
    };
    let mut names: Vec<_> = backtrace.frames().iter().map(name).collect();
    names.dedup();
    // How a language aborts tells nothing of why.
    let aborts = names.iter().take_while(|name| ABORTING.iter().any(|part| name.contains(part))).count();
    if aborts < names.len() {
        names.drain(..aborts);
    }
    names.truncate(FRAMES);
    names
}
