use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::Shared;
use super::serve_flags::ServeFlags;
use crate::config::{FlagLayer, load, schema};

/// `airlock config`
#[derive(Args, Debug)]
pub struct Config {
    #[command(subcommand)]
    command: ConfigCommand,
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Check a configuration file, by itself, and report all that is wrong with it
    Check {
        /// The configuration file
        file: PathBuf,
    },
    /// Print the configuration that `serve` would use, each value with where it comes from
    Show(Box<ServeFlags>),
    /// Print the JSON schema of the configuration file
    Schema,
}

impl Config {
    /// Prints on standard output; fails if the configuration is none.
    pub fn run(self, shared: &Shared) -> anyhow::Result<ExitCode> {
        match self.command {
            ConfigCommand::Check { file } => {
                let settings = load(Some(&file), &FlagLayer::default())?.settings;
                let rules = settings.tenants.iter().map(|tenant| tenant.rules.iter().count()).sum();
                let (tenants, rules) = (counted(settings.tenants.len(), "tenant"), counted(rules, "rule"));
                println!("{}: ok: {tenants}, {rules}", file.display());
            }
            ConfigCommand::Show(flags) => print!("{}", flags.load(shared)?.show()?),
            ConfigCommand::Schema => println!("{}", schema()?),
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
