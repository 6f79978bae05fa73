//! Loads an application in an instance of its own, without a request, and takes the memory that this leaves.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use thiserror::Error;
use wasmtime::Store;

use super::files_seen::FilesSeen;
use super::shelf::MOST_BYTES;
use super::{Entry, Passing};
use crate::engine::Task;
use crate::exchange::{Application, Mount, RequestBody, RequestHead, ServerInterface};
use crate::policy::{Limits, Policy};
use crate::programs::Problem;
use crate::sandbox::budget::CpuMeter;
use crate::sandbox::handler_request::cause;
use crate::sandbox::memory_pool::{Capture, Origin, Snapshot};
use crate::sandbox::python::{PythonSandbox, SandboxProgram, from_guest, no_request};
use crate::sandbox::python_state::PythonState;
use crate::sandbox::state::HandlerState;
use crate::tenant::Tenant;

/// What loading may take. It is done once, for many requests.
const WALL: Duration = Duration::from_secs(60);
const CPU: Duration = Duration::from_secs(60);
/// After so long a file's version says all; see `FileVersion::is_recent`.
const SETTLES_AFTER: Duration = Duration::from_millis(20);
/// How often is tried to load an application whose files are being written.
const ATTEMPTS: usize = 4;

/// Which application is to be loaded, and as what.
#[derive(Clone)]
pub struct Preparation {
    /// The engine.
    pub sandbox: Arc<PythonSandbox>,
    /// Whose it is.
    pub tenant: Arc<Tenant>,
    /// The file that it is in, below the docroot.
    pub path: Arc<str>,
    /// That file.
    pub program: Arc<SandboxProgram>,
    /// How it is called there.
    pub application: Arc<Application>,
    /// What its requests may do.
    pub policy: Arc<Policy>,
}

