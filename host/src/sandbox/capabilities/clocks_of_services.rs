//! The clocks of WASI 0.3, no finer than the policy says. Its interfaces take them from the store's WASI context.

use std::time::{Duration, SystemTime};

use wasmtime_wasi::{HostMonotonicClock, HostWallClock, WasiCtxBuilder};

use super::clocks::{resolution, since_first_asked};
use crate::sandbox::state::HandlerState;

/// A clock that shows whole multiples of so many nanoseconds.
struct Cut(u64);

impl HostWallClock for Cut {
    fn resolution(&self) -> Duration {
        Duration::from_nanos(self.0)
    }

    fn now(&self) -> Duration {
        let now = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
        let beyond = u64::try_from(now.as_nanos() % u128::from(self.0)).unwrap_or_default();
        now.saturating_sub(Duration::from_nanos(beyond))
    }
}

impl HostMonotonicClock for Cut {
    fn resolution(&self) -> u64 {
        self.0
    }

    fn now(&self) -> u64 {
        let now = since_first_asked();
        now - now % self.0
    }
}

/// Gives a WASI context the clocks that `handler` may have.
pub fn cut_clocks(builder: &mut WasiCtxBuilder, handler: &HandlerState) {
    builder.wall_clock(Cut(resolution(handler))).monotonic_clock(Cut(resolution(handler)));
}
