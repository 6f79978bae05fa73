use schemars::JsonSchema;
use serde::Deserialize;

use crate::config::values::{Between, Clock, Memory, Size, Text, Time};
use crate::policy::{FilesGrant, OutgoingHost, WasiGrant};

/// What one request may use up.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", expecting = "a table")]
#[schemars(rename = "Limits")]
pub struct LimitsKeys {
    /// Longest time from a request's head to the end of its response.
    pub wall_time: Option<Text<Time>>,
    /// Most processor time.
    pub cpu_time: Option<Text<Time>>,
    /// Most memory of the sandbox.
    pub memory: Option<Text<Memory>>,
    /// Most bytes of the host's own memory that a single call may take for it.
    pub host_memory: Option<Text<Size>>,
    /// Most bytes of the response.
    pub response: Option<Text<Size>>,
    /// Most bytes of log messages.
    pub log_size: Option<Text<Size>>,
    /// Most bytes of requests of other servers and of their responses.
    pub outgoing: Option<Text<Size>>,
}

/// What a handler may ask of the host.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", expecting = "a table")]
#[schemars(rename = "Grants")]
pub struct GrantsKeys {
    /// Values for other requests.
    pub stash: Option<bool>,
    /// How much of the docroot it may read: all of it, the folder that it lies in and what is below, nothing.
    pub files: Option<Text<FilesGrant>>,
    /// Imports from below the docroot.
    pub modules: Option<bool>,
    /// Bytes for the wire as they are.
    pub raw_writes: Option<bool>,
    /// Responses to requests that the client has not sent, on HTTP/2.
    pub push: Option<bool>,
    /// Lines in the operator's log.
    pub log: Option<bool>,
    /// The finest difference of time that a clock shows.
    pub clock: Option<Text<Clock>>,
    /// Waiting.
    pub sleep: Option<bool>,
    /// Other servers that requests may be made of, such as "api.example.com".
    pub outgoing: Option<Vec<Text<OutgoingHost>>>,
    /// Whether these may have addresses that are none of the open internet.
    pub outgoing_private: Option<bool>,
    /// What a component may import of WASI: what `wasi:http/proxy` has, or what `wasi:cli/command` has, with nothing in it.
    pub wasi: Option<Text<WasiGrant>>,
}

/// How far a sandbox is used again, with isolation "handler".
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", expecting = "a table")]
#[schemars(rename = "Reuse")]
pub struct ReuseKeys {
    /// Most requests that one answers.
    pub max_requests: Option<Between<1, 1_000_000_000>>,
    /// Longest time from its making to its last request's begin.
    pub max_age: Option<Text<Time>>,
}
