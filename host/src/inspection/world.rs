use std::fmt;

use super::{Contents, Kind};

/// What a component is for, as its exports show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum World {
    /// `airlock:handler/handler`
    Handler,
    /// `wasi:http/proxy` of this version.
    Proxy(String),
    /// `wasi:cli/command` of this version: a program, which the server runs as a CGI program.
    Command(String),
}

impl World {
    /// The world of a component that exports what one of them asks for.
    pub fn of(contents: &Contents) -> Option<Self> {
        if contents.kind != Kind::Component {
            return None;
        }
        contents.exports.iter().find_map(|export| match export.name.split_once('@') {
            None if export.name == "handle" => Some(Self::Handler),
            Some(("wasi:http/incoming-handler", version)) => Some(Self::Proxy(version.to_owned())),
            Some(("wasi:cli/run", version)) => Some(Self::Command(version.to_owned())),
            _ => None,
        })
    }
}

impl fmt::Display for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Handler => f.write_str("airlock:handler/handler@0.1.0"),
            Self::Proxy(version) => write!(f, "wasi:http/proxy@{version}"),
            Self::Command(version) => write!(f, "wasi:cli/command@{version}"),
        }
    }
}
