//! The command line. Every flag is also an `AIRLOCK_*` variable.

mod audit;
mod budget;
mod build;
mod ca;
mod check;
mod config;
mod handler_files;
mod inspect;
mod logging;
mod measure;
mod new;
mod reload;
mod run;
mod serve;
mod serve_flags;
mod sources;
mod vendor;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

pub use budget::BudgetFlags;
use sources::Sources;

use crate::config::values::{LogFilter, TextValue as _};
use crate::config::{ConfigError, FlagLayer, Value};
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
    Serve(Box<serve::Serve>),
    /// Answer one request with one handler file, without a server, on standard output
    Run(run::Run),
    /// Compile and import every handler of a folder in the sandbox, and report those that fail
    Check(check::Check),
    /// Find out which grants the handlers of a folder need, and print the least policy
    Audit(audit::Audit),
    /// Check a configuration file, or show what it comes to
    Config(config::Config),
    /// Print the certificate of the private CA, for clients to import; made if there is none
    Ca(ca::Ca),
    /// Install the packages that an application needs into a folder, for the sandbox
    ///
    /// pip does it, with its own configuration: the package index, a proxy, hashes that the requirements pin. It is told to
    /// choose for the sandbox's CPython 3.13, environment markers included. The sandbox runs no machine code: of a package
    /// with compiled parts, its pure wheel is taken if there is one; else the compiled parts are left out, and the package
    /// is named at the end, since it works only if it has a fallback in Python.
    ///
    /// pip runs no code of the packages that come as wheels, and wheels are all that is taken, unless --allow-sdist is given
    /// or the requirements name a source by its place. All is made beside the folder and swapped in at once; a second call
    /// replaces what the first has made.
    Vendor(vendor::Vendor),
    /// Write a new project: a handler that runs, to begin with
    New(new::New),
    /// Build handlers in Rust: components that a served folder answers requests with
    ///
    /// Cargo compiles the project, or every handler of a workspace; what comes of it is made a component and put beside the
    /// project's Cargo.toml as NAME.wasm, or where `output` in its `[package.metadata.airlock]` says. What the component imports
    /// is printed as the grants that it will need. Where the standard library for the target is missing, but its source
    /// (rust-src) is there, that is compiled as well.
    Build(build::Build),
    /// Say what is in a WebAssembly file, and which grants it needs as a handler; nothing of it is run
    Inspect(inspect::Inspect),
    /// Compile the Python runtime for this machine now, instead of at the first start
    Prepare,
    /// Measure what the engine alone costs for one handler, for the benchmarks
    #[command(hide = true)]
    Measure(measure::Measure),
    /// Compile a component, from standard input to standard output: what the server starts for each
    #[command(hide = true)]
    CompileComponent {
        /// Processor time that it may take
        seconds: u64,
    },
}

/// What all commands take.
#[derive(Args, Clone, Debug)]
pub struct Shared {
    /// The folder with the built Python runtime [default: `python-runtime` beside the program's folder]
    #[arg(long, global = true, env = "AIRLOCK_PYTHON_RUNTIME", value_name = "DIR")]
    python_runtime: Option<PathBuf>,
    /// What is logged, on standard error: a level (error, warn, info, debug, trace), or levels by part, such as
    /// `info,airlock::access=debug` [default: info]
    #[arg(long, global = true, env = "AIRLOCK_LOG", value_name = "FILTER", value_parser = LogFilter::read)]
    log: Option<LogFilter>,
    /// Flag or variable, for each argument.
    #[arg(skip)]
    sources: Sources,
}

impl Shared {
    /// Adds what was given.
    fn add_to(&self, layer: &mut FlagLayer) -> anyhow::Result<()> {
        if let Some(filter) = &self.log {
            layer.set(Some("log"), "filter", Value::Text(filter.to_string()), self.sources.origin("log"));
        }
        if let Some(folder) = &self.python_runtime {
            let folder = Value::Text(serve_flags::utf8(folder)?.to_owned());
            layer.set(Some("server"), "python-runtime", folder, self.sources.origin("python_runtime"));
        }
        Ok(())
    }

    /// Starts the log of a command that reads no configuration file.
    fn start_log(&self, default: &str) -> anyhow::Result<()> {
        Ok(logging::start(self.log.as_ref().map_or(default, |filter| &filter.0))?)
    }
}

/// Runs the command that the program was called with; the exit code is 0 for success, 1 for what it found or for an
/// error, 2 for a command line that is none.
pub fn main() -> ExitCode {
    let mut definition = Arguments::command();
    let matches = definition.get_matches_mut();
    let Arguments { command, mut shared } = match Arguments::from_arg_matches(&matches) {
        Ok(arguments) => arguments,
        Err(error) => error.exit(),
    };
    shared.sources = Sources::new(&definition, &matches);
    run(command, &shared).unwrap_or_else(|error| {
        // Each of its lines names the file already.
        let prefix = if error.is::<ConfigError>() { "" } else { "airlock: " };
        eprintln!("{prefix}{error:#}");
        ExitCode::FAILURE
    })
}

fn run(command: Command, shared: &Shared) -> anyhow::Result<ExitCode> {
    match command {
        Command::Serve(_) | Command::Config(_) | Command::CompileComponent { .. } => {}
        // What handlers are denied there is the answer, not news.
        Command::Audit(_) => shared.start_log("off,airlock::audit=info,airlock::cli=info")?,
        _ => shared.start_log("info")?,
    }
    match command {
        Command::Serve(serve) => serve.run(shared),
        Command::Run(run) => run.run(shared),
        Command::Check(check) => check.run(shared),
        Command::Audit(audit) => audit.run(shared),
        Command::Config(config) => config.run(shared),
        Command::Ca(ca) => ca.run(),
        Command::Vendor(vendor) => vendor.run(),
        Command::New(new) => new.run(),
        Command::Build(build) => build.run(),
        Command::Inspect(inspect) => inspect.run(),
        Command::Prepare => prepare(shared),
        Command::Measure(measure) => measure.run(shared),
        Command::CompileComponent { seconds } => compile_component(seconds),
    }
}

fn prepare(shared: &Shared) -> anyhow::Result<ExitCode> {
    async_runtime()?.block_on(async {
        crate::sandbox::PythonSandbox::start(shared.python_runtime.clone(), 1)?;
        Ok(ExitCode::SUCCESS)
    })
}

/// What is wrong goes to standard error as it is: the server makes it part of a sentence.
fn compile_component(seconds: u64) -> anyhow::Result<ExitCode> {
    match crate::sandbox::compile_for_parent(seconds) {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(error) => {
            eprintln!("{error:#}");
            Ok(ExitCode::FAILURE)
        }
    }
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
