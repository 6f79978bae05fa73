use std::io::Write as _;
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};

use anyhow::Context as _;
use clap::Args;
use tokio::signal::unix::{SignalKind, signal};

use super::reload::Reload;
use super::serve_flags::ServeFlags;
use super::{Shared, async_runtime, logging};
use crate::config::Loaded;
use crate::confinement::Confinement;
use crate::in_process::InProcess;
use crate::policy::{Protocol, ServerSettings, Settings, TenantSettings, Trust};
use crate::sandbox::{ComponentSettings, PythonSandbox, RuntimeFiles};
use crate::server::{ClientTimes, Names, Server, Service, raise_open_file_limit};
use crate::server_names::ServerNames;
use crate::shadow::Shadows;
use crate::tenant::{LiveTenants, Tenants};
use crate::tls::{LiveCertificate, state_folder};
use crate::watching::Watching;

/// `airlock serve`
#[derive(Args, Debug)]
pub struct Serve {
    /// For development: build the Rust projects below the docroots when their sources change, and check changed Python files.
    /// Building runs a project's build scripts, unsandboxed
    #[arg(long)]
    watch: bool,
    #[command(flatten)]
    flags: ServeFlags,
}

impl Serve {
    /// Serves until SIGTERM or SIGINT.
    pub fn run(self, shared: &Shared) -> anyhow::Result<ExitCode> {
        let loaded = self.flags.load(shared)?;
        logging::start(&loaded.settings.log.filter)?;
        raise_open_file_limit();
        // Before there are other threads: they would not be confined.
        let confinement = Confinement::begin(&loaded.settings, loaded.file(), self.watch)?;
        async_runtime()?.block_on(serve(loaded, confinement, self.watch))
    }
}

async fn serve(loaded: Loaded, confinement: Option<Confinement>, watch: bool) -> anyhow::Result<ExitCode> {
    let stop = stop_signal()?;
    let settings = loaded.settings.clone();
    let of_server = &settings.server;
    let has_tls = of_server.listeners.iter().any(|listener| listener.protocol != Protocol::Plain);
    let certificate = has_tls.then(|| LiveCertificate::new(&settings)).transpose()?;
    let server = Server::bind(of_server, certificate.as_ref())?;
    if let Some(confinement) = &confinement {
        confinement.seal()?;
    }
    let reload = Reload::new(loaded, confinement)?;
    let tenants = Tenants::new(&settings, None)?;
    let sandbox = PythonSandbox::start(of_server.python_runtime.clone(), of_server.max_sandboxes as usize)?;
    sandbox.scan_as(of_server.pagemap_scan).context("watching whether the machine swaps")?;
    sandbox.compile_components_as(component_settings(of_server));
    let service = Arc::new(Service {
        sandbox,
        in_process: OnceLock::new(),
        shadows: Shadows::default(),
        tenants: LiveTenants::new(tenants),
        client_times: client_times(&settings),
        names: names(&settings, &server),
    });
    start_in_process(&settings, &settings, &service)?;
    let addresses = server.addresses();
    for TenantSettings { name, hosts, prefix, docroot, .. } in &settings.tenants {
        tracing::info!(tenant = name, hosts = hosts.join(","), prefix, docroot = %docroot.display(), "serving");
    }
    tell_trusted(&settings);
    prepare_applications(&service);
    let watching = watch.then(|| Watching::new(Arc::clone(&service))).transpose()?;
    tracing::info!(profile = %settings.profile, "ready");
    // Whoever started the server waits for this line; nobody need read it.
    let _ = writeln!(std::io::stdout(), "airlock serves on {}", addresses.join(" "));
    let reloading = tokio::spawn(reload.run(Arc::clone(&service), certificate));
    let watching = watching.map(|watching| tokio::spawn(watching.run()));
    let unfinished = server.serve(service, stop, of_server.grace).await;
    reloading.abort();
    if let Some(watching) = watching {
        watching.abort();
    }
    if unfinished > 0 {
        tracing::warn!(unfinished, "stopped; connections were still busy after the grace period");
    } else {
        tracing::info!("stopped");
    }
    Ok(ExitCode::SUCCESS)
}

/// Has the applications that the configuration names loaded.
pub fn prepare_applications(service: &Service) {
    service.tenants.current().iter().for_each(|tenant| service.sandbox.prepare_applications(tenant));
}

/// Compiled components outlive the server where it has a folder.
fn component_settings(server: &ServerSettings) -> ComponentSettings {
    ComponentSettings {
        size: server.component_size,
        compile_time: server.compile_time,
        folder: state_folder(server.state.clone()).ok().map(|folder| folder.join("components")),
    }
}

fn names(settings: &Settings, server: &Server) -> Names {
    match &settings.names {
        Some(names) => {
            tracing::info!(browser_host = names.browser_host, "hosts of web-platform-tests, each with its subdomains");
            Names::Configured(Arc::new(ServerNames::configured(names, server.ports())))
        }
        None => Names::OfConnection(server.ports()),
    }
}

/// A client that takes nothing is waited for no longer than the longest handler.
fn client_times(settings: &Settings) -> ClientTimes {
    let ServerSettings { head_time, body_time, write_time, .. } = settings.server;
    let longest = settings.policies().map(|policy| policy.limits.wall).max().unwrap_or(write_time);
    ClientTimes { head: head_time, body: body_time, write: write_time.min(longest) }
}

/// Names what runs unsandboxed, where anything does.
pub fn tell_trusted(settings: &Settings) {
    for tenant in &settings.tenants {
        for rule in tenant.rules.iter().filter(|rule| rule.policy.trust == Trust::InProcess) {
            let pinned = match rule.texts.len() {
                0 => "whatever their text",
                _ => "with a pinned text",
            };
            tracing::warn!(
                tenant = tenant.name,
                handlers = rule.paths.glob().glob(),
                "these handlers, {pinned}, are trusted: they run unsandboxed, with the rights of this server"
            );
        }
    }
}

/// Starts the engine of trusted handlers, if there are any and it has not been started before.
pub fn start_in_process(settings: &Settings, at_start: &Settings, service: &Service) -> anyhow::Result<()> {
    if service.in_process.get().is_some() || !settings.trusts_handlers() {
        return Ok(());
    }
    let packages = RuntimeFiles::locate(at_start.server.python_runtime.clone())?.packages();
    let engine = InProcess::start(&at_start.in_process, &packages)?;
    // Nobody else starts it: there is one task that loads configurations.
    let _ = service.in_process.set(engine);
    Ok(())
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
