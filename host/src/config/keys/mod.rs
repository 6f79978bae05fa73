//! The keys of `airlock.toml`, as they may stand there: any of them may be left out, none may be unknown.
//!
//! The JSON schema is made of these types and their comments.

mod of_requests;
mod of_routes;
mod of_server;
mod of_tenants;

use schemars::JsonSchema;
use serde::Deserialize;

pub use of_requests::{GrantsKeys, LimitsKeys, ReuseKeys};
pub use of_routes::RouteKeys;
pub use of_server::{ConfinementKeys, InProcessKeys, LogKeys, ServerKeys, TlsKeys, WptKeys};
pub use of_tenants::{BudgetKeys, RuleKeys, StashKeys, TenantKeys};

use super::values::{ApplicationName, IsolationWord, PathPrefix, Text};
use crate::policy::Profile;

/// The configuration of Airlock: who may do what, and how much of it.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", expecting = "a table")]
#[schemars(title = "airlock.toml")]
pub struct ConfigFile {
    /// A set of defaults: `exposed` for the open internet, `wpt` for a test server, `files` for a plain site.
    pub profile: Option<Text<Profile>>,
    /// Whether an error response carries what went wrong inside the handler.
    pub error_detail: Option<bool>,
    /// How long a sandbox lives: for one request, or for further requests of the same text of the same handler.
    pub isolation: Option<Text<IsolationWord>>,
    /// How far a sandbox is used again, with isolation "handler".
    pub reuse: Option<ReuseKeys>,
    /// The listener and what all tenants share.
    pub server: Option<ServerKeys>,
    /// The certificate of the TLS listeners.
    pub tls: Option<TlsKeys>,
    /// The hosts and ports of web-platform-tests.
    pub wpt: Option<WptKeys>,
    /// The engine of trusted handlers.
    pub in_process: Option<InProcessKeys>,
    /// What the process can do at all, whatever runs in it.
    pub confinement: Option<ConfinementKeys>,
    /// The log.
    pub log: Option<LogKeys>,
    /// What one request may use up.
    pub limits: Option<LimitsKeys>,
    /// What a handler may ask of the host.
    pub grants: Option<GrantsKeys>,
    /// What all requests of one tenant together may use up.
    pub budget: Option<BudgetKeys>,
    /// How much one tenant's stash holds.
    pub stash: Option<StashKeys>,
    /// A WSGI application, "package.module:callable", that answers whatever no route is for; imported from the docroot or from
    /// the folder site-packages in it.
    pub app: Option<Text<ApplicationName>>,
    /// Folders of CGI programs, such as "/cgi-bin".
    pub cgi_directories: Option<Vec<Text<PathPrefix>>>,
    /// What answers some paths, before all else; the first that matches counts.
    pub route: Option<Vec<RouteKeys>>,
    /// Those who are served, each with a docroot of its own.
    pub tenant: Option<Vec<TenantKeys>>,
}

impl ConfigFile {
    /// All tenants.
    pub fn tenants(&self) -> &[TenantKeys] {
        self.tenant.as_deref().unwrap_or_default()
    }
}

impl TenantKeys {
    /// All its routes.
    pub fn routes(&self) -> &[RouteKeys] {
        self.route.as_deref().unwrap_or_default()
    }

    /// All its rules.
    pub fn rules(&self) -> &[RuleKeys] {
        self.rule.as_deref().unwrap_or_default()
    }
}
