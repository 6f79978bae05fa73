//! Which component is a handler: by the names of what it exports and imports. Nothing of it is run for that.

use std::fmt;

use thiserror::Error;

/// The contract's package, and the version that is spoken.
const CONTRACT: &str = "airlock:handler";
const CONTRACT_VERSION: &str = "0.1";
/// The interfaces of the contract that all handlers get; `modules` is for interpreters.
const OF_CONTRACT: [&str; 8] = ["types", "request", "response", "push", "stash", "files", "log", "timer"];
/// WASI's second preview. Later versions of it are read as what they were made from.
const WASI_VERSION: &str = "0.2";
/// The WASI interfaces that all components get: time, entropy, streams, HTTP, and what there is of a process without a system.
const OF_WASI: [&str; 20] = [
    "wasi:io/error",
    "wasi:io/poll",
    "wasi:io/streams",
    "wasi:clocks/wall-clock",
    "wasi:clocks/monotonic-clock",
    "wasi:random/random",
    "wasi:random/insecure",
    "wasi:random/insecure-seed",
    "wasi:cli/environment",
    "wasi:cli/exit",
    "wasi:cli/stdin",
    "wasi:cli/stdout",
    "wasi:cli/stderr",
    "wasi:cli/terminal-input",
    "wasi:cli/terminal-output",
    "wasi:cli/terminal-stdin",
    "wasi:cli/terminal-stdout",
    "wasi:cli/terminal-stderr",
    "wasi:http/types",
    "wasi:http/outgoing-handler",
];
/// WASI's third preview, where the server is built with it.
const SERVICE_VERSION: &str = "0.3";
/// What all components get of it: the same, in its terms.
const OF_WASI_3: &[&str] = if cfg!(feature = "wasi-p3") {
    &[
        "wasi:clocks/types",
        "wasi:clocks/system-clock",
        "wasi:clocks/monotonic-clock",
        "wasi:random/random",
        "wasi:random/insecure",
        "wasi:random/insecure-seed",
        "wasi:cli/types",
        "wasi:cli/environment",
        "wasi:cli/exit",
        "wasi:cli/stdin",
        "wasi:cli/stdout",
        "wasi:cli/stderr",
        "wasi:cli/terminal-input",
        "wasi:cli/terminal-output",
        "wasi:cli/terminal-stdin",
        "wasi:cli/terminal-stdout",
        "wasi:cli/terminal-stderr",
        "wasi:http/types",
        "wasi:http/client",
    ]
} else {
    &[]
};
/// The packages that are there for components under [`Offer::Command`], with nothing behind them.
const WITHOUT_SYSTEM: [&str; 2] = ["wasi:filesystem", "wasi:sockets"];

/// The function by which a handler of the contract's world is called.
pub const HANDLE: &str = "handle";
/// The interface by which a component of `wasi:http/proxy` is called.
const INCOMING_HANDLER: &str = "wasi:http/incoming-handler";
/// What took its place in WASI 0.3.
const SERVICE_HANDLER: &str = "wasi:http/handler";

/// By which world a component answers requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum World {
    /// `airlock:handler/handler`.
    Handler,
    /// `wasi:http/proxy` of WASI 0.2; the name of the export.
    Proxy(String),
    /// `wasi:http/service` of WASI 0.3; the name of the export.
    #[cfg(feature = "wasi-p3")]
    Service(String),
}

/// Which of WASI's interfaces components are offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// Those of the world `wasi:http/proxy`, and what of `wasi:cli` shows nothing.
    Proxy,
    /// Those of the world `wasi:cli/command` as well: a file system without a folder, a network without addresses.
    Command,
}

/// Why a component is not taken.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Refusal {
    /// It answers no requests.
    #[error(
        "it exports {}. Accepted are components that export `{HANDLE}` (the world {CONTRACT}/handler@{CONTRACT_VERSION}) or \
         {INCOMING_HANDLER}@{WASI_VERSION} (the world wasi:http/proxy){}",
        Names(exports),
        hint(exports)
    )]
    NoHandler {
        /// What it exports.
        exports: Vec<String>,
    },
    /// It asks for more than handlers get.
    #[error(
        "it imports {}, which no handler gets{}. It exports {}. Accepted imports: {CONTRACT}/{{{}}}@{CONTRACT_VERSION}, \
         {}, each @{WASI_VERSION}",
        Names(imports), remedy(imports), Names(exports), OF_CONTRACT.join(","), OF_WASI.join(", ")
    )]
    Imports {
        /// Those that are not offered.
        imports: Vec<String>,
        /// What it exports.
        exports: Vec<String>,
    },
}

/// Names in a row.
struct Names<'a>(&'a [String]);

impl fmt::Display for Names<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [] => f.write_str("nothing"),
            names => f.write_str(&names.join(", ")),
        }
    }
}

fn hint(exports: &[String]) -> &'static str {
    if exports.iter().any(|name| interface(name).0 == SERVICE_HANDLER) {
        ". Components of WASI 0.3 take a server that is built with the feature `wasi-p3`"
    } else if exports.iter().any(|name| interface(name).0 == "wasi:cli/run") {
        ". This one is a command: CGI directories run those"
    } else {
        ""
    }
}

fn remedy(imports: &[String]) -> &'static str {
    let is_system = |name: &String| WITHOUT_SYSTEM.contains(&package(name));
    if imports.iter().all(is_system) {
        ": a sandbox has no file system and no sockets. If it works without, build it without them (componentize-py: \
         --stub-wasi, unless it is for wasi:http; componentize-js: --disable stdio; Rust: wasm32-wasip2, not wasip1), or have the policy say \
         grants.wasi = \"command\": then they are there, and empty"
    } else {
        ""
    }
}

