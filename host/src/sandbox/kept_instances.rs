//! Instances that have answered a request and may answer another of the same text of the same handler. They belong to
//! one tenant, and are there only where its policy says `isolation = "handler"`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use wasmtime::Store;

use super::bindings::Interpreter;
use super::memory_pool::MemoryImage;
use super::python::SandboxProgram;
use super::python_state::PythonState;

/// Instances that a tenant keeps while they have nothing to do.
const MOST_IDLE: usize = 64;

/// An instance and its store between two requests.
pub struct KeptInstance {
    pub(super) store: Store<PythonState>,
    pub(super) instance: Interpreter,
    program: Arc<SandboxProgram>,
    made: Instant,
    answered: u32,
}

impl KeptInstance {
    /// A new one, for `program`.
    pub(super) fn new(store: Store<PythonState>, instance: Interpreter, program: Arc<SandboxProgram>) -> Self {
        Self { store, instance, program, made: Instant::now(), answered: 0 }
    }

    fn is_of(&self, program: &Arc<SandboxProgram>, image: Option<&Arc<MemoryImage>>) -> bool {
        let own = self.store.data().origin.image.as_ref();
        Arc::ptr_eq(&self.program, program) && own.map(Arc::as_ptr) == image.map(Arc::as_ptr)
    }

    fn may_answer(&self, max_requests: u32, max_age: Duration) -> bool {
        self.answered < max_requests && self.made.elapsed() < max_age
    }
}

/// A tenant's idle instances, by handler.
#[derive(Default)]
pub struct KeptInstances(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    by_path: HashMap<Arc<str>, Vec<KeptInstance>>,
    closed: bool,
}

impl std::fmt::Debug for KeptInstances {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeptInstances").field("idle", &self.idle()).finish()
    }
}

impl KeptInstances {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        // A list of whole instances at every moment.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many wait.
    pub fn idle(&self) -> usize {
        self.kept().by_path.values().map(Vec::len).sum()
    }

    /// The tenant is no longer in force: drops all, and keeps none that come back.
    pub fn close(&self) {
        let mut kept = self.kept();
        kept.closed = true;
        let dropped = std::mem::take(&mut kept.by_path);
        drop(kept);
        drop(dropped);
    }

    /// One that runs `program` at `path`, began as `image` and may still answer. Those of another text of the file, or of an
    /// application as it was before, are dropped.
    pub(super) fn take(
        &self,
        path: &Arc<str>,
        program: &Arc<SandboxProgram>,
        image: Option<&Arc<MemoryImage>>,
        max_requests: u32,
        max_age: Duration,
    ) -> Option<KeptInstance> {
        let mut kept = self.kept();
        let instances = kept.by_path.get_mut(path)?;
        let mut unfit = Vec::new();
        let mut found = None;
        while found.is_none()
            && let Some(instance) = instances.pop()
        {
            if instance.is_of(program, image) && instance.may_answer(max_requests, max_age) {
                found = Some(instance);
            } else {
                unfit.push(instance);
            }
        }
        // Dropping an instance takes a while: not under the lock.
        drop(kept);
        drop(unfit);
        found
    }

    /// Keeps an instance that has answered one more request, if it may answer another and there is room.
    pub(super) fn put(&self, path: &Arc<str>, mut instance: KeptInstance, max_requests: u32, max_age: Duration) {
        instance.answered += 1;
        if !instance.may_answer(max_requests, max_age) || self.idle() >= MOST_IDLE {
            return;
        }
        let mut kept = self.kept();
        if kept.closed {
            drop(kept);
            return drop(instance);
        }
        let mut old = Vec::new();
        for instances in kept.by_path.values_mut() {
            let (young, aged) = std::mem::take(instances).into_iter().partition(|one| one.made.elapsed() < max_age);
            *instances = young;
            old.push(aged);
        }
        kept.by_path.retain(|_, instances| !instances.is_empty());
        kept.by_path.entry(Arc::clone(path)).or_default().push(instance);
        drop(kept);
        drop::<Vec<Vec<_>>>(old);
    }
}
