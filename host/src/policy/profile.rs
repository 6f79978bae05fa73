use std::fmt;

use clap::ValueEnum;

/// A named set of defaults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Profile {
    /// For the open internet: no raw writes, error responses without detail
    Exposed,
    /// For a test server: raw writes, tracebacks in error responses
    Wpt,
    /// For a plain site: index pages and dates of change, no pipes and no raw writes
    Files,
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Exposed => "exposed",
            Self::Wpt => "wpt",
            Self::Files => "files",
        })
    }
}
