use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::new_project::{self, Template};

/// `airlock new`
#[derive(Args, Debug)]
pub struct New {
    /// The project's folder, which is made; its last part is the project's name
    #[arg(value_name = "NAME")]
    folder: PathBuf,
    /// A handler in Rust, which `airlock build` makes a component of (the default)
    #[arg(long, group = "language")]
    rust: bool,
    /// A handler in Python
    #[arg(long, group = "language")]
    python: bool,
    /// A WSGI application in Python
    #[arg(long, group = "language")]
    wsgi: bool,
    /// The folder of the crate airlock-guest, for a handler in Rust [default: guest-sdk/rust of the checkout that this
    /// program was built in; without one, the crate of this program's version]
    #[arg(long, value_name = "DIR", conflicts_with_all = ["python", "wsgi"])]
    guest: Option<PathBuf>,
}

impl New {
    /// Prints what to do next.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let Self { folder, rust: _, python, wsgi, guest } = self;
        let template = match (python, wsgi) {
            (true, _) => Template::Python,
            (_, true) => Template::Wsgi,
            _ => Template::Rust,
        };
        let name = new_project::write(template, &folder, guest.as_deref())?;
        println!("{name} is there. Next:\n\n  cd {}", folder.display());
        for command in template.next_commands(&name) {
            println!("  {command}");
        }
        Ok(ExitCode::SUCCESS)
    }
}
