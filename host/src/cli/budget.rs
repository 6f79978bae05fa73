use std::time::Duration;

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
    #[arg(long, env = "AIRLOCK_WALL_TIME", default_value = "60s", value_name = "TIME", value_parser = some_time)]
    wall_time: humantime::Duration,
    /// Most processor time of one request
    #[arg(long, env = "AIRLOCK_CPU_TIME", default_value = "10s", value_name = "TIME", value_parser = some_time)]
    cpu_time: humantime::Duration,
    /// Most memory of one request
    #[arg(long, env = "AIRLOCK_MEMORY", default_value = "256MiB", value_name = "SIZE", value_parser = enough_memory)]
    memory: ByteSize,
    /// Most bytes of one response
    #[arg(long, env = "AIRLOCK_RESPONSE", default_value = "64MiB", value_name = "SIZE")]
    response: ByteSize,
    /// Most bytes that one request may write to the log
    #[arg(long, env = "AIRLOCK_LOG_SIZE", default_value = "1MiB", value_name = "SIZE")]
    log_size: ByteSize,
}

/// What the Python runtime has before a handler asks for more.
const LEAST_MEMORY: ByteSize = ByteSize::mib(80);

/// Longer than any request may take, short enough to be added to any clock.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

pub fn some_time(text: &str) -> Result<humantime::Duration, String> {
    let time: humantime::Duration = text.parse().map_err(|error| format!("{error}; write it as 500ms, 10s or 2m"))?;
    if time.is_zero() || *time > LONGEST {
        return Err(format!(
            "a time from 1ms to {} is needed; write it as 500ms, 10s or 2m",
            humantime::format_duration(LONGEST)
        ));
    }
    Ok(time)
}

fn enough_memory(text: &str) -> Result<ByteSize, String> {
    let size: ByteSize = text.parse().map_err(|error| format!("{error}; write it as 256MiB or 1GiB"))?;
    if size < LEAST_MEMORY { Err(format!("the Python runtime alone needs {LEAST_MEMORY}")) } else { Ok(size) }
}

impl BudgetFlags {
    /// The set of defaults.
    pub fn profile(&self) -> Profile {
        self.profile
    }

    /// The policy they make.
    pub fn policy(&self) -> Policy {
        let limits = Limits {
            wall: self.wall_time.into(),
            cpu: self.cpu_time.into(),
            memory: usize::try_from(self.memory.as_u64()).unwrap_or(usize::MAX),
            log: usize::try_from(self.log_size.as_u64()).unwrap_or(usize::MAX),
            response: self.response.as_u64(),
            ..Limits::default()
        };
        Policy::new(self.profile, limits)
    }
}
