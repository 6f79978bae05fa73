use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use clap::Args;
use tokio::signal::unix::{SignalKind, signal};

use super::{BudgetFlags, Shared, async_runtime, open_docroot};
use crate::in_process::InProcess;
use crate::policy::{InProcessSettings, Policy, Rule, Rules, Trust};
use crate::sandbox::{PythonSandbox, RuntimeFiles, Site};
use crate::server::{Server, Service, raise_open_file_limit};

/// `airlock serve`
#[derive(Args, Debug)]
pub struct Serve {
    /// The folder to serve: `*.py` files are handlers, all others are sent as they are
    #[arg(env = "AIRLOCK_DOCROOT", value_name = "DIR")]
    docroot: PathBuf,
    /// An address to listen on, several if repeated; port 0 takes a free one
    #[arg(
        long,
        env = "AIRLOCK_LISTEN",
        value_delimiter = ',',
        default_value = "127.0.0.1:8000",
        value_name = "ADDR:PORT"
    )]
    listen: Vec<SocketAddr>,
    /// Most sandboxes at once; further requests get 503
    #[arg(long, env = "AIRLOCK_CONCURRENCY", default_value_t = 12_000, value_name = "NUMBER",
        value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    concurrency: u32,
    /// How long requests under way may take to finish when the server is told to stop
    #[arg(long, env = "AIRLOCK_GRACE", default_value = "10s", value_name = "TIME",
        value_parser = super::budget::some_time)]
    grace: humantime::Duration,
    /// Handlers that run in the server's process, with its rights: a glob over their paths, several if repeated
    #[arg(long, value_name = "GLOB")]
    trust: Vec<String>,
    #[command(flatten)]
    budget: BudgetFlags,
}

impl Serve {
    /// Serves until SIGTERM or SIGINT.
    pub fn run(self, shared: &Shared) -> anyhow::Result<ExitCode> {
        let docroot = open_docroot(&self.docroot)?;
        raise_open_file_limit();
        async_runtime()?.block_on(self.serve(docroot, shared))
    }

    async fn serve(self, docroot: crate::docroot::Docroot, shared: &Shared) -> anyhow::Result<ExitCode> {
        let stop = stop_signal()?;
        let server = Server::bind(&self.listen)?;
        let sandbox = PythonSandbox::start(shared.python_runtime.clone(), self.concurrency as usize)?;
        let policy = self.budget.policy();
        let profile = self.budget.profile();
        let in_process = self.in_process(shared)?;
        let mut site = Site::new(docroot, Arc::new(policy));
        site.rules = self.trust_rules(&site.policy)?;
        let service = Service { sandbox, in_process, site: Arc::new(site) };
        let addresses: Vec<_> = server.addresses().iter().map(|address| format!("http://{address}")).collect();
        tracing::info!(docroot = %self.docroot.display(), %profile, "ready");
        // Whoever started the server waits for this line; nobody need read it.
        let _ = writeln!(std::io::stdout(), "airlock serves on {}", addresses.join(" "));
        let unfinished = server.serve(Arc::new(service), stop, self.grace.into()).await;
        if unfinished > 0 {
            tracing::warn!(unfinished, "stopped; connections were still busy after the grace period");
        } else {
            tracing::info!("stopped");
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Serve {
    fn in_process(&self, shared: &Shared) -> anyhow::Result<Option<Arc<InProcess>>> {
        if self.trust.is_empty() {
            return Ok(None);
        }
        let packages = RuntimeFiles::locate(shared.python_runtime.clone())?.packages();
        let settings = InProcessSettings { threads: 4, queue: 16, max_stuck: 2 };
        Ok(Some(InProcess::start(&settings, &packages)?))
    }

    fn trust_rules(&self, policy: &Policy) -> anyhow::Result<Rules> {
        let trusted = Arc::new(Policy { trust: Trust::InProcess, ..policy.clone() });
        let rules = self.trust.iter().map(|glob| {
            let paths = globset::Glob::new(glob).context("--trust")?.compile_matcher();
            Ok(Rule { paths, texts: Vec::new(), policy: Arc::clone(&trusted) })
        });
        Ok(Rules::new(rules.collect::<anyhow::Result<_>>()?))
    }
}

/// Ready when the process is told to stop.
fn stop_signal() -> anyhow::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate()).context("watching for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("watching for SIGINT")?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => tracing::info!("SIGTERM: finishing requests under way"),
            _ = interrupt.recv() => tracing::info!("SIGINT: finishing requests under way"),
        }
    })
}
