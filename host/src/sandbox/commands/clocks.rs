use std::time::{Duration, Instant, SystemTime};

use wasmtime_wasi::{HostMonotonicClock, HostWallClock};

/// The time, no finer than the policy says.
#[derive(Clone)]
pub struct Clock {
    started: Instant,
    /// Nanoseconds, at least 1.
    resolution: u64,
}

impl Clock {
    /// One that shows no difference smaller than `resolution`.
    pub fn new(resolution: Duration) -> Self {
        let resolution = u64::try_from(resolution.as_nanos()).unwrap_or(u64::MAX).max(1);
        Self { started: Instant::now(), resolution }
    }

    fn cut(&self, time: Duration) -> u64 {
        let nanoseconds = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        nanoseconds - nanoseconds % self.resolution
    }
}

impl HostWallClock for Clock {
    fn resolution(&self) -> Duration {
        Duration::from_nanos(self.resolution)
    }

    fn now(&self) -> Duration {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Duration::from_nanos(self.cut(now))
    }
}

impl HostMonotonicClock for Clock {
    fn resolution(&self) -> u64 {
        self.resolution
    }

    fn now(&self) -> u64 {
        self.cut(self.started.elapsed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_cut_to_the_resolution() {
        let clock = Clock::new(Duration::from_secs(1));
        assert_eq!(clock.cut(Duration::from_millis(2999)), 2_000_000_000);
        assert_eq!(HostWallClock::now(&clock).subsec_nanos(), 0);
        assert_eq!(Clock::new(Duration::ZERO).resolution, 1);
    }
}
