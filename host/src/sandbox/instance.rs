//! The life of one instance: made, asked once, dropped; watched from outside for its time.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tokio::time::Sleep;

use super::budget::CpuMeter;
use super::memory_pool::FaultMeter;
use crate::engine::{Outcome, Task, endings};
use crate::exchange::{Piece, ResponseChannel};
use crate::policy::Limit;

/// How long a handler may go on after its client has left, to notice and tidy up.
const GRACE: Duration = Duration::from_millis(1000);
/// How long a handler waits before its memory is made smaller.
const RESTS_AFTER: Duration = Duration::from_millis(20);
/// Slices after which a request runs in the background, where it does not delay others.
const SLICES_IN_FRONT: u64 = 2;

/// Runs one handler to its end. Polled where the connection is, until it proves to be long.
pub struct HandlerRun {
    running: Running,
    task: Task,
    cpu: Arc<CpuMeter>,
    faults: FaultMeter,
    /// Preemptions seen so far.
    slices: u64,
    background: Handle,
    started: Instant,
    deadline: Option<Pin<Box<Sleep>>>,
}

enum Running {
    Here(Pin<Box<Metered>>),
    Background(JoinHandle<Outcome>),
    Ended,
}

type HandlerFuture = Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// A handler's future with its processor time and page faults measured.
struct Metered {
    future: HandlerFuture,
    cpu: Arc<CpuMeter>,
    faults: FaultMeter,
}

impl Future for Metered {
    type Output = Outcome;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Outcome> {
        let Self { future, cpu, faults } = &mut *self;
        cpu.begin();
        let result = faults.measure(|| future.as_mut().poll(context));
        cpu.end();
        result
    }
}

impl HandlerRun {
    /// A run of `future`, which does `task`.
    pub(super) fn new(future: HandlerFuture, task: Task, cpu: Arc<CpuMeter>, background: Handle) -> Self {
        let faults = FaultMeter::default();
        Self {
            running: Running::Here(Box::pin(Metered { future, cpu: Arc::clone(&cpu), faults: faults.clone() })),
            faults,
            slices: 0,
            task,
            cpu,
            background,
            started: Instant::now(),
            deadline: None,
        }
    }

    /// Where the handler writes to.
    pub fn response(&self) -> &Arc<ResponseChannel> {
        &self.task.response
    }

    /// The handler's path, and when its time is over.
    pub fn deadline(&self) -> (Arc<str>, Instant) {
        (Arc::clone(&self.task.handler), self.started + self.task.policy.limits.wall)
    }

    /// Whether the policy lets the handler write raw bytes.
    pub fn may_write_raw(&self) -> bool {
        self.task.policy.grants.raw_writes
    }

    /// Runs the handler to its end with nobody who takes its answer but the channel.
    pub async fn unattended(mut self) -> Outcome {
        let response = Arc::clone(self.response());
        let mut outcome = None;
        std::future::poll_fn(|context| {
            loop {
                if let (None, Poll::Ready(ended)) = (outcome, Pin::new(&mut self).poll(context)) {
                    outcome = Some(ended);
                }
                match (response.poll_piece(context), outcome) {
                    (Poll::Ready(Piece::Bytes(_)), _) => {}
                    (_, Some(outcome)) => return Poll::Ready(outcome),
                    (_, None) => return Poll::Pending,
                }
            }
        })
        .await
    }

    /// Whether the handler has ended.
    pub fn has_ended(&self) -> bool {
        matches!(self.running, Running::Ended)
    }

    /// The client has left: the handler's writes fail from now on, and it is ended if it does not end by itself soon.
    pub fn abandon(mut self) {
        self.task.response.client_left();
        if self.has_ended() {
            return;
        }
        let Ok(runtime) = Handle::try_current() else { return };
        runtime.spawn(async move {
            if tokio::time::timeout(GRACE, &mut self).await.is_err() {
                tracing::debug!(handler = %self.task.handler, "the client has left; handler cancelled");
            }
        });
    }

    fn poll_running(&mut self, context: &mut Context<'_>) -> Poll<Outcome> {
        match &mut self.running {
            Running::Here(run) => run.as_mut().poll(context),
            Running::Background(task) => Poll::Ready(match ready!(Pin::new(task).poll(context)) {
                Ok(outcome) => outcome,
                Err(error) => {
                    tracing::error!(handler = %self.task.handler, %error, "a handler's task failed");
                    self.task.response.cut();
                    Outcome::Failed
                }
            }),
            Running::Ended => Poll::Ready(Outcome::Done),
        }
    }

    /// Ready when the handler's time is over. The same timer first tells that it is a handler that waits.
    fn poll_deadline(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let deadline = self.started + self.task.policy.limits.wall;
        let timer = self.deadline.get_or_insert_with(|| {
            let first = deadline.min(Instant::now() + RESTS_AFTER);
            Box::pin(tokio::time::sleep_until(first.into()))
        });
        ready!(timer.as_mut().poll(context));
        if timer.deadline() < deadline.into() {
            if matches!(self.running, Running::Here(_)) {
                self.faults.rest();
            }
            timer.as_mut().reset(deadline.into());
            ready!(timer.as_mut().poll(context));
        }
        Poll::Ready(())
    }

    /// Among very many, a handler that waits makes its memory smaller at once, however long it will wait.
    fn rest_among_many(&mut self) {
        let slices = self.cpu.slices();
        let preempted = std::mem::replace(&mut self.slices, slices) != slices;
        if !preempted && matches!(self.running, Running::Here(_)) && self.faults.is_crowded() {
            self.faults.rest();
        }
    }

    /// A handler that computes for long goes where threads have low priority.
    fn move_to_background(&mut self, context: &mut Context<'_>) {
        if self.cpu.slices() < SLICES_IN_FRONT || !matches!(self.running, Running::Here(_)) {
            return;
        }
        if let Running::Here(run) = std::mem::replace(&mut self.running, Running::Ended) {
            self.running = Running::Background(self.background.spawn(run));
            // The task's handle has not been polled: be called again to do so.
            context.waker().wake_by_ref();
        }
    }

    fn end(&mut self) {
        if let Running::Background(task) = std::mem::replace(&mut self.running, Running::Ended) {
            task.abort();
        }
    }
}

impl Future for HandlerRun {
    type Output = Outcome;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Outcome> {
        if let Poll::Ready(outcome) = self.poll_running(context) {
            self.running = Running::Ended;
            return Poll::Ready(outcome);
        }
        if self.poll_deadline(context).is_ready() {
            self.end();
            endings::over_limit(Limit::Wall, &self.task);
            return Poll::Ready(Outcome::Failed);
        }
        self.rest_among_many();
        self.move_to_background(context);
        Poll::Pending
    }
}

impl Drop for HandlerRun {
    fn drop(&mut self) {
        self.end();
    }
}