/// An interface's name and its version.
fn interface(name: &str) -> (&str, &str) {
    name.split_once('@').unwrap_or((name, ""))
}

/// The package of an interface.
fn package(name: &str) -> &str {
    name.split('/').next().unwrap_or_default()
}

/// Whether `version` is of the series that `series` begins.
fn is_of(version: &str, series: &str) -> bool {
    version.strip_prefix(series).is_some_and(|rest| rest.starts_with('.'))
}

impl Offer {
    /// Whether the interface of that name is offered.
    pub fn has(self, name: &str) -> bool {
        let (interface, version) = interface(name);
        if package(interface) == CONTRACT {
            let own = interface.rsplit('/').next().unwrap_or_default();
            return is_of(version, CONTRACT_VERSION) && OF_CONTRACT.contains(&own);
        }
        let offered: &[&str] = if is_of(version, WASI_VERSION) {
            &OF_WASI
        } else if is_of(version, SERVICE_VERSION) && cfg!(feature = "wasi-p3") {
            OF_WASI_3
        } else {
            return false;
        };
        offered.contains(&interface) || self == Self::Command && WITHOUT_SYSTEM.contains(&package(interface))
    }
}

impl World {
    /// The world of a component that exports `name`, if that is one of `wasi:http`.
    fn by_http(name: &str) -> Option<Self> {
        match interface(name) {
            (INCOMING_HANDLER, version) if is_of(version, WASI_VERSION) => Some(Self::Proxy(name.to_owned())),
            #[cfg(feature = "wasi-p3")]
            (SERVICE_HANDLER, version) if is_of(version, SERVICE_VERSION) => Some(Self::Service(name.to_owned())),
            _ => None,
        }
    }

    /// The world of a component with these exports and imports.
    pub fn of(exports: &[String], imports: &[String], offer: Offer) -> Result<Self, Refusal> {
        let world = exports.iter().find_map(|name| Self::by_http(name));
        let world = if exports.iter().any(|name| name == HANDLE) { Some(Self::Handler) } else { world };
        let world = world.ok_or_else(|| Refusal::NoHandler { exports: exports.to_vec() })?;
        let refused: Vec<_> = imports.iter().filter(|name| !offer.has(name)).cloned().collect();
        if refused.is_empty() {
            Ok(world)
        } else {
            Err(Refusal::Imports { imports: refused, exports: exports.to_vec() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn world(exports: &[&str], imports: &[&str], offer: Offer) -> Result<World, String> {
        let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        World::of(&owned(exports), &owned(imports), offer).map_err(|refusal| refusal.to_string())
    }

    #[test]
    fn a_world_is_known_by_its_names() {
        let imports = ["airlock:handler/request@0.1.0", "wasi:clocks/wall-clock@0.2.6"];
        assert_eq!(world(&["handle"], &imports, Offer::Proxy), Ok(World::Handler));
        let proxy = "wasi:http/incoming-handler@0.2.3";
        let imports = ["wasi:http/types@0.2.3", "wasi:cli/environment@0.2.0", "wasi:io/streams@0.2.3"];
        assert_eq!(world(&[proxy], &imports, Offer::Proxy), Ok(World::Proxy(proxy.into())));
        let system = ["wasi:filesystem/preopens@0.2.0", "wasi:sockets/tcp@0.2.0"];
        assert_eq!(world(&[proxy], &system, Offer::Command), Ok(World::Proxy(proxy.into())));
    }

    #[test]
    fn a_refusal_names_what_is_too_much_and_what_is_accepted() {
        let system = ["wasi:io/poll@0.2.0", "wasi:sockets/tcp@0.2.0"];
        let refused = world(&["handle"], &system, Offer::Proxy).unwrap_err();
        assert!(refused.starts_with("it imports wasi:sockets/tcp@0.2.0, which no handler gets: a sandbox has no file"));
        assert!(refused.contains("It exports handle.") && refused.contains("wasi:io/poll, "));
        for import in ["airlock:handler/modules@0.1.0", "airlock:handler/request@0.2.0", "env", "wasi:io/poll@0.3.0"] {
            assert!(world(&["handle"], &[import], Offer::Command).unwrap_err().contains(import));
        }
        assert!(world(&[], &[], Offer::Proxy).unwrap_err().starts_with("it exports nothing."));
    }
    #[test]
    #[cfg(not(feature = "wasi-p3"))]
    fn a_service_is_refused_and_told_what_it_takes() {
        let refused = world(&["wasi:http/handler@0.3.0"], &[], Offer::Command).unwrap_err();
        assert!(refused.contains("wasi-p3") && refused.contains("wasi:http/incoming-handler@0.2"));
        assert!(world(&["handle"], &["wasi:http/types@0.3.0"], Offer::Command).is_err());
    }

    #[test]
    #[cfg(feature = "wasi-p3")]
    fn a_service_is_known_by_its_names() {
        let (service, imports) = ("wasi:http/handler@0.3.2", ["wasi:http/types@0.3.2", "wasi:cli/stdout@0.2.6"]);
        assert_eq!(world(&[service], &imports, Offer::Proxy), Ok(World::Service(service.into())));
        assert!(world(&[service], &["wasi:filesystem/types@0.3.0"], Offer::Proxy).is_err());
        assert!(world(&[service], &["wasi:sockets/types@0.3.0"], Offer::Command).is_ok());
    }
}
