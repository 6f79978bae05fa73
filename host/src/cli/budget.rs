use clap::Args;

use super::Shared;
use crate::config::values::{Memory, Size, TextValue, Time, Word};
use crate::config::{ConfigError, FlagLayer, Value, request_policy};
use crate::policy::{Policy, Profile};

/// What one request may do and use up.
#[derive(Args, Clone, Debug)]
pub struct BudgetFlags {
    /// A set of defaults: `exposed` for the open internet, `wpt` for a test server, `files` for a plain site [default: exposed]
    #[arg(long, env = "AIRLOCK_PROFILE", value_enum)]
    profile: Option<Profile>,
    /// Longest time from a request to the end of its response [default: 60s]
    #[arg(long, env = "AIRLOCK_WALL_TIME", value_name = "TIME", value_parser = Time::read)]
    wall_time: Option<Time>,
    /// Most processor time of one request [default: 10s]
    #[arg(long, env = "AIRLOCK_CPU_TIME", value_name = "TIME", value_parser = Time::read)]
    cpu_time: Option<Time>,
    /// Most memory of one request [default: 256MiB]
    #[arg(long, env = "AIRLOCK_MEMORY", value_name = "SIZE", value_parser = Memory::read)]
    memory: Option<Memory>,
    /// Most bytes of one response [default: 64MiB]
    #[arg(long, env = "AIRLOCK_RESPONSE", value_name = "SIZE", value_parser = Size::read)]
    response: Option<Size>,
    /// Most bytes that one request may write to the log [default: 1MiB]
    #[arg(long, env = "AIRLOCK_LOG_SIZE", value_name = "SIZE", value_parser = Size::read)]
    log_size: Option<Size>,
}

impl BudgetFlags {
    /// Adds what was given.
    pub fn add_to(&self, layer: &mut FlagLayer, shared: &Shared) {
        let values = [
            ("wall-time", "wall_time", self.wall_time.map(|time| time.to_string())),
            ("cpu-time", "cpu_time", self.cpu_time.map(|time| time.to_string())),
            ("memory", "memory", self.memory.map(|size| size.to_string())),
            ("response", "response", self.response.map(|size| size.to_string())),
            ("log-size", "log_size", self.log_size.map(|size| size.to_string())),
        ];
        for (key, id, value) in values {
            if let Some(value) = value {
                layer.set(Some("limits"), key, Value::Text(value), shared.sources.origin(id));
            }
        }
        if let Some(profile) = self.profile {
            layer.set(None, "profile", Value::Text(profile.word()), shared.sources.origin("profile"));
        }
    }

    /// The policy they make without a file.
    pub fn policy(&self, shared: &Shared) -> Result<Policy, ConfigError> {
        let mut layer = FlagLayer::default();
        self.add_to(&mut layer, shared);
        request_policy(&layer)
    }
}
