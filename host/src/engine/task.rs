use std::sync::Arc;

use crate::exchange::ResponseChannel;
use crate::policy::Policy;
use crate::tenant::Tenant;

/// What an engine is to do: run whose handler, under which policy, and answer where.
#[derive(Clone, Debug)]
pub struct Task {
    /// Whose it is.
    pub tenant: Arc<Tenant>,
    /// The handler's path below the docroot.
    pub handler: Arc<str>,
    /// What it may do and use up.
    pub policy: Arc<Policy>,
    /// Where the response goes.
    pub response: Arc<ResponseChannel>,
}

impl Task {
    /// The same for another handler: where a folder was asked for, the one found in it.
    pub fn with_handler(&self, handler: &Arc<str>) -> Self {
        Self { handler: Arc::clone(handler), ..self.clone() }
    }
}
