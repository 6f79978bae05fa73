use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use clap::Args;
use tokio::signal::unix::{SignalKind, signal};

use super::{BudgetFlags, Shared, async_runtime};
use crate::policy::{Budget, InProcessSettings, LogSettings, Rules, ServerSettings, Settings, TenantSettings};
use crate::sandbox::PythonSandbox;
use crate::server::{ClientTimes, Server, Service, raise_open_file_limit};
use crate::stash::StashLimits;
use crate::tenant::{LiveTenants, Tenants};

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
    #[command(flatten)]
    budget: BudgetFlags,
}

impl Serve {
    /// Serves until SIGTERM or SIGINT.
    pub fn run(self, shared: &Shared) -> anyhow::Result<ExitCode> {
        let settings = self.settings(shared);
        raise_open_file_limit();
        async_runtime()?.block_on(serve(settings))
    }

    fn settings(&self, shared: &Shared) -> Settings {
        let policy = self.budget.policy();
        let concurrency = self.concurrency;
        let write_time = Duration::from_secs(60).min(policy.limits.wall);
        Settings {
            profile: self.budget.profile(),
            server: ServerSettings {
                listen: self.listen.clone(),
                grace: self.grace.into(),
                head_time: Duration::from_secs(30),
                write_time,
                max_connections: 20_000,
                max_sandboxes: concurrency,
                python_runtime: shared.python_runtime.clone(),
            },
            in_process: InProcessSettings { threads: 16, queue: 1024, max_stuck: 16 },
            log: LogSettings { filter: shared.log.clone() },
            tenants: vec![TenantSettings {
                name: "default".to_owned(),
                hosts: Vec::new(),
                prefix: String::new(),
                docroot: self.docroot.clone(),
                policy: Arc::new(policy),
                rules: Rules::default(),
                budget: Budget::default(),
                stash: StashLimits::default(),
            }],
        }
    }
}

async fn serve(settings: Settings) -> anyhow::Result<ExitCode> {
    let stop = stop_signal()?;
    let Settings { server: of_server, .. } = &settings;
    let server = Server::bind(&of_server.listen, of_server.max_connections)?;
    let tenants = Tenants::new(&settings, None)?;
    let sandbox = PythonSandbox::start(of_server.python_runtime.clone(), of_server.max_sandboxes as usize)?;
    let client_times = ClientTimes { head: of_server.head_time, write: of_server.write_time };
    let service = Service { sandbox, tenants: LiveTenants::new(tenants), client_times };
    let addresses: Vec<_> = server.addresses().iter().map(|address| format!("http://{address}")).collect();
    for tenant in &settings.tenants {
        let TenantSettings { name, prefix, docroot, .. } = tenant;
        tracing::info!(tenant = name, hosts = tenant.hosts.join(","), prefix, docroot = %docroot.display(), "tenant");
    }
    tracing::info!(profile = %settings.profile, "ready");
    // Whoever started the server waits for this line; nobody need read it.
    let _ = writeln!(std::io::stdout(), "airlock serves on {}", addresses.join(" "));
    let unfinished = server.serve(Arc::new(service), stop, of_server.grace).await;
    if unfinished > 0 {
        tracing::warn!(unfinished, "stopped; connections were still busy after the grace period");
    } else {
        tracing::info!("stopped");
    }
    Ok(ExitCode::SUCCESS)
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
