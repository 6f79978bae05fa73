use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::config::{FlagLayer, load};
use crate::tls::{Authority, state_folder};

/// `airlock ca`
#[derive(Args, Debug)]
pub struct Ca {
    /// The configuration file that `serve` is given, for its `server.state`
    #[arg(long, env = "AIRLOCK_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// The folder for what outlives the server [default: `airlock` below $XDG_STATE_HOME or ~/.local/state]
    #[arg(long, env = "AIRLOCK_STATE", value_name = "DIR")]
    state: Option<PathBuf>,
}

impl Ca {
    /// Prints on standard output.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let configured = match (self.state, self.config) {
            (Some(folder), _) => Some(folder),
            (None, Some(file)) => load(Some(&file), &FlagLayer::default())?.settings.server.state,
            (None, None) => None,
        };
        print!("{}", Authority::load_or_make(&state_folder(configured)?)?.certificate());
        Ok(ExitCode::SUCCESS)
    }
}
