//! A changed configuration comes into force while the server runs: all of it, or nothing.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::{Interval, MissedTickBehavior, interval};

use crate::config::Loaded;
use crate::policy::Settings;
use crate::server::Service;
use crate::tenant::Tenants;

/// How often the file is looked at.
const PERIOD: Duration = Duration::from_millis(150);

/// What may bring a new configuration: SIGHUP, and a change of the file.
pub struct Reload {
    hang_up: Signal,
    file: Option<WatchedFile>,
    /// As it was at the start: some of it stays until the end.
    at_start: Loaded,
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
    pub fn new(at_start: Loaded) -> anyhow::Result<Self> {
        let hang_up = signal(SignalKind::hangup()).context("watching for SIGHUP")?;
        let file = at_start.file().map(|path| WatchedFile::new(path.to_owned()));
        let last = Ok(at_start.show()?);
        Ok(Self { hang_up, file, at_start, last })
    }

    /// Brings each new configuration into force for requests that begin after it. Never ends.
    pub async fn run(mut self, service: Arc<Service>) {
        loop {
            let cause = match &mut self.file {
                Some(file) => tokio::select! {
                    _ = self.hang_up.recv() => Cause::Signal,
                    () = file.changed() => Cause::File,
                },
                None => {
                    let _ = self.hang_up.recv().await;
                    Cause::Signal
                }
            };
            self.load(&service, cause);
        }
    }

    fn load(&mut self, service: &Service, cause: Cause) {
        let result = self.at_start.reload().map_err(anyhow::Error::from).and_then(|loaded| {
            let tenants = Tenants::new(&loaded.settings, Some(&service.tenants.current()))?;
            super::serve::start_in_process(&loaded.settings, &self.at_start.settings, service)?;
            Ok((loaded.show()?, loaded.settings, tenants))
        });
        let outcome = match &result {
            Ok((shown, ..)) => Ok(shown.clone()),
            Err(error) => Err(format!("{error:#}")),
        };
        let is_news = outcome != self.last;
        self.last = outcome;
        if cause == Cause::File && !is_news {
            return;
        }
        match result {
            Ok((_, settings, tenants)) => {
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
