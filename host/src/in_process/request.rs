//! One request to a trusted handler, as the thread that runs it, its connection and the watch share it.

use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Instant;

use pyo3::Python;
use tokio::sync::{Notify, OwnedMutexGuard};

use super::compiler::Code;
use super::crew::while_waiting;
use super::threads::Thread;
use super::waiting::{block_on, block_on_until};
use crate::engine::Task;
use crate::engine::answering::Answering;
use crate::exchange::{Exchange, RequestBody, RequestHead, ResponseChannel};
use crate::policy::{Limit, Policy};
use crate::programs::{Program, Programs};
use crate::tenant::{Admitted, Tenant};

/// A program as the interpreter runs it: a code object.
pub type PythonProgram = Program<Code>;

/// Why a request is made to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// It used up a limit.
    OverLimit(Limit),
    /// Its client has left, and it goes on.
    ClientLeft,
}

/// Where a request is in its life.
#[derive(Debug)]
pub enum Phase {
    /// No thread has taken it up.
    Queued,
    /// This thread runs it.
    Running(Arc<Thread>),
    /// Its handler has ended.
    Ended,
}

/// The handler's path and program, once they are found.
pub struct Main {
    /// Below the docroot.
    pub path: Arc<str>,
    /// What it runs.
    pub program: Arc<PythonProgram>,
}

/// See the module.
pub struct TrustedRequest {
    /// The request but for its body.
    pub head: Arc<RequestHead>,
    /// Its response and its lines in the log.
    pub answering: Answering,
    /// Where the response goes.
    pub response: Arc<ResponseChannel>,
    /// What the handler may do and use up.
    pub policy: Arc<Policy>,
    /// What the handler belongs to.
    pub tenant: Arc<Tenant>,
    /// The docroot's programs.
    pub programs: Arc<Programs<Code>>,
    /// The path that was asked for.
    pub path: Arc<str>,
    /// What was found there.
    pub main: OnceLock<Main>,
    body: tokio::sync::Mutex<RequestBody>,
    /// Held while the handler holds `stash.lock`.
    stash_lock: Mutex<Option<OwnedMutexGuard<()>>>,
    phase: Mutex<Phase>,
    stop: Mutex<Option<Stop>>,
    stopped: Notify,
    ended: AtomicBool,
    admitted: Mutex<Option<Admitted>>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What these locks guard is changed by plain assignments, which can not panic.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl TrustedRequest {
    /// A request for the handler at `path`, not yet begun.
    pub fn new(exchange: Exchange, task: Task, programs: Arc<Programs<Code>>) -> Self {
        let Exchange { request, body, admitted } = exchange;
        Self {
            response: Arc::clone(&task.response),
            policy: Arc::clone(&task.policy),
            tenant: Arc::clone(&task.tenant),
            path: Arc::clone(&task.handler),
            answering: Answering::new(task, &request.method),
            head: request,
            programs,
            main: OnceLock::new(),
            body: tokio::sync::Mutex::new(body),
            stash_lock: Mutex::new(None),
            phase: Mutex::new(Phase::Queued),
            stop: Mutex::new(None),
            stopped: Notify::new(),
            ended: AtomicBool::new(false),
            admitted: Mutex::new(admitted),
        }
    }

    // --- its life ---

    /// A thread takes it up. False: it was stopped before that.
    pub fn begin(&self, thread: &Arc<Thread>) -> bool {
        let mut phase = locked(&self.phase);
        if self.stop().is_some() {
            *phase = Phase::Ended;
            return false;
        }
        *phase = Phase::Running(Arc::clone(thread));
        true
    }

    /// The handler has ended: nothing is done for it any more, whichever thread of its asks.
    pub fn end(&self) {
        *locked(&self.phase) = Phase::Ended;
        self.ended.store(true, Ordering::Release);
        locked(&self.stash_lock).take();
        locked(&self.admitted).take();
        self.stopped.notify_waiters();
        if let Ok(mut body) = self.body.try_lock() {
            self.response.leave_body(std::mem::replace(&mut *body, RequestBody::empty()));
        }
    }

    /// Whether the handler has ended.
    pub fn has_ended(&self) -> bool {
        self.ended.load(Ordering::Acquire)
    }

    /// The thread that runs it.
    pub fn thread(&self) -> Option<Arc<Thread>> {
        match &*locked(&self.phase) {
            Phase::Running(thread) => Some(Arc::clone(thread)),
            Phase::Queued | Phase::Ended => None,
        }
    }

    /// Asks it to end; what it waits for fails. False: no thread runs it. The first reason stays.
    pub fn set_stop(&self, stop: Stop) -> bool {
        // The phase's lock first: a thread that begins sees the stop, or the stop sees the thread.
        let phase = locked(&self.phase);
        locked(&self.stop).get_or_insert(stop);
        self.stopped.notify_waiters();
        matches!(*phase, Phase::Running(_))
    }

    /// Why it was asked to end.
    pub fn stop(&self) -> Option<Stop> {
        *locked(&self.stop)
    }

    // --- waiting ---

    /// What `future` gives; none when the request is stopped or ends meanwhile.
    async fn unless_stopped<T>(&self, future: impl Future<Output = T>) -> Option<T> {
        let mut stopped = pin!(self.stopped.notified());
        stopped.as_mut().enable();
        if self.stop().is_some() || self.has_ended() {
            return None;
        }
        let mut future = pin!(future);
        std::future::poll_fn(|context| {
            if let Poll::Ready(result) = future.as_mut().poll(context) {
                return Poll::Ready(Some(result));
            }
            stopped.as_mut().poll(context).map(|()| None)
        })
        .await
    }

    /// Waits for `future`; none when the request is stopped meanwhile. The interpreter is let go of if there is anything to
    /// wait for: among busy threads it may take milliseconds to get it back.
    pub fn wait<T: Send>(&self, py: Python<'_>, future: impl Future<Output = T> + Send) -> Option<T> {
        let mut future = pin!(self.unless_stopped(future));
        match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(result) => result,
            Poll::Pending => py.detach(|| while_waiting(|| block_on(future))),
        }
    }

    /// Waits until `deadline`. False: the request was stopped before that.
    pub fn sleep_until(&self, py: Python<'_>, deadline: Instant) -> bool {
        let never = std::future::pending::<()>();
        py.detach(|| while_waiting(|| block_on_until(deadline, self.unless_stopped(never)))).is_none()
    }

    // --- what it has ---

    /// The request's body, for one reader at a time.
    pub fn body(&self) -> &tokio::sync::Mutex<RequestBody> {
        &self.body
    }

    /// The handler's hold on the stash's lock.
    pub fn stash_lock(&self) -> MutexGuard<'_, Option<OwnedMutexGuard<()>>> {
        locked(&self.stash_lock)
    }
}
