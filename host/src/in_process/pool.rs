//! The threads that run trusted handlers, and the queue in front of them.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pyo3::prelude::*;
use tokio::sync::oneshot;

use super::StartError;
use super::compiler::Code;
use super::crew::Crew;
use super::interpreter::{self, Interpreter};
use super::interrupter::Interrupter;
use super::request::{Stop, TrustedRequest};
use super::run::TrustedRun;
use super::threads::{Thread, answer};
use super::watch::Watch;
use crate::engine::{Outcome, Overload, Task};
use crate::exchange::Exchange;
use crate::policy::InProcessSettings;
use crate::programs::Programs;

/// Stack of a thread: C code of the interpreter recurses as deep as Python's own limit lets it.
const STACK: usize = 16 << 20;

/// A request that waits for a thread.
struct Job {
    request: Arc<TrustedRequest>,
    outcome: oneshot::Sender<Outcome>,
}

#[derive(Default)]
struct Threads {
    /// Threads, but for those that were given up.
    threads: usize,
    /// Threads that were given up and have not ended.
    stuck: usize,
    /// All threads so far, for their names.
    started: usize,
}

/// Runs trusted handlers.
pub struct InProcess {
    settings: InProcessSettings,
    interpreter: &'static Interpreter,
    threads: Mutex<Threads>,
    crew: Arc<Crew<Job>>,
    watch: Watch,
    /// By the docroot's place.
    programs: Mutex<HashMap<String, Arc<Programs<Code>>>>,
}

impl InProcess {
    /// Starts the interpreter with the Python packages in `packages`, and the threads.
    pub fn start(settings: &InProcessSettings, packages: &Path) -> Result<Arc<Self>, StartError> {
        let interpreter = interpreter::start(packages)?;
        let (watch, watched) = Watch::new();
        let engine = Arc::new(Self {
            settings: settings.clone(),
            interpreter,
            threads: Mutex::default(),
            crew: Arc::default(),
            watch,
            programs: Mutex::default(),
        });
        watched.start(Arc::downgrade(&engine), Interrupter::start(interpreter)?)?;
        engine.crew.watch()?;
        let mut threads = engine.threads();
        for _ in 0..settings.threads.max(1) {
            engine.add_thread(&mut threads)?;
        }
        drop(threads);
        Ok(engine)
    }

    /// Begins to answer `exchange` with a handler that a trust rule covers.
    pub fn handle(self: &Arc<Self>, exchange: Exchange, task: Task) -> Result<TrustedRun, Overload> {
        let programs = self.programs_of(task.tenant.docroot.location());
        let most = self.settings.queue as usize;
        if self.threads().threads == 0 {
            return Err(Overload::Threads(most));
        }
        let request = Arc::new(TrustedRequest::new(exchange, task, programs));
        let (sender, receiver) = oneshot::channel();
        let job = || Job { request: Arc::clone(&request), outcome: sender };
        self.crew.push(most, job).map_err(|_| Overload::Threads(most))?;
        Ok(TrustedRun::new(Arc::clone(self), request, receiver))
    }

    /// Makes a request end.
    pub(super) fn stop(&self, request: &Arc<TrustedRequest>, stop: Stop) {
        if request.set_stop(stop) {
            self.watch.take(Arc::clone(request));
        } else {
            // One that waits for a thread does not any more.
            self.crew.retain(|job| !Arc::ptr_eq(&job.request, request));
        }
    }

    /// The request's handler does not end: its thread is given up and another one takes its place.
    pub(super) fn give_up(self: &Arc<Self>, request: &TrustedRequest) {
        let mut queue = self.threads();
        let Some(thread) = request.thread() else { return };
        thread.set_stuck(true);
        self.crew.give_up(&thread.counted);
        queue.stuck += 1;
        queue.threads -= 1;
        let (handler, stuck, most) = (&request.path, queue.stuck, self.settings.max_stuck);
        if stuck > most as usize {
            tracing::error!(%handler, stuck, max_stuck = most, threads = queue.threads,
                "a trusted handler does not end, and no thread takes the place of its own: restart the server");
            return;
        }
        tracing::warn!(%handler, stuck, max_stuck = most, "a trusted handler does not end; another thread takes the place of its own");
        if let Err(error) = self.add_thread(&mut queue) {
            tracing::error!(%error, "a thread for trusted handlers could not be replaced");
        }
    }

    fn threads(&self) -> MutexGuard<'_, Threads> {
        // Counts are changed by plain assignments, which can not panic.
        self.threads.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn programs_of(&self, docroot: &str) -> Arc<Programs<Code>> {
        let mut all = self.programs.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(programs) = all.get(docroot) {
            return Arc::clone(programs);
        }
        Arc::clone(all.entry(docroot.to_owned()).or_default())
    }

    fn add_thread(self: &Arc<Self>, queue: &mut Threads) -> std::io::Result<()> {
        let engine = Arc::downgrade(self);
        let name = format!("trusted-{}", queue.started);
        std::thread::Builder::new().name(name).stack_size(STACK).spawn(move || {
            Python::attach(|py| {
                if let Some(engine) = engine.upgrade() {
                    engine.work(py);
                }
            });
        })?;
        queue.started += 1;
        queue.threads += 1;
        Ok(())
    }

    /// What a thread does all its life.
    fn work(&self, py: Python<'_>) {
        let ident = match interpreter::thread_ident(py) {
            Ok(ident) => ident,
            Err(error) => {
                tracing::error!(%error, "a thread for trusted handlers could not begin");
                self.threads().threads -= 1;
                return;
            }
        };
        let thread = Arc::new(Thread::new(ident, self.crew.join()));
        loop {
            // Taken with the interpreter held: whoever has it does not have to hand it on.
            let Some(job) = self.crew.take() else {
                py.detach(|| self.crew.wait(&thread.counted));
                continue;
            };
            if !job.request.begin(&thread) {
                continue;
            }
            let outcome = answer(py, &job.request, self.interpreter);
            // Held by this thread all the while: nothing can be raised in it any more once the request has ended.
            job.request.end();
            interpreter::raise_in(py, ident, None);
            // Nobody waits for the outcome of a handler whose time was over.
            let _ = job.outcome.send(outcome);
            if !self.stays(&thread, &job.request.path) {
                return self.crew.give_up(&thread.counted);
            }
        }
    }

    /// Whether a thread goes on. One that was given up, and has ended its handler after all, does so if it is needed.
    fn stays(&self, thread: &Thread, handler: &str) -> bool {
        if !thread.is_stuck() {
            return true;
        }
        let mut queue = self.threads();
        if !thread.is_stuck() {
            return true;
        }
        queue.stuck -= 1;
        let needed = queue.threads < self.settings.threads.max(1) as usize;
        tracing::info!(handler, stuck = queue.stuck, "a trusted handler that did not end has ended");
        if needed {
            thread.set_stuck(false);
            self.crew.take_back(&thread.counted);
            queue.threads += 1;
        }
        needed
    }
}
