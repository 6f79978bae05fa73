use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::config::values::{
    Address, Between, FilePath, Folder, HostName, LogFilter, PortOrAuto, SchemeName, Several, Size, Text, Time,
};
use crate::policy::{ConfinementMode, PagemapScan};

/// The listener and what all tenants share. Changes need a restart.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", expecting = "a table")]
#[schemars(rename = "Server")]
pub struct ServerKeys {
    /// Where to listen; port 0 takes a free one.
    pub listen: Option<Several<Address>>,
    /// Where to listen with TLS, for HTTP/2 and HTTP/1.1. Left out: nowhere.
    pub listen_tls: Option<Several<Address>>,
    /// Where to listen with TLS for HTTP/2 alone. Left out: nowhere.
    pub listen_h2: Option<Several<Address>>,
    /// How long a client may take for the TLS handshake.
    pub handshake_time: Option<Text<Time>>,
    /// The folder for what outlives the server: the private CA. Left out: `airlock` in the user's folder for such things.
    pub state: Option<Text<Folder>>,
    /// How long requests under way may take to finish when the server is told to stop.
    pub grace: Option<Text<Time>>,
    /// From a connection's start, or from its last response, to the end of a request's head.
    pub head_time: Option<Text<Time>>,
    /// How long a client may send nothing of a request body that its handler waits for; then it gets 408.
    pub body_time: Option<Text<Time>>,
    /// How long a client may take nothing of a response.
    pub write_time: Option<Text<Time>>,
    /// Connections at once; further ones wait to be accepted.
    pub max_connections: Option<Between<1, 1_000_000>>,
    /// Connections at once of one client address (IPv6: one /64 network); further ones are closed. Left out: any number.
    pub max_connections_per_client: Option<Between<1, 1_000_000>>,
    /// Sandboxes at once, of all tenants.
    pub max_sandboxes: Option<Between<1, 1_000_000>>,
    /// Most bytes of a WebAssembly component.
    pub component_size: Option<Text<Size>>,
    /// Most processor time that compiling one may take.
    pub compile_time: Option<Text<Time>>,
    /// Whether the kernel is asked which pages of a Python memory have changed: "auto", as long as no swap is active, or "off".
    pub pagemap_scan: Option<Text<PagemapScan>>,
    /// The folder with the built Python runtime, counted from the file's folder.
    pub python_runtime: Option<Text<Folder>>,
}

/// The certificate of the TLS listeners. Left out: one that a private CA signs, which is made at the first start.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", expecting = "a table")]
#[schemars(rename = "Tls")]
pub struct TlsKeys {
    /// PEM file with the certificate and those that lead to its root, counted from the file's folder.
    pub certificate: Option<Text<FilePath>>,
    /// PEM file with the certificate's key, counted from the file's folder.
    pub key: Option<Text<FilePath>>,
}

/// The hosts and ports of web-platform-tests, as `{{host}}`, `{{ports[https][0]}}` and handlers see them. Changes need a
/// restart.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", expecting = "a table")]
#[schemars(rename = "Wpt")]
pub struct WptKeys {
    /// The host that tests run on; with it come its subdomains. Left out: the address that a client has found the server at.
    pub browser_host: Option<Text<HostName>>,
    /// Other hosts, by name, each with the same subdomains.
    pub alternate_hosts: Option<BTreeMap<String, Text<HostName>>>,
    /// The address of the listeners of `ports`.
    pub server_host: Option<Text<HostName>>,
    /// Listeners by scheme, each a list of ports, "auto" for a free one: https for HTTP/1.1, h2 for HTTP/2.
    pub ports: Option<BTreeMap<SchemeName, Vec<PortOrAuto>>>,
}

/// The engine of trusted handlers. Changes need a restart.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", expecting = "a table")]
#[schemars(rename = "InProcess")]
pub struct InProcessKeys {
    /// Handlers that run at once.
    pub threads: Option<Between<1, 4096>>,
    /// Requests that wait for one of them to end.
    pub queue: Option<Between<0, 1_000_000>>,
    /// Threads that may be given up because their handler does not end.
    pub max_stuck: Option<Between<0, 4096>>,
}

/// What the process can do at all, whatever runs in it. Changes need a restart.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", expecting = "a table")]
#[schemars(rename = "Confinement")]
pub struct ConfinementKeys {
    /// Whether it is confined: `auto` as far as the kernel can and trusted handlers leave room for it, `required` in any case, `off` not at all.
    pub mode: Option<Text<ConfinementMode>>,
    /// Files and folders that it may read besides what serving needs, counted from the file's folder.
    pub read: Option<Vec<Text<FilePath>>>,
    /// Folders that it may write to besides its state folder, counted from the file's folder.
    pub write: Option<Vec<Text<Folder>>>,
    /// Whether it may make connections of any kind.
    pub network: Option<bool>,
    /// Whether it may start other programs.
    pub programs: Option<bool>,
}

/// The log.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", expecting = "a table")]
#[schemars(rename = "Log")]
pub struct LogKeys {
    /// A level, or levels by part.
    pub filter: Option<Text<LogFilter>>,
}
