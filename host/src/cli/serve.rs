use std::io::Write as _;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use clap::Args;
use tokio::signal::unix::{SignalKind, signal};

use super::serve_flags::ServeFlags;
use super::{Shared, async_runtime, logging, open_docroot};
use crate::policy::Settings;
use crate::sandbox::{PythonSandbox, Site};
use crate::server::{Server, Service, raise_open_file_limit};

/// `airlock serve`
#[derive(Args, Debug)]
pub struct Serve {
    #[command(flatten)]
    flags: ServeFlags,
}

impl Serve {
    /// Serves until SIGTERM or SIGINT.
    pub fn run(self, shared: &Shared) -> anyhow::Result<ExitCode> {
        let settings = self.flags.load(shared)?.settings;
        logging::start(&settings.log.filter)?;
        raise_open_file_limit();
        async_runtime()?.block_on(serve(settings))
    }
}

async fn serve(settings: Settings) -> anyhow::Result<ExitCode> {
    let tenant = settings.tenants.first().context("finding a tenant to serve")?;
    let docroot = open_docroot(&tenant.docroot)?;
    let stop = stop_signal()?;
    let server = Server::bind(&settings.server.listen)?;
    let sandbox = PythonSandbox::start(settings.server.python_runtime.clone(), settings.server.max_sandboxes as usize)?;
    let service = Service { sandbox, site: Arc::new(Site::new(docroot, Arc::clone(&tenant.policy))) };
    let addresses: Vec<_> = server.addresses().iter().map(|address| format!("http://{address}")).collect();
    tracing::info!(docroot = %tenant.docroot.display(), profile = %settings.profile, "ready");
    // Whoever started the server waits for this line; nobody need read it.
    let _ = writeln!(std::io::stdout(), "airlock serves on {}", addresses.join(" "));
    let unfinished = server.serve(Arc::new(service), stop, settings.server.grace).await;
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