/// Why there is no image of an application.
#[derive(Debug, Error)]
enum Refusal {
    #[error("loading it failed: {} (line {} of {}): {}", .0.kind, .0.line, .0.path, .0.message)]
    Failed(Problem),
    #[error("loading it ended the instance: {0}")]
    Ended(String),
    #[error("loading it took more than {} seconds", WALL.as_secs())]
    Slow,
    #[error("{0} stays open when it is loaded")]
    Holds(&'static str),
    #[error("it sends a response when it is loaded")]
    Answers,
    #[error("it looks at too many files when it is loaded to tell when one has changed")]
    TooManyFiles,
    #[error("its memory is larger than what is kept of all applications together: {0} bytes")]
    TooLarge(usize),
    #[error("its memory could not be kept: {0}")]
    Memory(#[from] io::Error),
}

impl Preparation {
    /// Loads the application. `Passing` where its files change too fast to say what was loaded, or time or memory is short.
    pub(super) async fn prepare(&self, before: Option<&Entry>) -> Result<Entry, Passing> {
        let docroot = &self.tenant.docroot;
        let edited = docroot.attributes(&self.path).is_ok_and(|found| found.version.is_recent());
        if edited || before.is_some_and(|entry| entry.evidence.is_recent(docroot)) {
            tokio::time::sleep(SETTLES_AFTER).await;
        }
        for _ in 0..ATTEMPTS {
            let started = Instant::now();
            let (snapshot, seen) = self.load().await;
            let Some(evidence) = seen.settle() else {
                tokio::time::sleep(SETTLES_AFTER).await;
                continue;
            };
            let image = snapshot.map(|snapshot| self.sandbox.image(snapshot));
            self.log(started, image.as_ref().map(|image| image.own_bytes()));
            if matches!(image, Err(Refusal::Slow | Refusal::Memory(_))) {
                return Err(Passing);
            }
            let shelf = self.sandbox.shelf();
            return Ok(Entry {
                text: self.program.text,
                policy: Arc::clone(&self.policy),
                evidence,
                image: image.ok().map(|image| shelf.put(Arc::clone(&self.tenant.name), image)),
            });
        }
        self.log(Instant::now(), Err::<usize, _>(&"its files are being changed"));
        Err(Passing)
    }

    fn log(&self, started: Instant, own_bytes: Result<usize, &impl std::fmt::Display>) {
        let tenant = &*self.tenant.name;
        let Application { module, callable } = &*self.application;
        let application = format!("{}:{callable}", module.as_deref().unwrap_or(&self.path));
        let milliseconds = started.elapsed().as_millis() as u64;
        match own_bytes {
            Ok(bytes) => {
                let mib = (bytes as f64 / f64::from(1 << 20) * 10.0).round() / 10.0;
                tracing::info!(tenant, application, milliseconds, mib, "application prepared");
            }
            Err(reason) => {
                tracing::warn!(tenant, application, %reason, "application not prepared: each request loads it");
            }
        }
    }

    /// The memory after loading, and what was looked at meanwhile.
    async fn load(&self) -> (Result<Snapshot, Refusal>, FilesSeen) {
        let capture = Capture::default();
        let cpu = Arc::new(CpuMeter::default());
        let mut store = self.store(Arc::clone(&cpu));
        store.data_mut().begin_as(Origin { image: None, capture: Some(capture.clone()) });
        store.data_mut().handler.seen = Some(FilesSeen::default());
        let loading = async {
            let instance = self.sandbox.instantiate(&mut store).await?;
            instance.airlock_handler_compiler().call_prepare(&mut store).await
        };
        let loaded = match tokio::time::timeout(WALL, cpu.measure(loading)).await {
            Ok(Ok(Ok(()))) => unheld(&store.data().handler),
            Ok(Ok(Err(problem))) => Err(Refusal::Failed(from_guest(problem))),
            Ok(Err(error)) => Err(Refusal::Ended(cause(&error))),
            Err(_) => Err(Refusal::Slow),
        };
        let seen = store.data_mut().handler.seen.take().unwrap_or_default();
        let loaded = loaded.and_then(|()| if seen.has_overflowed() { Err(Refusal::TooManyFiles) } else { Ok(()) });
        if loaded.is_ok() {
            capture.want();
        }
        drop(store);
        (loaded.and_then(|()| taken(&capture)), seen)
    }

    fn store(&self, cpu: Arc<CpuMeter>) -> Store<PythonState> {
        let limits = Limits { cpu: CPU.max(self.policy.limits.cpu), ..self.policy.limits.clone() };
        let policy = Arc::new(Policy { limits, ..(*self.policy).clone() });
        let task = Task::new(Arc::clone(&self.tenant), Arc::clone(&self.path), policy, Arc::default());
        // Nobody takes what it writes: to wait for that would be for ever.
        task.response.client_left();
        let interface = ServerInterface::Wsgi(Arc::clone(&self.application));
        let request = RequestHead { mount: Mount { interface, ..Mount::default() }, ..no_request() };
        self.sandbox.store(task, Arc::new(request), RequestBody::empty(), Arc::clone(&self.program), cpu)
    }
}

fn taken(capture: &Capture) -> Result<Snapshot, Refusal> {
    let snapshot = capture.take().unwrap_or_else(|| Err(io::Error::other("it was not captured")))?;
    match snapshot.bytes() {
        bytes if bytes > MOST_BYTES => Err(Refusal::TooLarge(bytes)),
        _ => Ok(snapshot),
    }
}

/// Whether nothing outside memory belongs to what is in it: an instance that begins with that memory has none of it.
fn unheld(state: &HandlerState) -> Result<(), Refusal> {
    if !state.resources.is_empty() {
        return Err(Refusal::Holds("a file or timer"));
    }
    if state.stash_lock.is_some() {
        return Err(Refusal::Holds("the stash's lock"));
    }
    if state.answering.response().has_begun() {
        return Err(Refusal::Answers);
    }
    Ok(())
}
