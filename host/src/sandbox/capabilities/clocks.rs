//! Time and entropy, by wasmtime-wasi. The contexts are made when a handler first needs them. What a clock shows is cut to
//! the resolution that the policy grants.

use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use wasmtime::component::{HasData, Linker, Resource, ResourceTable};
use wasmtime_wasi::clocks::WasiClocksCtxView;
use wasmtime_wasi::p2::DynPollable;
use wasmtime_wasi::p2::bindings::clocks::{monotonic_clock, wall_clock};
use wasmtime_wasi::p2::bindings::random;
use wasmtime_wasi::random::{WasiRandom, WasiRandomCtx};

use crate::engine::answering::Answering;
use crate::policy::Grant;
use crate::sandbox::state::{HandlerState, HasHandler};

struct Pollables;

impl HasData for Pollables {
    type Data<'a> = &'a mut ResourceTable;
}

/// WASI's clocks, no finer than the policy says.
struct Clocks<'a> {
    exact: WasiClocksCtxView<'a>,
    /// Nanoseconds, at least 1.
    resolution: u64,
    answering: Arc<Answering>,
}

struct HasClocks;

impl HasData for HasClocks {
    type Data<'a> = Clocks<'a>;
}

/// Nanoseconds of the smallest step that clocks may show, at least 1.
pub(super) fn resolution(state: &HandlerState) -> u64 {
    u64::try_from(state.answering.task().policy.grants.clock.as_nanos()).unwrap_or(u64::MAX).max(1)
}

fn clocks<T: HasHandler>(state: &mut T) -> Clocks<'_> {
    let state = state.handler();
    let resolution = resolution(state);
    let answering = Arc::clone(&state.answering);
    let (ctx, table) = state.clocks();
    Clocks { exact: WasiClocksCtxView { ctx, table }, resolution, answering }
}

/// The monotonic clock of all instances. One that begins with an application loaded goes on with the times that the application
/// has kept; the runtime's build has kept none later than the first second.
pub(super) fn since_first_asked() -> u64 {
    static FIRST: LazyLock<Instant> = LazyLock::new(Instant::now);
    u64::try_from((FIRST.elapsed() + Duration::from_secs(1)).as_nanos()).unwrap_or(u64::MAX)
}

impl Clocks<'_> {
    /// A wait, where the policy grants waiting. These interfaces have no error for one that is refused.
    fn wait(&mut self, nanoseconds: u64) -> wasmtime::Result<Resource<DynPollable>> {
        if nanoseconds > 0 {
            self.answering.require(Grant::Sleep).map_err(|denied| wasmtime::Error::msg(format!("denied: {denied}")))?;
        }
        monotonic_clock::Host::subscribe_duration(&mut self.exact, nanoseconds)
    }

    fn cut(&self, time: wall_clock::Datetime) -> wall_clock::Datetime {
        let total = time.seconds.saturating_mul(1_000_000_000).saturating_add(time.nanoseconds.into());
        let cut = total - total % self.resolution;
        wall_clock::Datetime { seconds: cut / 1_000_000_000, nanoseconds: (cut % 1_000_000_000) as u32 }
    }
}

impl wall_clock::Host for Clocks<'_> {
    fn now(&mut self) -> wasmtime::Result<wall_clock::Datetime> {
        let now = wall_clock::Host::now(&mut self.exact)?;
        Ok(if self.resolution == 1 { now } else { self.cut(now) })
    }

    fn resolution(&mut self) -> wasmtime::Result<wall_clock::Datetime> {
        let exact = wall_clock::Host::resolution(&mut self.exact)?;
        let own = wall_clock::Datetime {
            seconds: self.resolution / 1_000_000_000,
            nanoseconds: (self.resolution % 1_000_000_000) as u32,
        };
        let finer = (exact.seconds, exact.nanoseconds) < (own.seconds, own.nanoseconds);
        Ok(if finer { own } else { exact })
    }
}

impl monotonic_clock::Host for Clocks<'_> {
    fn now(&mut self) -> wasmtime::Result<u64> {
        let now = since_first_asked();
        Ok(now - now % self.resolution)
    }

    fn resolution(&mut self) -> wasmtime::Result<u64> {
        Ok(monotonic_clock::Host::resolution(&mut self.exact)?.max(self.resolution))
    }

    fn subscribe_instant(&mut self, when: u64) -> wasmtime::Result<Resource<DynPollable>> {
        let wait = when.saturating_sub(since_first_asked());
        self.wait(wait)
    }

    fn subscribe_duration(&mut self, duration: u64) -> wasmtime::Result<Resource<DynPollable>> {
        self.wait(duration)
    }
}

fn resources<T: HasHandler>(state: &mut T) -> &mut ResourceTable {
    &mut state.handler().resources
}

fn random<T: HasHandler>(state: &mut T) -> &mut WasiRandomCtx {
    state.handler().random()
}

pub fn add_to_linker<T: HasHandler>(linker: &mut Linker<T>) -> wasmtime::Result<()> {
    wall_clock::add_to_linker::<_, HasClocks>(linker, clocks)?;
    monotonic_clock::add_to_linker::<_, HasClocks>(linker, clocks)?;
    wasmtime_wasi_io::bindings::wasi::io::poll::add_to_linker::<_, Pollables>(linker, resources)?;
    random::random::add_to_linker::<_, WasiRandom>(linker, random)
}
