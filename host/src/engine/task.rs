use std::sync::Arc;

use crate::exchange::ResponseChannel;
use crate::policy::{ContentHash, Policy, Trust};
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

    /// The same for the sandbox to run this handler with this text: the policy is the one for them, whatever was asked for
    /// and however the file has changed since.
    pub fn with_found(&self, handler: &Arc<str>, text: ContentHash) -> Self {
        let policy = self.tenant.policy_of(handler, text);
        // Of what is trusted only second runs come here, and they bring a policy of their own.
        let policy = if policy.trust == Trust::InProcess { &self.policy } else { policy };
        Self { handler: Arc::clone(handler), policy: Arc::clone(policy), ..self.clone() }
    }
}
