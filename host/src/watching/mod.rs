//! `airlock serve --watch`: what changes below the docroots is in force at the next request. Rust projects are built, and
//! their components swapped in when they are compiled; changed Python files are checked, changed components loaded ahead.
//! It is for development: building a project runs its build scripts, with the rights of the server.

mod docroot_watch;
mod folders;
mod project_build;
mod projects;
mod tree;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, timeout, timeout_at};

use docroot_watch::DocrootWatch;
use folders::WatchedFolders;

pub use folders::WatchError;

use crate::server::Service;
use crate::tenant::Tenant;

/// How long nothing may change before it is looked at what has: editors write in steps.
const QUIET: Duration = Duration::from_millis(50);
/// Where something changes all the time, it is looked at as often as this.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often it is looked whether a new configuration has other docroots.
const DOCROOTS_PERIOD: Duration = Duration::from_secs(1);

/// Watches the docroots of a service.
pub struct Watching {
    service: Arc<Service>,
    folders: WatchedFolders,
    /// By location.
    docroots: HashMap<String, DocrootWatch>,
}

impl Watching {
    /// Nothing is watched before it runs; fails where the system watches nothing for anybody.
    pub fn new(service: Arc<Service>) -> Result<Self, WatchError> {
        Ok(Self { service, folders: WatchedFolders::new()?, docroots: HashMap::new() })
    }

    /// Never ends. What it has begun ends when this is dropped.
    pub async fn run(mut self) {
        let mut has_begun = false;
        loop {
            let tenants = self.tenants();
            self.docroots.retain(|location, _| tenants.contains_key(location));
            let mut folders = Vec::new();
            for (location, tenant) in tenants {
                let docroot = self.docroots.entry(location).or_default();
                docroot.look(&self.service.sandbox, &tenant).await;
                folders.extend(docroot.folders());
            }
            // What has changed before a folder was watched shows at the next look.
            if self.folders.follow(folders) {
                continue;
            }
            if !std::mem::replace(&mut has_begun, true) {
                tracing::warn!(
                    "watching the docroots, and building Rust projects in them, which runs their build scripts \
                     unsandboxed: --watch is for development"
                );
            }
            self.wait().await;
        }
    }

    /// A tenant of each docroot.
    fn tenants(&self) -> HashMap<String, Arc<Tenant>> {
        let tenants = self.service.tenants.current();
        tenants.iter().map(|tenant| (tenant.docroot.location().to_owned(), Arc::clone(tenant))).collect()
    }

    /// Ready when something has changed, or a build has ended.
    async fn wait(&mut self) {
        loop {
            let built = async {
                let ended = self.docroots.values_mut().map(|docroot| Box::pin(docroot.builds_ended()));
                first(ended.collect()).await;
            };
            let changed = async {
                self.folders.changed().await;
                let patience = Instant::now() + PATIENCE;
                // Until nothing comes, or too much has.
                while let Ok(Ok(())) = timeout_at(patience, timeout(QUIET, self.folders.changed())).await {}
            };
            let woken = tokio::select! {
                () = built => true,
                () = changed => true,
                () = tokio::time::sleep(DOCROOTS_PERIOD) => false,
            };
            let tenants = self.tenants();
            if woken
                || tenants.len() != self.docroots.len()
                || !tenants.keys().all(|one| self.docroots.contains_key(one))
            {
                return;
            }
        }
    }
}

/// Ready when one of them is.
async fn first<F: Future<Output = ()> + Unpin>(mut futures: Vec<F>) {
    std::future::poll_fn(|context| {
        let is_ready = futures.iter_mut().any(|future| std::pin::Pin::new(future).poll(context).is_ready());
        if is_ready { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
}
