//! A changed configuration comes into force while the server runs: all of it, or nothing.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::{Interval, MissedTickBehavior, interval, interval_at};

use crate::config::Loaded;
use crate::confinement::Confinement;
use crate::policy::Settings;
use crate::server::Service;
use crate::tenant::Tenants;
use crate::tls::LiveCertificate;

/// How often the file is looked at.
const PERIOD: Duration = Duration::from_millis(150);

/// How often the certificate is made or read anew: long before it ends.
const RENEWAL: Duration = Duration::from_secs(24 * 60 * 60);

/// What may bring a new configuration: SIGHUP, and a change of the file.
pub struct Reload {
    hang_up: Signal,
    file: Option<WatchedFile>,
    /// As it was at the start: some of it stays until the end.
    at_start: Loaded,
    /// What the process can still do.
    confinement: Option<Confinement>,
    /// What came of the last loading: all that was decided, or why nothing was.
    last: Result<String, String>,
}

/// Why the configuration is loaded again.
#[derive(Clone, Copy, PartialEq)]
enum Cause {
    /// Someone asked for it.
    Signal,
    /// The file is another than at the last look, though it may say the same.
    File,
}

impl Reload {
    /// Watches for both. To be called before the server says that it is ready.
    pub fn new(at_start: Loaded, confinement: Option<Confinement>) -> anyhow::Result<Self> {
        let hang_up = signal(SignalKind::hangup()).context("watching for SIGHUP")?;
        let file = at_start.file().map(|path| WatchedFile::new(path.to_owned()));
        let last = Ok(at_start.show()?);
        Ok(Self { hang_up, file, at_start, confinement, last })
    }

    /// Brings each new configuration into force for requests that begin after it, and each new certificate for handshakes.
    /// Never ends.
    pub async fn run(mut self, service: Arc<Service>, certificate: Option<Arc<LiveCertificate>>) {
        let certificate = certificate.as_deref();
        let mut settings = self.at_start.settings.clone();
        let mut renewals = interval_at(tokio::time::Instant::now() + RENEWAL, RENEWAL);
        loop {
            let changed = async {
                match &mut self.file {
                    Some(file) => file.changed().await,
                    None => std::future::pending().await,
                }
            };
            let cause = tokio::select! {
                _ = self.hang_up.recv() => Cause::Signal,
                () = changed => Cause::File,
                _ = renewals.tick() => {
                    renew(certificate, &settings);
                    continue;
                }
            };
            settings = self.load(&service, certificate, cause).unwrap_or(settings);
        }
    }

    /// The settings that came into force.
    fn load(&mut self, service: &Service, certificate: Option<&LiveCertificate>, cause: Cause) -> Option<Settings> {
        let result = self.at_start.reload().map_err(anyhow::Error::from).and_then(|loaded| {
            if let Some(confinement) = &self.confinement {
                confinement.covers(&loaded.settings, loaded.file())?;
            }
            let tenants = Tenants::new(&loaded.settings, Some(&service.tenants.current()))?;
            let renewed = certificate.map(|_| LiveCertificate::prepare(&loaded.settings)).transpose()?;
            super::serve::start_in_process(&loaded.settings, &self.at_start.settings, service)?;
            Ok((loaded.show()?, loaded.settings, tenants, renewed))
        });
        let outcome = match &result {
            Ok((shown, ..)) => Ok(shown.clone()),
            Err(error) => Err(format!("{error:#}")),
        };
        let is_news = outcome != self.last;
        self.last = outcome;
        if cause == Cause::File && !is_news {
            return None;
        }
        match result {
            Ok((_, settings, tenants, renewed)) => {
                service.tenants.replace(tenants);
                if let (Some(certificate), Some(renewed)) = (certificate, renewed) {
                    certificate.replace(renewed);
                }
                self.tell_what_needs_a_restart(&settings);
                let rules: usize = settings.tenants.iter().map(|tenant| tenant.rules.iter().count()).sum();
                tracing::info!(tenants = settings.tenants.len(), rules, "configuration loaded again");
                super::serve::tell_trusted(&settings);
                super::serve::prepare_applications(service);
                Some(settings)
            }
            Err(error) => {
                tracing::error!("the new configuration is refused, the old one stays in force: {error:#}");
                None
            }
        }
    }

    fn tell_what_needs_a_restart(&self, now: &Settings) {
        let before = &self.at_start.settings;
        for (changed, table) in [
            (now.server != before.server, "server"),
            (now.names != before.names, "wpt"),
            (now.in_process != before.in_process, "in-process"),
            (now.confinement != before.confinement, "confinement"),
            (now.log != before.log, "log"),
        ] {
            if changed {
                tracing::warn!("[{table}] has changed: that takes a restart; the old values stay in force");
            }
        }
    }
}

/// Before the certificate ends.
fn renew(certificate: Option<&LiveCertificate>, settings: &Settings) {
    let Some(certificate) = certificate else { return };
    match LiveCertificate::prepare(settings) {
        Ok(renewed) => certificate.replace(renewed),
        Err(error) => tracing::error!(%error, "renewing the certificate failed; the old one is used on"),
    }
}

/// Two equal states mean the same text.
type FileState = (u64, u64, u64, (i64, i64), (i64, i64));

struct WatchedFile {
    path: PathBuf,
    /// As it was when it was loaded.
    seen: Option<FileState>,
    /// As it was at the last look.
    before: Option<FileState>,
    ticks: Interval,
}

impl WatchedFile {
    fn new(path: PathBuf) -> Self {
        let mut ticks = interval(PERIOD);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // Not what is there now: it may have changed since it was loaded.
        Self { path, seen: None, before: None, ticks }
    }

    /// Ready when there is another text than at the last time, and the file was the same at two looks: one that is being
    /// written changes in between. A file that is gone is no text: it may be being replaced.
    async fn changed(&mut self) {
        loop {
            self.ticks.tick().await;
            let now = state(&self.path);
            let stays = now.is_some() && now == std::mem::replace(&mut self.before, now);
            if stays && now != self.seen {
                self.seen = now;
                return;
            }
        }
    }
}

fn state(path: &Path) -> Option<FileState> {
    let file = std::fs::metadata(path).ok()?;
    let (modified, changed) = ((file.mtime(), file.mtime_nsec()), (file.ctime(), file.ctime_nsec()));
    Some((file.dev(), file.ino(), file.len(), modified, changed))
}
