//! Which threads of the pool work. One at a time can run Python, so one that is running takes the next job when it has
//! done its own, and another is woken only when none runs: when the running one waits in Airlock, or when it has taken no
//! job for a while, because it computes or waits where Airlock does not see it. Woken threads that all want the interpreter
//! would hand it round, at some milliseconds a turn.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

/// After this time without a job taken another thread is woken.
const STALLED: Duration = Duration::from_millis(1);

/// A pool's jobs and threads.
#[derive(Debug)]
pub struct Crew<Job> {
    state: Mutex<State<Job>>,
    /// For threads without work.
    work: Condvar,
    /// For the one that looks whether jobs wait too long.
    jobs_wait: Condvar,
}

/// See [`Crew`].
#[derive(Debug)]
pub struct State<Job> {
    jobs: VecDeque<Job>,
    /// Threads that wait for a job.
    idle: usize,
    /// Of these, how many have been told to look.
    woken: usize,
    /// Threads that hold the interpreter or want it.
    running: usize,
    /// Jobs taken so far.
    taken: u64,
}

/// A thread's part in the count of those that run.
#[derive(Debug, Default)]
pub struct Counted(AtomicBool);

trait Waits: Send + Sync {
    /// Whether the thread counted as running until now.
    fn begin_wait(&self, counted: &Counted) -> bool;
    fn end_wait(&self, counted: &Counted);
}

/// A thread's crew, and its own count in it.
type Place = (Arc<dyn Waits>, Arc<Counted>);

thread_local! {
    static OWN: RefCell<Option<Place>> = const { RefCell::new(None) };
}

/// Runs `wait`, during which the calling thread, if it is one of a crew's, does not count as running.
pub fn while_waiting<T>(wait: impl FnOnce() -> T) -> T {
    let own = OWN.with_borrow(Clone::clone);
    let Some((crew, counted)) = own else { return wait() };
    let counts = crew.begin_wait(&counted);
    let result = wait();
    // One that was given up does not count again by waiting.
    if counts {
        crew.end_wait(&counted);
    }
    result
}

impl<Job> Default for Crew<Job> {
    fn default() -> Self {
        let state = State { jobs: VecDeque::new(), idle: 0, woken: 0, running: 0, taken: 0 };
        Self { state: Mutex::new(state), work: Condvar::new(), jobs_wait: Condvar::new() }
    }
}

