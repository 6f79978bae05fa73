use std::sync::Arc;

use crate::exchange::ResponseChannel;
use crate::policy::Policy;
use crate::stash::StashView;
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
    /// The tenant's stash, or what a second run sees of it.
    pub stash: StashView,
}

impl Task {
    /// With the tenant's stash as it is.
    pub fn new(tenant: Arc<Tenant>, handler: Arc<str>, policy: Arc<Policy>, response: Arc<ResponseChannel>) -> Self {
        let stash = StashView::Live(Arc::clone(&tenant.stash));
        Self { tenant, handler, policy, response, stash }
    }

    /// The same for another handler: where a folder was asked for, the one found in it.
    pub fn with_handler(&self, handler: &Arc<str>) -> Self {
        Self { handler: Arc::clone(handler), ..self.clone() }
    }
}
