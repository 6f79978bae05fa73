use bytesize::ByteSize;
use clap::Args;

use crate::policy::{Limits, Policy, Profile};

/// What one request may do and use up.
#[derive(Args, Clone, Debug)]
pub struct BudgetFlags {
    /// A set of defaults: `exposed` for the open internet, `wpt` for a test server
    #[arg(long, env = "AIRLOCK_PROFILE", value_enum, default_value = "exposed")]
    profile: Profile,
    /// Longest time from a request to the end of its response
    #[arg(long, env = "AIRLOCK_WALL_TIME", default_value = "60s", value_name = "TIME")]
    wall_time: humantime::Duration,
    /// Most processor time of one request
    #[arg(long, env = "AIRLOCK_CPU_TIME", default_value = "10s", value_name = "TIME")]
    cpu_time: humantime::Duration,
    /// Most memory of one request
    #[arg(long, env = "AIRLOCK_MEMORY", default_value = "256MiB", value_name = "SIZE")]
    memory: ByteSize,
    /// Most bytes of one response
    #[arg(long, env = "AIRLOCK_RESPONSE", default_value = "64MiB", value_name = "SIZE")]
    response: ByteSize,
    /// Most bytes that one request may write to the log
    #[arg(long, env = "AIRLOCK_LOG_SIZE", default_value = "1MiB", value_name = "SIZE")]
    log_size: ByteSize,
}

impl BudgetFlags {
    /// The policy they make.
    pub fn policy(&self) -> Policy {
        let limits = Limits {
            wall: self.wall_time.into(),
            cpu: self.cpu_time.into(),
            memory: usize::try_from(self.memory.as_u64()).unwrap_or(usize::MAX),
            response: self.response.as_u64(),
            log: usize::try_from(self.log_size.as_u64()).unwrap_or(usize::MAX),
        };
        Policy::new(self.profile, limits)
    }
}
