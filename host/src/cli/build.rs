use std::path::{Path, PathBuf};
use std::process::ExitCode;

use bytesize::ByteSize;
use clap::Args;

use crate::building::{self, Built, Target};

/// Of a build beside a server.
const PRIORITY: i32 = 10;

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
    /// Leave each component beside its place, and print both as JSON: for `airlock serve --watch`
    #[arg(long, hide = true)]
    staged: bool,
    /// Further arguments for `cargo build`
    #[arg(last = true, value_name = "CARGO ARGUMENTS")]
    cargo_arguments: Vec<String>,
}

impl Build {
    /// Prints each component with the grants it needs.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let Self { mut projects, out, target, debug, staged, cargo_arguments } = self;
        if projects.is_empty() {
            projects.push(PathBuf::from("."));
        }
        anyhow::ensure!(
            out.is_none() || projects.len() == 1,
            "--out names one file, and {} projects are to be built: build them one by one",
            projects.len()
        );
        if staged {
            // The requests that the server answers meanwhile come first.
            rustix::process::setpriority_process(None, PRIORITY)?;
        }
        let build = building::Build { out, target, debug, staged, cargo_arguments };
        for project in &projects {
            build.run(project)?.iter().for_each(tell);
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn tell(built: &Built) {
    let Built { file, staged, inspection } = built;
    if let Some(staged) = staged {
        println!("{}", serde_json::json!({ "staged": staged, "file": file }));
        return;
    }
    println!("{}: {}", shown(file).display(), ByteSize(inspection.contents.size as u64));
    for need in &inspection.needs {
        println!("  needs {need}");
    }
}

/// From the current folder, where the file lies below it.
fn shown(file: &Path) -> &Path {
    let current = std::env::current_dir().ok();
    current.as_deref().and_then(|folder| file.strip_prefix(folder).ok()).unwrap_or(file)
}
