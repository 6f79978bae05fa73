//! What running shows: each request is made with nothing granted. What the handler was denied is noted and granted, and the
//! request made again, until nothing more is denied. Each attempt has the stash that the requests before have left.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Audit, AuditRequest, Evidence};
use crate::docroot::Docroot;
use crate::engine::{Outcome, Task};
use crate::exchange::{Exchange, RequestBody, ResponseChannel};
use crate::policy::{FilesGrant, Grant, Grants, Policy};
use crate::router::{self, Route};
use crate::sandbox::PythonSandbox;
use crate::stash::{Stash, StashView};
use crate::tenant::Tenant;

/// Attempts at one request: more than there are grants.
const ATTEMPTS: usize = 12;

/// Makes `requests` and adds what they show. How many of them went to no handler.
pub async fn observe(
    audit: &mut Audit,
    sandbox: &Arc<PythonSandbox>,
    docroot: impl Fn() -> std::io::Result<Docroot>,
    limits: &Policy,
    requests: &[AuditRequest],
) -> std::io::Result<usize> {
    let mut strangers = 0;
    let mut stash = Arc::new(Stash::default());
    for request in requests {
        let target = String::from_utf8_lossy(&request.head.target).into_owned();
        let path = match router::docroot_path(&target).map(|path| router::by_ending(&request.head.method, path)) {
            Ok(Route::Handler(path)) if audit.handlers.contains_key(&path) => path,
            _ => {
                tracing::warn!(method = request.head.method, target, "no handler answers this request");
                strangers += 1;
                continue;
            }
        };
        let subject = Subject { sandbox, docroot: &docroot, limits, path: &path, request };
        let (granted, files, left) = subject.find_grants(&stash).await?;
        stash = left;
        let needs = audit.handlers.entry(path).or_default();
        for grant in &granted {
            let request = format!("{} {target}", request.head.method);
            needs.add(*grant, Evidence::Run { request });
        }
        if files != FilesGrant::None {
            let beyond = files == FilesGrant::Docroot;
            needs.beyond_folder = Some(needs.beyond_folder.unwrap_or_default() || beyond);
        }
    }
    Ok(strangers)
}

/// One request to one handler.
struct Subject<'a, Open> {
    sandbox: &'a Arc<PythonSandbox>,
    docroot: &'a Open,
    limits: &'a Policy,
    path: &'a str,
    request: &'a AuditRequest,
}

/// What came of one attempt.
struct Attempt {
    outcome: Outcome,
    denied: BTreeSet<Grant>,
    /// As the attempt left it.
    stash: Arc<Stash>,
}

impl<Open: Fn() -> std::io::Result<Docroot>> Subject<'_, Open> {
    /// The grants with which nothing is denied, and the stash as the request then leaves it.
    async fn find_grants(&self, stash: &Stash) -> std::io::Result<(BTreeSet<Grant>, FilesGrant, Arc<Stash>)> {
        let mut granted = BTreeSet::new();
        let mut files = FilesGrant::None;
        let mut last = self.attempt(&granted, files, stash).await?;
        for _ in 0..ATTEMPTS {
            let mut denied = std::mem::take(&mut last.denied);
            // A handler that fails has its text read for the traceback: the other grants first, then see.
            let wants_files = denied.remove(&Grant::Files) && denied.is_empty();
            if denied.is_empty() && (!wants_files || files == FilesGrant::Docroot) {
                break;
            }
            if wants_files {
                files = if files == FilesGrant::None { FilesGrant::Folder } else { FilesGrant::Docroot };
                granted.insert(Grant::Files);
            }
            granted.extend(denied);
            last = self.attempt(&granted, files, stash).await?;
        }
        if files != FilesGrant::None && last.outcome == Outcome::Failed {
            // It fails with the files as well: they were looked at for the traceback alone.
            granted.remove(&Grant::Files);
            files = FilesGrant::None;
        }
        Ok((granted, files, last.stash))
    }

    /// One run from beginning to end; what it answers is nobody's.
    async fn attempt(&self, granted: &BTreeSet<Grant>, files: FilesGrant, stash: &Stash) -> std::io::Result<Attempt> {
        let policy = Policy { grants: with(granted, files), ..self.limits.clone() };
        let tenant = Arc::new(Tenant::alone((self.docroot)()?, Arc::new(policy)));
        let stash = Arc::new(stash.duplicate());
        let response = Arc::new(ResponseChannel::default());
        let task = Task::new(Arc::clone(&tenant), self.path.into(), Arc::clone(tenant.policy()), response);
        let task = Task { stash: StashView::Live(Arc::clone(&stash)), ..task };
        let body = RequestBody::whole(self.request.body.clone());
        let exchange = Exchange { request: Arc::new(self.request.head.clone()), body, admitted: None };
        let outcome = match self.sandbox.handle(exchange, task) {
            Ok(run) => run.unattended().await,
            Err(overload) => {
                tracing::warn!(%overload, "a request was not made");
                Outcome::Failed
            }
        };
        let denied = tenant.denials.of(self.path).into_iter().collect();
        Ok(Attempt { outcome, denied, stash })
    }
}

fn with(granted: &BTreeSet<Grant>, files: FilesGrant) -> Grants {
    let has = |grant| granted.contains(&grant);
    Grants {
        stash: has(Grant::Stash),
        files,
        modules: has(Grant::Modules),
        raw_writes: has(Grant::RawWrites),
        push: has(Grant::Push),
        log: has(Grant::Log),
        sleep: has(Grant::Sleep),
        ..Grants::none()
    }
}
