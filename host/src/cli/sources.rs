use std::collections::HashMap;

use clap::parser::ValueSource;
use clap::{ArgMatches, Command};

use crate::config::Origin;

/// Of every argument of a command that was given: whether by a flag or by a variable.
#[derive(Clone, Debug, Default)]
pub struct Sources(HashMap<String, Origin>);

impl Sources {
    /// Of the command that was called, however deep it lies.
    pub fn new(command: &Command, matches: &ArgMatches) -> Self {
        if let Some((name, matches)) = matches.subcommand()
            && let Some(command) = command.find_subcommand(name)
        {
            let mut sources = Self::new(command, matches);
            sources.0.extend(Self::of(command, matches));
            return sources;
        }
        Self(Self::of(command, matches).collect())
    }

    fn of<'a>(command: &'a Command, matches: &'a ArgMatches) -> impl Iterator<Item = (String, Origin)> + 'a {
        command.get_arguments().filter_map(|argument| {
            let id = argument.get_id().as_str();
            let name = || match argument.get_long() {
                Some(long) => format!("--{long}"),
                None => argument.get_value_names().unwrap_or_default().join(" "),
            };
            let origin = match matches.value_source(id)? {
                ValueSource::EnvVariable => Origin::Environment(argument.get_env()?.to_string_lossy().into_owned()),
                ValueSource::CommandLine => Origin::Flag(name()),
                _ => return None,
            };
            Some((id.to_owned(), origin))
        })
    }

    /// Where the argument's value comes from.
    pub fn origin(&self, id: &str) -> Origin {
        self.0.get(id).cloned().unwrap_or(Origin::Default)
    }
}
