use std::fmt;
use std::time::Duration;

use super::{OutgoingGrant, Profile};

/// What a handler may ask of the host, by interface of the contract (`wit/`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grants {
    /// Values for other requests.
    pub stash: bool,
    /// The read-only view of the docroot.
    pub files: FilesGrant,
    /// Imports from below the docroot.
    pub modules: bool,
    /// Bytes for the wire as they are.
    pub raw_writes: bool,
    /// Responses to requests that the client has not sent.
    pub push: bool,
    /// Lines in the operator's log.
    pub log: bool,
    /// The finest difference of time that a clock shows.
    pub clock: Duration,
    /// Waiting.
    pub sleep: bool,
    /// Requests of other servers.
    pub outgoing: OutgoingGrant,
    /// The interfaces of WASI that a component may import.
    pub wasi: WasiGrant,
}

/// The interfaces of WASI that a component may import. None of them shows anything of the host.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WasiGrant {
    /// Those of the world `wasi:http/proxy`.
    #[default]
    Proxy,
    /// Those of `wasi:cli/command` too: a file system without a folder, a network that denies everything.
    Command,
}

/// How much of the docroot a handler may read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilesGrant {
    /// All of it.
    Docroot,
    /// The folder that the handler lies in, and what lies below that.
    Folder,
    /// Nothing.
    None,
}

/// The finest clock there is.
const EXACT: Duration = Duration::from_nanos(1);

impl Grants {
    /// What a profile grants unless the configuration says otherwise.
    pub fn of_profile(profile: Profile) -> Self {
        let is_wpt = profile == Profile::Wpt;
        Self { raw_writes: is_wpt, push: is_wpt, ..Self::all() }
    }

    /// Everything but requests of other servers, which are granted by the servers' names.
    pub fn all() -> Self {
        Self {
            stash: true,
            files: FilesGrant::Docroot,
            modules: true,
            raw_writes: true,
            push: true,
            log: true,
            clock: EXACT,
            sleep: true,
            outgoing: OutgoingGrant::default(),
            wasi: WasiGrant::default(),
        }
    }

    /// Whether anything of it is granted.
    pub fn allow(&self, grant: Grant) -> bool {
        match grant {
            Grant::Stash => self.stash,
            Grant::Files => self.files != FilesGrant::None,
            Grant::Modules => self.modules,
            Grant::RawWrites => self.raw_writes,
            Grant::Log => self.log,
            Grant::Sleep => self.sleep,
            Grant::Push => self.push,
            Grant::Outgoing => !self.outgoing.hosts.is_empty(),
            Grant::OutgoingPrivate => self.outgoing.private,
        }
    }

    /// Nothing; the clock shows seconds.
    pub fn none() -> Self {
        Self {
            stash: false,
            files: FilesGrant::None,
            modules: false,
            raw_writes: false,
            push: false,
            log: false,
            clock: Duration::from_secs(1),
            sleep: false,
            outgoing: OutgoingGrant::default(),
            wasi: WasiGrant::default(),
        }
    }
}

/// A grant by name, as it appears in the configuration, in the log and in a handler's `PermissionError`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grant {
    /// [`Grants::stash`]
    Stash,
    /// [`Grants::files`]
    Files,
    /// [`Grants::modules`]
    Modules,
    /// [`Grants::raw_writes`]
    RawWrites,
    /// [`Grants::push`]
    Push,
    /// [`Grants::log`]
    Log,
    /// [`Grants::sleep`]
    Sleep,
    /// [`OutgoingGrant::hosts`]
    Outgoing,
    /// [`OutgoingGrant::private`]
    OutgoingPrivate,
}

impl Grant {
    /// The grant of that name.
    pub fn named(name: &str) -> Option<Self> {
        let all = [
            Self::Stash,
            Self::Files,
            Self::Modules,
            Self::RawWrites,
            Self::Push,
            Self::Log,
            Self::Sleep,
            Self::Outgoing,
            Self::OutgoingPrivate,
        ];
        all.into_iter().find(|grant| grant.to_string() == name)
    }
}

impl fmt::Display for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Stash => "stash",
            Self::Files => "files",
            Self::Modules => "modules",
            Self::RawWrites => "raw-writes",
            Self::Push => "push",
            Self::Log => "log",
            Self::Sleep => "sleep",
            Self::Outgoing => "outgoing",
            Self::OutgoingPrivate => "outgoing-private",
        })
    }
}
