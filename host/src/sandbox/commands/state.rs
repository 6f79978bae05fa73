use std::sync::Arc;

use wasmtime::component::ResourceTable;
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};

use super::clocks::Clock;
use super::stdin::Stdin;
use super::stdout::Stdout;
use crate::engine::Task;
use crate::exchange::{RequestHead, arguments, meta_variables};
use crate::sandbox::budget::{CpuMeter, MemoryBudget};
use crate::sandbox::log_stream::LogStream;

/// Streams, timers and the like that one instance may hold at once.
const OPEN_RESOURCES: usize = 1024;

/// What belongs to one command's instance: the store's data.
pub struct CommandState {
    wasi: WasiCtx,
    resources: ResourceTable,
    pub(super) memory: MemoryBudget,
    pub(super) cpu: Arc<CpuMeter>,
}

/// Where a command reads and prints.
pub struct Streams {
    pub stdin: Stdin,
    pub stdout: Stdout,
    pub stderr: LogStream,
}

impl CommandState {
    /// For the command that `task` names, which is asked `request`.
    pub fn new(task: &Task, request: &RequestHead, streams: &Streams, cpu: Arc<CpuMeter>) -> Self {
        let mut resources = ResourceTable::new();
        resources.set_max_capacity(OPEN_RESOURCES);
        let variables: Vec<_> = meta_variables(request, &task.handler).into_iter().collect();
        let clock = Clock::new(task.policy.grants.clock);
        let wasi = WasiCtx::builder()
            .args(&arguments(request, &task.handler))
            .envs(&variables)
            .stdin(streams.stdin.clone())
            .stdout(streams.stdout.clone())
            .stderr(streams.stderr.clone())
            .wall_clock(clock.clone())
            .monotonic_clock(clock)
            // C libraries import sockets whether a program uses them or not. None can be made.
            .allow_tcp(false)
            .allow_udp(false)
            .allow_ip_name_lookup(false)
            .build();
        Self { wasi, resources, memory: MemoryBudget::new(&task.policy.limits), cpu }
    }
}

impl WasiView for CommandState {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.resources }
    }
}
