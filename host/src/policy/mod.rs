//! Who may do what: plain data, made once from the configuration and read by everything else.

mod budget;
mod grants;
mod limits;
mod outgoing;
mod profile;
mod rules;
mod settings;

use std::time::Duration;

pub use budget::Budget;
pub use grants::{FilesGrant, Grant, Grants, WasiGrant};
pub use limits::{Limit, Limits};
pub use outgoing::{OutgoingGrant, OutgoingHost};
pub use profile::Profile;
pub use rules::{ContentHash, Rule, Rules};
pub use settings::{
    CertificateFiles, ConfinementMode, ConfinementSettings, InProcessSettings, ListenerSettings, LogSettings,
    NameSettings, PagemapScan, Protocol, ServerSettings, Settings, TenantSettings, TlsSettings,
};

/// What a handler may use, how much of it, and where it runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// What one request may use up.
    pub limits: Limits,
    /// What it may ask of the host.
    pub grants: Grants,
    /// Whether an error response carries what went wrong inside the handler.
    pub error_detail: bool,
    /// Which engine runs it.
    pub trust: Trust,
    /// How long an instance lives. Of the sandbox alone.
    pub isolation: Isolation,
    /// Whether requests are run a second time, in the sandbox, and compared. Of trusted handlers alone.
    pub shadow: Option<Shadow>,
}

/// The engine that runs a handler.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Trust {
    /// In a WebAssembly instance.
    #[default]
    Sandbox,
    /// In the server's own process, with its rights.
    InProcess,
}

/// How long an instance lives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Isolation {
    /// For one request.
    #[default]
    Request,
    /// For further requests of the same text of the same handler of the same tenant.
    Handler {
        /// Most requests that an instance answers.
        max_requests: u32,
        /// Longest time from its making to its last request's begin.
        max_age: Duration,
    },
}

/// Runs a part of a trusted handler's requests in the sandbox as well, to compare.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shadow {
    /// The part of the requests, from 0 to 1.
    pub sample: f64,
}

impl Policy {
    /// The policy of a profile with the given limits.
    pub fn new(profile: Profile, limits: Limits) -> Self {
        Self {
            limits,
            grants: Grants::of_profile(profile),
            error_detail: profile == Profile::Wpt,
            trust: Trust::Sandbox,
            isolation: Isolation::Request,
            shadow: None,
        }
    }
}
