//! A changed configuration comes into force while the server runs: all of it, or nothing.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use anyhow::Context as _;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::{Interval, MissedTickBehavior, interval};

use crate::config::Loaded;
use crate::policy::Settings;
use crate::server::Service;
use crate::tenant::Tenants;

/// How often the file is looked at.
const PERIOD: Duration = Duration::from_millis(250);
/// A file that changed less than this ago may still be being written, and may change again under the same time.
const SETTLED: Duration = Duration::from_millis(20);

/// What may bring a new configuration: SIGHUP, and a change of the file.
pub struct Reload {
    hang_up: Signal,
    file: Option<WatchedFile>,
    /// As it was at the start: some of it stays until the end.
    at_start: Loaded,
}

impl Reload {
    /// Watches for both. To be called before the server says that it is ready.
    pub fn new(at_start: Loaded) -> anyhow::Result<Self> {
        let hang_up = signal(SignalKind::hangup()).context("watching for SIGHUP")?;
        let file = at_start.file().map(|path| WatchedFile::new(path.to_owned()));
        Ok(Self { hang_up, file, at_start })
    }

    /// Brings each new configuration into force for requests that begin after it. Never ends.
    pub async fn run(mut self, service: Arc<Service>) {
        loop {
            match &mut self.file {
                Some(file) => tokio::select! {
                    _ = self.hang_up.recv() => {}
                    () = file.changed() => {}
                },
                None => {
                    let _ = self.hang_up.recv().await;
                }
            }
            self.load(&service);
        }
    }

    fn load(&self, service: &Service) {
        let result = self.at_start.reload().map_err(anyhow::Error::from).and_then(|loaded| {
            let tenants = Tenants::new(&loaded.settings, Some(&service.tenants.current()))?;
            super::serve::start_in_process(&loaded.settings, &self.at_start.settings, service)?;
            Ok((loaded.settings, tenants))
        });
        match result {
            Ok((settings, tenants)) => {
                service.tenants.replace(tenants);
                self.tell_what_needs_a_restart(&settings);
                let rules: usize = settings.tenants.iter().map(|tenant| tenant.rules.iter().count()).sum();
                tracing::info!(tenants = settings.tenants.len(), rules, "configuration loaded again");
                super::serve::tell_trusted(&settings);
            }
            Err(error) => tracing::error!("the new configuration is refused, the old one stays in force: {error:#}"),
        }
    }

    fn tell_what_needs_a_restart(&self, now: &Settings) {
        let before = &self.at_start.settings;
        for (changed, table) in [
            (now.server != before.server, "server"),
            (now.in_process != before.in_process, "in-process"),
            (now.log != before.log, "log"),
        ] {
            if changed {
                tracing::warn!("[{table}] has changed: that takes a restart; the old values stay in force");
            }
        }
    }
}

/// Two equal states mean the same text.
type FileState = (u64, u64, u64, (i64, i64), (i64, i64));

struct WatchedFile {
    path: PathBuf,
    seen: Option<FileState>,
    ticks: Interval,
}

impl WatchedFile {
    fn new(path: PathBuf) -> Self {
        let mut ticks = interval(PERIOD);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let seen = state(&path).map(|(state, _)| state);
        Self { path, seen, ticks }
    }

    /// Ready when there is another text than at the last time. A file that is gone is none: it may be being replaced.
    async fn changed(&mut self) {
        loop {
            self.ticks.tick().await;
            let Some((state, age)) = state(&self.path) else { continue };
            if age >= SETTLED && Some(state) != self.seen {
                self.seen = Some(state);
                return;
            }
        }
    }
}

/// The file's state, and how long ago it changed.
fn state(path: &Path) -> Option<(FileState, Duration)> {
    let file = std::fs::metadata(path).ok()?;
    let age = SystemTime::now().duration_since(file.modified().ok()?).unwrap_or_default();
    let (modified, changed) = ((file.mtime(), file.mtime_nsec()), (file.ctime(), file.ctime_nsec()));
    Some(((file.dev(), file.ino(), file.len(), modified, changed), age))
}
