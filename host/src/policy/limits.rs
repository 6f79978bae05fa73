use std::fmt;
use std::time::Duration;

/// What one request may use up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// From the head's arrival to the response's end.
    pub wall: Duration,
    /// Time on a processor.
    pub cpu: Duration,
    /// Bytes of linear memory and tables together.
    pub memory: usize,
    /// Bytes of the host's own memory that a single call may take for it.
    pub host_memory: usize,
    /// Bytes of response content.
    pub response: u64,
    /// Bytes of log messages.
    pub log: usize,
    /// Bytes of requests of other servers and of their responses.
    pub outgoing: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            wall: Duration::from_secs(60),
            cpu: Duration::from_secs(10),
            memory: 256 << 20,
            host_memory: 128 << 20,
            response: 64 << 20,
            log: 1 << 20,
            outgoing: 64 << 20,
        }
    }
}

/// A limit by name, as it appears in the log and in error pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// [`Limits::wall`]
    Wall,
    /// [`Limits::cpu`]
    Cpu,
    /// [`Limits::memory`]
    Memory,
    /// [`Limits::response`]
    Response,
    /// [`Limits::outgoing`]
    Outgoing,
}

impl Limit {
    /// The status of a request that went past it, if its response has not begun.
    pub fn status(self) -> u16 {
        match self {
            Self::Wall | Self::Cpu => 504,
            Self::Memory => 507,
            Self::Response | Self::Outgoing => 500,
        }
    }

    /// Its value, for the log.
    pub fn value(self, limits: &Limits) -> String {
        match self {
            Self::Wall => format!("{:?}", limits.wall),
            Self::Cpu => format!("{:?}", limits.cpu),
            Self::Memory => format!("{} bytes", limits.memory),
            Self::Response => format!("{} bytes", limits.response),
            Self::Outgoing => format!("{} bytes", limits.outgoing),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Wall => "wall-time",
            Self::Cpu => "cpu-time",
            Self::Memory => "memory",
            Self::Response => "response",
            Self::Outgoing => "outgoing",
        })
    }
}
