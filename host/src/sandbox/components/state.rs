use std::sync::Arc;

use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};
use wasmtime_wasi_http::{WasiHttpCtx, WasiHttpCtxView, WasiHttpView};

use super::http::HttpHooks;
use crate::engine::answering::LogLevel;
use crate::outgoing::Connector;
use crate::sandbox::log_stream::LogStream;
use crate::sandbox::state::{HandlerState, HasHandler};

/// Bytes of one collection of fields, which the host holds for the instance.
const FIELDS: usize = 64 << 10;

/// What belongs to one component's instance: the store's data.
pub struct ComponentState {
    pub(super) handler: HandlerState,
    /// Made when the instance first asks for what WASI has beside clocks and entropy.
    wasi: Option<Box<WasiCtx>>,
    printed: Option<[LogStream; 2]>,
    http: WasiHttpCtx,
    hooks: HttpHooks,
}

impl ComponentState {
    /// For an instance that answers a request. Those that it makes itself go through `connector`.
    pub fn new(handler: HandlerState, connector: Arc<Connector>) -> Self {
        let hooks = HttpHooks::new(connector, Arc::clone(&handler.answering));
        let mut http = WasiHttpCtx::new();
        http.set_field_size_limit(FIELDS);
        Self { handler, wasi: None, printed: None, http, hooks }
    }

    /// Makes the instance ready for another request of its handler.
    pub fn begin(&mut self, state: HandlerState) {
        let HandlerState { answering, request, body, cpu, .. } = state;
        self.hooks.begin(Arc::clone(&answering));
        for stream in self.printed.iter().flatten() {
            stream.turn_to(Arc::clone(&answering));
        }
        self.handler.take_over(answering, request, body, cpu);
    }

    /// Lets go of what only the request had.
    pub fn end_http(&mut self) {
        self.hooks.end();
    }
}

/// A process without a system: no arguments, variables, folders, input or network. What it prints is logged.
#[cfg_attr(not(feature = "wasi-p3"), expect(unused_variables, reason = "clocks of 0.3 belong to it"))]
fn no_system(handler: &HandlerState, [stdout, stderr]: [LogStream; 2]) -> WasiCtx {
    let mut builder = WasiCtx::builder();
    #[cfg(feature = "wasi-p3")]
    crate::sandbox::capabilities::cut_clocks(&mut builder, handler);
    builder.stdout(stdout).stderr(stderr).allow_tcp(false).allow_udp(false).allow_ip_name_lookup(false).build()
}

impl HasHandler for ComponentState {
    fn handler(&mut self) -> &mut HandlerState {
        &mut self.handler
    }
}

impl WasiView for ComponentState {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        let Self { handler, printed, .. } = self;
        let ctx = self.wasi.get_or_insert_with(|| {
            let stream = |level| LogStream::new(Arc::clone(&handler.answering), level);
            let streams = [stream(LogLevel::Info), stream(LogLevel::Warning)];
            *printed = Some(streams.clone());
            Box::new(no_system(handler, streams))
        });
        WasiCtxView { ctx, table: &mut self.handler.resources }
    }
}

impl WasiHttpView for ComponentState {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView { hooks: &mut self.hooks, table: &mut self.handler.resources, ctx: &mut self.http }
    }
}
