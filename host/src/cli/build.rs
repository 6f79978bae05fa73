use std::path::{Path, PathBuf};
use std::process::ExitCode;

use bytesize::ByteSize;
use clap::Args;

use crate::building::{self, Built, Target};
use crate::inspection::{Contents, Need, needs};

/// `airlock build`
#[derive(Args, Debug)]
pub struct Build {
    /// Folders of projects, or of workspaces [default: the current folder]
    #[arg(value_name = "PROJECT")]
    projects: Vec<PathBuf>,
    /// The file to write, in place of NAME.wasm in the project's folder
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// What to compile for, whatever `target` in `[package.metadata.airlock]` says [default: wasm32-unknown-unknown]
    #[arg(long, value_enum, value_name = "TARGET")]
    target: Option<Target>,
    /// Compile without optimisation: sooner done, but larger and slower
    #[arg(long)]
    debug: bool,
    /// Further arguments for `cargo build`
    #[arg(last = true, value_name = "CARGO ARGUMENTS")]
    cargo_arguments: Vec<String>,
}

impl Build {
    /// Prints each component with the grants it needs.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let Self { mut projects, out, target, debug, cargo_arguments } = self;
        if projects.is_empty() {
            projects.push(PathBuf::from("."));
        }
        anyhow::ensure!(
            out.is_none() || projects.len() == 1,
            "--out names one file, and {} projects are to be built: build them one by one",
            projects.len()
        );
        let build = building::Build { out, target, debug, cargo_arguments };
        for project in &projects {
            for built in build.run(project)? {
                tell(&built)?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn tell(built: &Built) -> anyhow::Result<()> {
    let contents = Contents::of(&built.component)?;
    println!("{}: {}", shown(&built.file).display(), ByteSize(contents.size as u64));
    for need in needs(&contents.imports) {
        println!("  {}", need_line(&need));
    }
    Ok(())
}

/// A grant with what asks for it.
pub fn need_line(need: &Need) -> String {
    let Need { grant, import, by_default } = need;
    let how = if *by_default { "" } else { ", which is off unless the configuration grants it" };
    format!("needs {grant} (for {import}){how}")
}

/// From the current folder, where the file lies below it.
fn shown(file: &Path) -> &Path {
    let current = std::env::current_dir().ok();
    current.as_deref().and_then(|folder| file.strip_prefix(folder).ok()).unwrap_or(file)
}
