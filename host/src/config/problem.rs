use std::fmt;
use std::path::PathBuf;

use thiserror::Error;

use super::Origin;
use super::key_path::KeyPath;
use super::node::Table;

/// Why there is no configuration.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The file is not there, or may not be read.
    #[error("reading the configuration file {}: {error}; name a file that exists and that this user may read", .file.display())]
    Unreadable {
        /// As it was named.
        file: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// What it says, or what it says together with the environment and the flags, is not allowed.
    #[error("{}", lines(.0))]
    Invalid(Vec<Problem>),
    /// A key that the defaults should have set is not set.
    #[error("the configuration lacks {0}: this is an error in Airlock")]
    Incomplete(&'static str),
}

fn lines(problems: &[Problem]) -> String {
    problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n")
}

/// One thing that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file's name, or none.
    pub file: Option<String>,
    /// Where the value comes from.
    pub origin: Origin,
    /// The value's key; empty: the file as a whole.
    pub key: KeyPath,
    /// What is wrong, what was expected, what to do.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.origin {
            // What is missing has no line.
            Origin::Default => f.write_str(self.file.as_deref().unwrap_or("configuration"))?,
            origin => write!(f, "{}", origin.show(self.file.as_deref()))?,
        }
        if !self.key.steps().is_empty() {
            write!(f, ": {}", self.key)?;
        }
        write!(f, ": {}", self.message)
    }
}

/// The problems of one configuration, as they are found.
#[derive(Debug)]
pub struct Problems<'a> {
    file: Option<&'a str>,
    tree: &'a Table,
    found: Vec<Problem>,
}

impl<'a> Problems<'a> {
    /// None yet; `tree` knows the lines.
    pub fn new(file: Option<&'a str>, tree: &'a Table) -> Self {
        Self { file, tree, found: Vec::new() }
    }

    /// Notes one.
    pub fn add(&mut self, key: KeyPath, message: impl Into<String>) {
        let origin = self.tree.origin(&key);
        let file = self.file.map(str::to_owned);
        self.found.push(Problem { file, origin, key, message: message.into() });
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.found.len()
    }

    /// Ends well only if there are none.
    pub fn into_result(mut self) -> Result<(), ConfigError> {
        if self.found.is_empty() {
            return Ok(());
        }
        self.found.sort_by_key(|problem| match problem.origin {
            Origin::File(line) => line,
            _ => 0,
        });
        Err(ConfigError::Invalid(self.found))
    }
}
