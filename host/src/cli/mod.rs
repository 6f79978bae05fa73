//! The command line. Every flag is also an `AIRLOCK_*` variable.

mod budget;
mod check;
mod logging;
mod measure;
mod run;
mod serve;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, Parser, Subcommand};

pub use budget::BudgetFlags;

use crate::docroot::Docroot;

/// Answers HTTP requests with handlers it does not trust, each in a WebAssembly sandbox of its own.
#[derive(Debug, Parser)]
#[command(name = "airlock", version, about, max_term_width = 100)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    shared: Shared,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve a folder of handlers and files over HTTP
    Serve(serve::Serve),
    /// Answer one request with one handler file, without a server, on standard output
    Run(run::Run),
    /// Compile and import every handler of a folder in the sandbox, and report those that fail
    Check(check::Check),
    /// Compile the Python runtime for this machine now, instead of at the first start
    Prepare,
    /// Measure what the engine alone costs for one handler, for the benchmarks
    #[command(hide = true)]
    Measure(measure::Measure),
}

/// What all commands take.
#[derive(Args, Clone, Debug)]
pub struct Shared {
    /// The folder with the built Python runtime [default: `python-runtime` beside the program's folder]
    #[arg(long, global = true, env = "AIRLOCK_PYTHON_RUNTIME", value_name = "DIR")]
    python_runtime: Option<PathBuf>,
    /// What is logged, on standard error: a level (error, warn, info, debug, trace), or levels by part, such as
    /// `info,airlock::access=debug`
    #[arg(long, global = true, env = "AIRLOCK_LOG", default_value = "info", value_name = "FILTER")]
    log: String,
}

/// Runs the command; the exit code is 0 for success, 1 for what it found or for an error.
pub fn main(arguments: Arguments) -> ExitCode {
    let Arguments { command, shared } = arguments;
    if let Err(error) = logging::start(&shared.log) {
        eprintln!("airlock: {error:#}");
        return ExitCode::FAILURE;
    }
    let result = match command {
        Command::Serve(serve) => serve.run(&shared),
        Command::Run(run) => run.run(&shared),
        Command::Check(check) => check.run(&shared),
        Command::Prepare => prepare(&shared),
        Command::Measure(measure) => measure.run(&shared),
    };
    result.unwrap_or_else(|error| {
        eprintln!("airlock: {error:#}");
        ExitCode::FAILURE
    })
}

fn prepare(shared: &Shared) -> anyhow::Result<ExitCode> {
    async_runtime()?.block_on(async {
        crate::sandbox::PythonSandbox::start(shared.python_runtime.clone(), 1)?;
        Ok(ExitCode::SUCCESS)
    })
}

fn async_runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .thread_name("worker")
        .enable_all()
        .build()
        .context("starting the worker threads")
}

fn open_docroot(folder: &std::path::Path) -> anyhow::Result<Docroot> {
    Docroot::open(folder).with_context(|| {
        format!("opening the docroot {}: name a folder that exists and that this user may read", folder.display())
    })
}
