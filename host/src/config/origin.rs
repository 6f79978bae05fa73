use std::fmt;

/// Where a value of the configuration comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nobody has set it.
    Default,
    /// A line of the file, from 1.
    File(usize),
    /// A variable of the environment, by name.
    Environment(String),
    /// A flag or argument of the command line, as it is written there.
    Flag(String),
    /// A checkout of web-platform-tests: the path of its `config.json`, or words for what `wpt serve` does without one.
    Checkout(String),
    /// Nobody can set it: code in the server's own process has it in any case.
    InProcess,
}

impl Origin {
    /// For a person; `file` is the file's name.
    pub fn show<'a>(&'a self, file: Option<&'a str>) -> impl fmt::Display + 'a {
        Shown { origin: self, file: file.unwrap_or("configuration") }
    }
}

struct Shown<'a> {
    origin: &'a Origin,
    file: &'a str,
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.origin {
            Origin::Default => f.write_str("default"),
            Origin::File(line) => write!(f, "{}:{line}", self.file),
            Origin::Environment(name) => write!(f, "environment {name}"),
            Origin::Flag(name) if name.starts_with('-') => write!(f, "flag {name}"),
            Origin::Flag(name) => write!(f, "argument {name}"),
            Origin::Checkout(from) => write!(f, "web-platform-tests, {from}"),
            Origin::InProcess => f.write_str("always so for in-process code"),
        }
    }
}
