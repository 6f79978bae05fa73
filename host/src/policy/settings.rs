use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::{Budget, Policy, Profile, Rules, Trust};
use crate::router::{MountedApplication, RouteRule};
use crate::stash::StashLimits;

/// All that an operator decides, complete and checked: what `airlock.toml`, the environment and the flags come to.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The set of defaults.
    pub profile: Profile,
    /// The listener.
    pub server: ServerSettings,
    /// The names it is reached by; none: the address that a client has found it at.
    pub names: Option<NameSettings>,
    /// The certificate of the TLS listeners.
    pub tls: TlsSettings,
    /// The engine of trusted handlers.
    pub in_process: InProcessSettings,
    /// What the process can do at all.
    pub confinement: ConfinementSettings,
    /// The log.
    pub log: LogSettings,
    /// At least one.
    pub tenants: Vec<TenantSettings>,
}

impl Settings {
    /// Whether any handler is trusted to run in the server's process.
    pub fn trusts_handlers(&self) -> bool {
        self.policies().any(|policy| policy.trust == Trust::InProcess)
    }

    /// What handlers of any tenant may do.
    pub fn policies(&self) -> impl Iterator<Item = &Policy> {
        self.tenants.iter().flat_map(TenantSettings::policies)
    }
}

/// The listener and what all tenants share. Changes need a restart.
#[derive(Clone, Debug, PartialEq)]
pub struct ServerSettings {
    /// Where to listen; at least one.
    pub listeners: Vec<ListenerSettings>,
    /// How long a client may take for the TLS handshake.
    pub handshake_time: Duration,
    /// The folder for what outlives the server; none: below the user's folder for such things.
    pub state: Option<PathBuf>,
    /// How long requests under way may take to finish when the server is told to stop.
    pub grace: Duration,
    /// From a connection's start, or from its last response, to the end of a request's head.
    pub head_time: Duration,
    /// How long a client may send nothing of a request body that its handler waits for.
    pub body_time: Duration,
    /// How long a client may take nothing of a response.
    pub write_time: Duration,
    /// Connections at once; further ones wait to be accepted.
    pub max_connections: u32,
    /// Of these, one client's; further ones are closed at once. None: all.
    pub max_connections_per_client: Option<u32>,
    /// Sandboxes at once, of all tenants.
    pub max_sandboxes: u32,
    /// Bytes of the largest component that is compiled.
    pub component_size: u64,
    /// Processor time that compiling one may take.
    pub compile_time: Duration,
    /// Whether changed pages of memories are scanned for.
    pub pagemap_scan: PagemapScan,
    /// The folder with the built Python runtime; none: beside the program's.
    pub python_runtime: Option<PathBuf>,
}

/// Whether the kernel is asked which pages of a memory have changed, so that those alone are made new.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PagemapScan {
    /// Where it can be asked, as long as no swap is active.
    #[default]
    Auto,
    /// Never: all changed pages are dropped.
    Off,
}

/// One address that is listened on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListenerSettings {
    /// Port 0 takes a free one.
    pub address: SocketAddr,
    /// What is spoken there.
    pub protocol: Protocol,
    /// What templates and handlers know its port as.
    pub scheme: String,
    /// Where it is set, for messages.
    pub key: &'static str,
}

/// What is spoken on a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// HTTP/1.1, and HTTP/2 for clients that begin with it.
    Plain,
    /// TLS, and in it what the client chooses.
    Tls,
    /// TLS, and in it HTTP/1.1 alone.
    TlsHttp1,
    /// TLS, and in it HTTP/2 alone.
    TlsHttp2,
}

/// The names that the server is reached by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameSettings {
    /// The host that tests run on.
    pub browser_host: String,
    /// Where the server listens, as templates and handlers are told.
    pub server_host: String,
    /// Other hosts, by name.
    pub alternate_hosts: BTreeMap<String, String>,
}

/// The certificate of the TLS listeners.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsSettings {
    /// The operator's own; none: one that the private CA signs.
    pub files: Option<CertificateFiles>,
}

/// PEM files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateFiles {
    /// The certificate and those that lead to its root.
    pub certificate: PathBuf,
    /// Its key.
    pub key: PathBuf,
}

/// The engine of trusted handlers. Changes need a restart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InProcessSettings {
    /// Handlers that run at once.
    pub threads: u32,
    /// Requests that wait for one of them to end.
    pub queue: u32,
    /// Threads that may be given up because their handler does not end; past it no further ones replace them.
    pub max_stuck: u32,
}

/// What the process can do at all, whatever runs in it. Changes need a restart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfinementSettings {
    /// Whether it is confined.
    pub mode: ConfinementMode,
    /// Files and folders that it may read besides what serving needs.
    pub read: Vec<PathBuf>,
    /// Folders that it may write to besides its state folder.
    pub write: Vec<PathBuf>,
    /// Whether it may make connections of any kind.
    pub network: bool,
    /// Whether it may start other programs.
    pub programs: bool,
}

/// Whether the process is confined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfinementMode {
    /// As far as the kernel can, and as trusted handlers leave room for it.
    Auto,
    /// In any case, trusted handlers with it; or it does not start.
    Required,
    /// Not at all.
    Off,
}

/// The log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogSettings {
    /// Levels, such as `info` or `info,airlock::access=debug`.
    pub filter: String,
}

/// One tenant's part.
#[derive(Clone, Debug)]
pub struct TenantSettings {
    /// Its name, for the log and for what it keeps across a reload.
    pub name: String,
    /// Host names that are its own, in lower case without port; `*.` in front stands for one or more labels. Empty: any.
    pub hosts: Vec<String>,
    /// Path prefix that is its own, `/alice`, without a slash behind; empty: all paths.
    pub prefix: String,
    /// What it serves.
    pub docroot: PathBuf,
    /// Routes before those of the profile.
    pub routes: Arc<[RouteRule]>,
    /// What answers where none of them does.
    pub application: Option<MountedApplication>,
    /// Folders of CGI programs below the docroot, `/cgi-bin`.
    pub cgi_directories: Arc<[String]>,
    /// For handlers that no rule is for.
    pub policy: Arc<Policy>,
    /// For the others.
    pub rules: Rules,
    /// For all its requests together.
    pub budget: Budget,
    /// For its stash.
    pub stash: StashLimits,
}

impl TenantSettings {
    /// What its handlers may do, in no order.
    pub fn policies(&self) -> impl Iterator<Item = &Policy> {
        std::iter::once(&self.policy).chain(self.rules.iter().map(|rule| &rule.policy)).map(Arc::as_ref)
    }
}