impl<Job: Send + 'static> Crew<Job> {
    fn state(&self) -> MutexGuard<'_, State<Job>> {
        // Counts and jobs are changed by plain assignments, which can not panic.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts to look for jobs that wait too long, until the crew is gone.
    pub fn watch(self: &Arc<Self>) -> std::io::Result<()> {
        let crew = Arc::downgrade(self);
        std::thread::Builder::new().name("trusted-crew".to_owned()).spawn(move || {
            while let Some(crew) = Weak::upgrade(&crew) {
                crew.look_for_stalled();
            }
        })?;
        Ok(())
    }

    /// Once; returns now and then even when there is nothing to see.
    fn look_for_stalled(&self) {
        let mut state = self.state();
        if state.jobs.is_empty() {
            let waited = self.jobs_wait.wait_timeout(state, Duration::from_secs(1));
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        let taken = state.taken;
        drop(state);
        std::thread::sleep(STALLED);
        let mut state = self.state();
        if state.taken == taken {
            self.wake_one(&mut state);
        }
    }

    /// Adds a job, unless as many as `most` wait besides those for which there are idle threads. How many wait then.
    pub fn push(&self, most: usize, job: impl FnOnce() -> Job) -> Result<(), usize> {
        let mut state = self.state();
        if state.jobs.len() >= state.idle.saturating_add(most) {
            return Err(state.jobs.len());
        }
        state.jobs.push_back(job());
        if state.running + state.woken == 0 {
            self.wake_one(&mut state);
        } else if state.jobs.len() == 1 {
            self.jobs_wait.notify_one();
        }
        Ok(())
    }

    /// Takes back jobs.
    pub fn retain(&self, keep: impl FnMut(&Job) -> bool) {
        self.state().jobs.retain(keep);
    }

    fn wake_one(&self, state: &mut State<Job>) {
        if !state.jobs.is_empty() && state.idle > state.woken {
            state.woken += 1;
            self.work.notify_one();
        }
    }

    /// The calling thread is one of the crew from now on.
    pub fn join(self: &Arc<Self>) -> Arc<Counted> {
        let counted = Arc::new(Counted::default());
        OWN.set(Some((Arc::clone(self) as Arc<dyn Waits>, Arc::clone(&counted))));
        self.count(&mut self.state(), &counted, true);
        counted
    }

    /// Whether the thread counted before.
    fn count(&self, state: &mut State<Job>, counted: &Counted, runs: bool) -> bool {
        let before = counted.0.swap(runs, Ordering::Relaxed);
        match (before, runs) {
            (false, true) => state.running += 1,
            (true, false) => state.running -= 1,
            _ => {}
        }
        before
    }

    /// The next job, if there is one.
    pub fn take(&self) -> Option<Job> {
        let mut state = self.state();
        let job = state.jobs.pop_front()?;
        state.taken += 1;
        Some(job)
    }

    /// Returns when there may be a job.
    pub fn wait(&self, counted: &Counted) {
        let mut state = self.state();
        self.count(&mut state, counted, false);
        if state.jobs.is_empty() || state.running + state.woken > 0 {
            state.idle += 1;
            while state.woken == 0 {
                state = self.work.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            state.woken -= 1;
            state.idle -= 1;
        }
        self.count(&mut state, counted, true);
    }

    /// The thread is given up, or ends: another one may run.
    pub fn give_up(&self, counted: &Counted) {
        let mut state = self.state();
        self.count(&mut state, counted, false);
        self.wake_one(&mut state);
    }

    /// A thread that was given up goes on.
    pub fn take_back(&self, counted: &Counted) {
        self.count(&mut self.state(), counted, true);
    }
}

impl<Job: Send + 'static> Waits for Crew<Job> {
    fn begin_wait(&self, counted: &Counted) -> bool {
        let mut state = self.state();
        let counts = self.count(&mut state, counted, false);
        if state.running + state.woken == 0 {
            self.wake_one(&mut state);
        }
        counts
    }

    fn end_wait(&self, counted: &Counted) {
        self.count(&mut self.state(), counted, true);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::thread;

    use super::*;

    /// A crew of `count` threads that run jobs, which are closures.
    fn crew(count: usize) -> Arc<Crew<Box<dyn FnOnce() + Send>>> {
        let crew = Arc::new(Crew::default());
        crew.watch().unwrap();
        for _ in 0..count {
            let own = Arc::clone(&crew);
            thread::spawn(move || {
                let counted = own.join();
                loop {
                    let job: Option<Box<dyn FnOnce() + Send>> = own.take();
                    match job {
                        Some(job) => job(),
                        None => own.wait(&counted),
                    }
                }
            });
        }
        crew
    }

    #[test]
    fn every_job_is_done_whatever_the_others_wait_for() {
        let crew = crew(4);
        let (done, all) = mpsc::channel();
        let (open, gate) = mpsc::channel::<()>();
        let gate = Arc::new(Mutex::new(gate));
        for number in 0..203 {
            let (done, gate) = (done.clone(), Arc::clone(&gate));
            let pushed = crew.push(1000, move || {
                Box::new(move || {
                    // Three of four threads wait, two of them where nobody sees it.
                    match number {
                        0 => assert!(while_waiting(|| gate.lock().unwrap().recv()).is_err()),
                        1 | 2 => assert!(gate.lock().unwrap().recv().is_err()),
                        _ => {}
                    }
                    done.send(number).unwrap();
                }) as Box<dyn FnOnce() + Send>
            });
            assert!(pushed.is_ok());
        }
        let mut seen: Vec<_> = (0..200).map(|_| all.recv().unwrap()).collect();
        drop(open);
        seen.extend((0..3).map(|_| all.recv().unwrap()));
        seen.sort_unstable();
        assert!(seen.into_iter().eq(0..203));
    }

    #[test]
    fn a_thread_that_was_given_up_does_not_count_again() {
        let crew = Arc::new(Crew::<u8>::default());
        let counted = crew.join();
        while_waiting(|| assert_eq!(crew.state().running, 0));
        assert_eq!(crew.state().running, 1);
        crew.give_up(&counted);
        while_waiting(|| ());
        assert_eq!(crew.state().running, 0);
        crew.take_back(&counted);
        while_waiting(|| crew.give_up(&counted));
        // Given up while it waited: its end tells.
        crew.give_up(&counted);
        assert_eq!(crew.state().running, 0);
    }

    #[test]
    fn more_jobs_than_may_wait_are_refused() {
        let crew = Crew::<u8>::default();
        assert_eq!(crew.push(2, || 1), Ok(()));
        assert_eq!(crew.push(2, || 2), Ok(()));
        assert_eq!(crew.push(2, || 3), Err(2));
        assert_eq!(crew.take(), Some(1));
        assert_eq!(crew.push(2, || 3), Ok(()));
        crew.retain(|job| *job != 2);
        assert_eq!((crew.take(), crew.take()), (Some(3), None));
    }
}
