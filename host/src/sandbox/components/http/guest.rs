use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;

use wasmtime::Result;

use crate::sandbox::budget::CpuMeter;

/// What a component's instance and what takes its response know of each other.
#[derive(Debug)]
pub struct Guest {
    cpu: Arc<CpuMeter>,
    /// The call has returned.
    has_ended: AtomicBool,
    /// It waits for something else than that its content is taken.
    rests: AtomicBool,
    /// Something of its content was taken in this turn.
    moved: AtomicBool,
}

impl Guest {
    /// `cpu`: what counts the component's processor time, and knows when it has been interrupted.
    pub fn new(cpu: Arc<CpuMeter>) -> Self {
        Self { cpu, has_ended: AtomicBool::new(false), rests: AtomicBool::new(false), moved: AtomicBool::new(false) }
    }

    /// Whether nothing more can come.
    pub fn has_ended(&self) -> bool {
        self.has_ended.load(Ordering::Relaxed)
    }

    /// Whether it may be long until something comes.
    pub fn rests(&self) -> bool {
        self.rests.load(Ordering::Relaxed)
    }

    /// Something of its content was taken: it may go on.
    pub fn note_moved(&self) {
        self.moved.store(true, Ordering::Relaxed);
    }

    fn begin_turn(&self) {
        self.rests.store(false, Ordering::Relaxed);
        self.moved.store(false, Ordering::Relaxed);
    }

    /// Runs both to their ends: `call`, which is the component's, and `taker`, which takes its response. What fails first ends
    /// the other.
    pub async fn run(
        &self,
        call: impl Future<Output = Result<()>>,
        taker: impl Future<Output = Result<()>>,
    ) -> Result<()> {
        let (mut call, mut taker) = (pin!(call), pin!(taker));
        let mut taken = false;
        std::future::poll_fn(|context| {
            loop {
                self.begin_turn();
                if !self.has_ended()
                    && let Poll::Ready(result) = call.as_mut().poll(context)
                {
                    result?;
                    self.has_ended.store(true, Ordering::Relaxed);
                }
                // The second time, a component that would have gone on has done so.
                for rests in [false, true] {
                    self.rests.store(rests, Ordering::Relaxed);
                    // Nor does one rest that was interrupted while it computes.
                    let waits = rests && (self.moved.load(Ordering::Relaxed) || self.cpu.is_preempted());
                    if !taken
                        && !waits
                        && let Poll::Ready(result) = taker.as_mut().poll(context)
                    {
                        result?;
                        taken = true;
                    }
                }
                match (self.has_ended(), taken) {
                    (true, true) => return Poll::Ready(Ok(())),
                    (false, _) if self.moved.load(Ordering::Relaxed) => {}
                    _ => return Poll::Pending,
                }
            }
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, poll_fn, ready};

    use super::*;

    fn guest() -> Guest {
        Guest::new(Arc::default())
    }

    #[tokio::test]
    async fn both_run_to_their_ends_unless_one_fails() {
        assert!(guest().run(ready(Ok(())), ready(Ok(()))).await.is_ok());
        let failed = || ready(Err(wasmtime::Error::msg("no")));
        assert!(guest().run(failed(), pending()).await.is_err());
        assert!(guest().run(pending(), failed()).await.is_err());
    }

    #[tokio::test]
    async fn the_taker_learns_that_the_call_rests_or_has_ended() {
        let guest = guest();
        let (told, waits) = tokio::sync::oneshot::channel::<()>();
        let call = async move { waits.await.map_err(wasmtime::Error::from) };
        let taker = async {
            poll_fn(|_| if guest.rests() { Poll::Ready(()) } else { Poll::Pending }).await;
            let _ = told.send(());
            poll_fn(|_| if guest.has_ended() { Poll::Ready(()) } else { Poll::Pending }).await;
            Ok(())
        };
        assert!(guest.run(call, taker).await.is_ok());
    }

    #[tokio::test]
    async fn a_call_that_was_interrupted_does_not_rest() {
        let guest = guest();
        let cpu = Arc::clone(&guest.cpu);
        let rested = AtomicBool::new(false);
        let call = async {
            cpu.preempt();
            tokio::task::yield_now().await;
            // As what runs the request does between two turns.
            cpu.end();
            Ok(())
        };
        let taker = poll_fn(|_| {
            rested.fetch_or(guest.rests(), Ordering::Relaxed);
            if guest.has_ended() { Poll::Ready(Ok(())) } else { Poll::Pending }
        });
        assert!(guest.run(call, taker).await.is_ok());
        assert!(!rested.load(Ordering::Relaxed));
    }
}
