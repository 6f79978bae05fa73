//! Who may do what: plain data, made once from the command line and read by everything else.

mod limits;
mod profile;

pub use limits::{Limit, Limits};
pub use profile::Profile;

/// What a handler may use and how much of it.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The set of defaults the operator chose.
    pub profile: Profile,
    /// What one request may use up.
    pub limits: Limits,
    /// Whether bytes may go to the wire as they are.
    pub raw_writes: bool,
    /// Whether an error response carries what went wrong inside the handler.
    pub error_detail: bool,
}

impl Policy {
    /// The policy of a profile with the given limits.
    pub fn new(profile: Profile, limits: Limits) -> Self {
        let open = profile == Profile::Wpt;
        Self { profile, limits, raw_writes: open, error_detail: open }
    }
}
