//! The clock that lets running instances be interrupted.

use std::thread;
use std::time::Duration;

use wasmtime::EngineWeak;

/// How often every running instance can be made to stop and look at its budget.
pub const TICK: Duration = Duration::from_millis(2);
/// How long an instance runs before it lets others run.
pub const SLICE: Duration = TICK;

/// Starts a thread that moves the engine's epoch on until the engine is gone.
pub fn start(engine: EngineWeak) -> std::io::Result<()> {
    thread::Builder::new().name("epoch".into()).spawn(move || {
        while let Some(engine) = engine.upgrade() {
            engine.increment_epoch();
            drop(engine);
            thread::sleep(TICK);
        }
    })?;
    Ok(())
}
