use serde::Serialize;

use super::Interface;
use crate::policy::{Grant, Grants, Profile};

/// A grant that an import asks for, by its name in the configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Need {
    /// The grant: a key of `grants`.
    pub grant: &'static str,
    /// What asks for it: an interface, or a function of one.
    pub import: String,
    /// Whether the profile `exposed` grants it.
    pub by_default: bool,
}

/// The interfaces that a grant is for, without versions. What is not listed is there in any case, or refused.
const OF_INTERFACES: &[(&str, &str)] = &[
    ("airlock:handler/stash", "stash"),
    ("airlock:handler/files", "files"),
    ("airlock:handler/push", "push"),
    ("airlock:handler/log", "log"),
    ("airlock:handler/timer", "sleep"),
    ("wasi:clocks/", "clock"),
    ("wasi:http/outgoing-handler", "outgoing"),
    ("wasi:filesystem/", "wasi"),
    ("wasi:sockets/", "wasi"),
];

/// Functions that need a grant of their own.
const OF_FUNCTIONS: &[(&str, &str, &str)] = &[("airlock:handler/response", "write-raw", "raw-writes")];

/// The grants that these imports ask for, in the order of the imports.
pub fn needs(imports: &[Interface]) -> Vec<Need> {
    let granted = Grants::of_profile(Profile::Exposed);
    let need = |grant: &'static str, import: String| {
        // A grant that is no switch: the clock's resolution is fine unless it is made coarse, and the others are off.
        let by_default = Grant::named(grant).map_or(grant == "clock", |grant| granted.allow(grant));
        Need { grant, import, by_default }
    };
    let mut needs = Vec::new();
    for Interface { name, functions } in imports {
        let interface = name.split('@').next().unwrap_or(name);
        let of_interface = OF_INTERFACES
            .iter()
            .filter(|(begin, _)| if begin.ends_with('/') { interface.starts_with(begin) } else { interface == *begin });
        needs.extend(of_interface.map(|(_, grant)| need(grant, interface.to_owned())));
        let of_functions = OF_FUNCTIONS
            .iter()
            .filter(|(of, function, _)| interface == *of && functions.iter().any(|used| used == function));
        needs.extend(of_functions.map(|(_, function, grant)| need(grant, format!("{interface}.{function}"))));
    }
    needs
}

#[cfg(test)]
mod tests {
    use super::{Interface, needs};

    #[test]
    fn grants_go_by_interface_and_by_function() {
        let import = |name: &str, functions: &[&str]| Interface {
            name: name.to_owned(),
            functions: functions.iter().map(|name| (*name).to_owned()).collect(),
        };
        let imports = [
            import("airlock:handler/request@0.1.0", &["read-head"]),
            import("airlock:handler/response@0.1.0", &["send", "write-raw"]),
            import("airlock:handler/stash@0.1.0", &["put"]),
            import("wasi:clocks/wall-clock@0.2.0", &["now"]),
            import("wasi:random/random@0.2.0", &["get-random-u64"]),
            import("wasi:http/outgoing-handler@0.2.4", &["handle"]),
        ];
        let found: Vec<_> = needs(&imports).iter().map(|need| (need.grant, need.by_default)).collect();
        assert_eq!(found, [("raw-writes", false), ("stash", true), ("clock", true), ("outgoing", false)]);
    }
}
