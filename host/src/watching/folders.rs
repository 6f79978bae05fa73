use std::collections::HashSet;
use std::path::PathBuf;

use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};
use tokio::sync::mpsc::{self, Receiver};

/// Why nothing can be watched.
#[derive(Debug, thiserror::Error)]
#[error("watching for changes (--watch): {0}. Linux sets a limit: sysctl fs.inotify.max_user_instances")]
pub struct WatchError(#[from] notify::Error);

/// The folders in which changes are noticed: these, and none below them.
pub struct WatchedFolders {
    watcher: RecommendedWatcher,
    watched: HashSet<PathBuf>,
    changes: Receiver<()>,
    has_told_limit: bool,
}

impl WatchedFolders {
    /// None yet.
    pub fn new() -> Result<Self, WatchError> {
        // One that is waiting stands for all.
        let (sender, changes) = mpsc::channel(1);
        let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            // That somebody reads is no change. Of what could not be told, all may have changed.
            if !event.is_ok_and(|event| event.kind.is_access()) {
                let _ = sender.try_send(());
            }
        })?;
        Ok(Self { watcher, watched: HashSet::new(), changes, has_told_limit: false })
    }

    /// Watches these and no others; whether any was not watched before.
    pub fn follow(&mut self, folders: Vec<PathBuf>) -> bool {
        let folders: HashSet<PathBuf> = folders.into_iter().collect();
        for gone in self.watched.extract_if(|folder| !folders.contains(folder)) {
            // The system has forgotten a folder that was removed.
            let _ = self.watcher.unwatch(&gone);
        }
        let mut is_more = false;
        for folder in folders {
            if self.watched.contains(&folder) {
                continue;
            }
            match self.watcher.watch(&folder, RecursiveMode::NonRecursive) {
                Ok(()) => is_more |= self.watched.insert(folder),
                Err(error) => self.tell(&folder, &error),
            }
        }
        is_more
    }

    fn tell(&mut self, folder: &std::path::Path, error: &notify::Error) {
        // Others will fail as well; and a folder may be gone since it was seen.
        if folder.is_dir() && !std::mem::replace(&mut self.has_told_limit, true) {
            tracing::error!(
                folder = %folder.display(),
                "changes in this folder, and maybe in others, will not be seen: {error}. Linux sets a limit: \
                 sysctl fs.inotify.max_user_watches"
            );
        }
    }

    /// Ready when something has changed since it was last asked.
    pub async fn changed(&mut self) {
        // The sender lives as long as the watcher.
        let _ = self.changes.recv().await;
    }
}
