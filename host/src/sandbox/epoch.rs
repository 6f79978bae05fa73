//! The clock that lets running instances be interrupted.

use std::thread;
use std::time::Duration;

use wasmtime::{EngineWeak, Store, UpdateDeadline};

use super::budget::{CpuMeter, LimitExceeded};
use crate::policy::Limit;

/// How often every running instance can be made to stop and look at its budget.
const TICK: Duration = Duration::from_millis(2);
/// How long an instance runs before it lets others run.
const SLICE: Duration = TICK;

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

/// Ends what runs in `store` when it has used up its processor time, `limit`, and lets others run now and then.
pub fn limit_processor_time<T: 'static>(store: &mut Store<T>, limit: Duration, meter: fn(&T) -> &CpuMeter) {
    store.set_epoch_deadline(1);
    store.epoch_deadline_callback(move |store| {
        let cpu = meter(store.data());
        if cpu.total() >= limit {
            return Err(LimitExceeded(Limit::Cpu).into());
        }
        // Ticks pass while an instance waits as well: what has just begun to run goes on.
        if cpu.slice() < SLICE {
            return Ok(UpdateDeadline::Continue(1));
        }
        cpu.preempt();
        Ok(UpdateDeadline::Yield(1))
    });
}
