use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::vendor::Installation;

/// `airlock vendor`
#[derive(Args, Debug)]
pub struct Vendor {
    /// The packages, in pip's format; `--hash` and `-r` work
    requirements: PathBuf,
    /// The folder to install into, usually DOCROOT/site-packages. One that exists is replaced if it is empty or was made by
    /// this command
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The Python of this machine whose pip is used
    #[arg(long, default_value = "python3", value_name = "PROGRAM")]
    python: String,
    /// Build a wheel of a package that has none. This runs the package's build code on this machine, outside any sandbox
    #[arg(long)]
    allow_sdist: bool,
    /// Replace the folder whatever is in it
    #[arg(long)]
    force: bool,
}

impl Vendor {
    /// Prints what was installed, a line for each package.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let Self { requirements, folder, python, allow_sdist, force } = self;
        let installation = Installation { requirements, folder, python, allow_sdist, force };
        let packages = installation.run()?;
        for package in &packages {
            println!("{package}");
        }
        let count = packages.len();
        println!("{count} package{} in {}", if count == 1 { "" } else { "s" }, installation.folder.display());
        Ok(ExitCode::SUCCESS)
    }
}
