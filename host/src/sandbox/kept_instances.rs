//! Instances that have answered a request and may answer another of the same text of the same handler. They belong to
//! one tenant, and are there only where its policy says `isolation = "handler"`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::policy::Isolation;

/// Instances that a tenant keeps while they have nothing to do.
const MOST_IDLE: usize = 64;

/// How far a kept instance goes.
#[derive(Clone, Copy)]
pub struct Reuse {
    max_requests: u32,
    max_age: Duration,
}

impl Reuse {
    /// As the policy has it; none: each instance answers one request.
    pub fn of(isolation: Isolation) -> Option<Self> {
        match isolation {
            Isolation::Request => None,
            Isolation::Handler { max_requests, max_age } => Some(Self { max_requests, max_age }),
        }
    }
}

/// An instance, with all that belongs to it, and what it has been used for.
pub struct Kept<I> {
    /// The instance.
    pub instance: I,
    made: Instant,
    answered: u32,
}

impl<I> Kept<I> {
    /// A new one.
    pub fn new(instance: I) -> Self {
        Self { instance, made: Instant::now(), answered: 0 }
    }

    fn may_answer(&self, Reuse { max_requests, max_age }: Reuse) -> bool {
        self.answered < max_requests && self.made.elapsed() < max_age
    }
}

/// A tenant's idle instances of one engine, by handler.
pub struct KeptInstances<I>(Mutex<Idle<I>>);

struct Idle<I> {
    by_path: HashMap<Arc<str>, Vec<Kept<I>>>,
    closed: bool,
}

impl<I> Default for KeptInstances<I> {
    fn default() -> Self {
        Self(Mutex::new(Idle { by_path: HashMap::new(), closed: false }))
    }
}

impl<I> std::fmt::Debug for KeptInstances<I> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeptInstances").field("idle", &self.idle()).finish()
    }
}

impl<I> KeptInstances<I> {
    fn all(&self) -> MutexGuard<'_, Idle<I>> {
        // A list of whole instances at every moment.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many wait.
    pub fn idle(&self) -> usize {
        self.all().by_path.values().map(Vec::len).sum()
    }

    /// The tenant is no longer in force: drops all, and keeps none that come back.
    pub fn close(&self) {
        let mut all = self.all();
        all.closed = true;
        let dropped = std::mem::take(&mut all.by_path);
        drop(all);
        drop(dropped);
    }

    /// One of the handler at `path` that `fits` and may still answer. Those that do not, as they are of another text of the file
    /// or of what it was before, are dropped.
    pub fn take(&self, path: &Arc<str>, reuse: Reuse, fits: impl Fn(&I) -> bool) -> Option<Kept<I>> {
        let mut all = self.all();
        let instances = all.by_path.get_mut(path)?;
        let mut unfit = Vec::new();
        let mut found = None;
        while found.is_none()
            && let Some(kept) = instances.pop()
        {
            if fits(&kept.instance) && kept.may_answer(reuse) {
                found = Some(kept);
            } else {
                unfit.push(kept);
            }
        }
        // Dropping an instance takes a while: not under the lock.
        drop(all);
        drop(unfit);
        found
    }

    /// Keeps an instance that has answered one more request, if it may answer another and there is room.
    pub fn put(&self, path: &Arc<str>, mut kept: Kept<I>, reuse: Reuse) {
        kept.answered += 1;
        if !kept.may_answer(reuse) || self.idle() >= MOST_IDLE {
            return;
        }
        let mut all = self.all();
        if all.closed {
            drop(all);
            return drop(kept);
        }
        let mut old = Vec::new();
        for instances in all.by_path.values_mut() {
            let (young, aged) =
                std::mem::take(instances).into_iter().partition(|one| one.made.elapsed() < reuse.max_age);
            *instances = young;
            old.push(aged);
        }
        all.by_path.retain(|_, instances| !instances.is_empty());
        all.by_path.entry(Arc::clone(path)).or_default().push(kept);
        drop(all);
        drop::<Vec<Vec<_>>>(old);
    }
}
