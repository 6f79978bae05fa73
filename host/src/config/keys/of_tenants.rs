use schemars::JsonSchema;
use serde::Deserialize;

use super::{GrantsKeys, LimitsKeys, ReuseKeys, RouteKeys};
use crate::config::values::{
    ApplicationName, Between, Folder, Hash, HostPattern, IsolationWord, OneOrMany, PathGlob, PathPrefix, Rate, Several,
    ShadowWord, Share, Size, TenantName, Text, Time,
};
use crate::policy::Trust;

/// One who is served. What it leaves out of the tables below is as at the top.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", expecting = "a table")]
#[schemars(rename = "Tenant")]
pub struct TenantKeys {
    /// Its name, for the log; needed, and no other tenant's.
    #[schemars(required)]
    pub name: Option<Text<TenantName>>,
    /// Host names that are its own; `*.` in front stands for one or more labels. Left out: any host.
    pub hosts: Option<Several<HostPattern>>,
    /// Path prefix that is its own. Left out: all paths.
    pub prefix: Option<Text<PathPrefix>>,
    /// The folder it serves, counted from the file's folder; needed.
    #[schemars(required)]
    pub docroot: Option<Text<Folder>>,
    /// As at the top.
    pub error_detail: Option<bool>,
    /// As at the top.
    pub isolation: Option<Text<IsolationWord>>,
    /// As at the top.
    pub reuse: Option<ReuseKeys>,
    /// As at the top.
    pub limits: Option<LimitsKeys>,
    /// As at the top.
    pub grants: Option<GrantsKeys>,
    /// As at the top.
    pub budget: Option<BudgetKeys>,
    /// As at the top.
    pub stash: Option<StashKeys>,
    /// As at the top.
    pub app: Option<Text<ApplicationName>>,
    /// As at the top.
    pub cgi_directories: Option<Vec<Text<PathPrefix>>>,
    /// As at the top, for paths below its docroot.
    pub route: Option<Vec<RouteKeys>>,
    /// For some of its handlers; the first that matches counts.
    pub rule: Option<Vec<RuleKeys>>,
}

/// What is different for some handlers of a tenant. What it leaves out is as the tenant has it.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", expecting = "a table")]
#[schemars(rename = "Rule")]
pub struct RuleKeys {
    /// Which handlers: a pattern over their paths below the docroot; needed.
    #[schemars(required)]
    pub path: Option<Text<PathGlob>>,
    /// The engine that runs them.
    pub trust: Option<Text<Trust>>,
    /// Only texts with this SHA-256, or one of these. Left out: any text.
    pub sha256: Option<OneOrMany<Hash>>,
    /// Runs some requests of trusted handlers a second time, in the sandbox, and logs differences.
    pub shadow: Option<Text<ShadowWord>>,
    /// The part of the requests that are run a second time.
    pub sample: Option<Share>,
    /// As at the tenant.
    pub error_detail: Option<bool>,
    /// As at the tenant.
    pub isolation: Option<Text<IsolationWord>>,
    /// As at the tenant.
    pub reuse: Option<ReuseKeys>,
    /// As at the tenant.
    pub limits: Option<LimitsKeys>,
    /// As at the tenant.
    pub grants: Option<GrantsKeys>,
}

/// What all requests of one tenant together may use up.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", expecting = "a table")]
#[schemars(rename = "Budget")]
pub struct BudgetKeys {
    /// Handlers that run at once.
    pub concurrency: Option<Between<1, 1_000_000>>,
    /// Requests that wait for one of them to end; further ones get 503.
    pub queue: Option<Between<0, 1_000_000>>,
    /// How long they wait, at most.
    pub queue_time: Option<Text<Time>>,
    /// Requests per second; further ones get 429. Left out: any number.
    pub requests_per_second: Option<Rate>,
    /// Requests per second from one client address; further ones get 429. Left out: any number.
    pub client_requests_per_second: Option<Rate>,
}

/// How much one tenant's stash holds.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", expecting = "a table")]
#[schemars(rename = "Stash")]
pub struct StashKeys {
    /// Values at once.
    pub entries: Option<Between<1, 1_000_000_000>>,
    /// Bytes of keys, paths and values together.
    pub bytes: Option<Text<Size>>,
}
