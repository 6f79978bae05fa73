//! Which image the memory of an instance begins as. wasmtime asks for memories without saying what for, so that it is said
//! to the thread that makes the instance, while it does.

use std::cell::RefCell;
use std::pin::pin;
use std::sync::Arc;

use super::{Capture, MemoryImage};

/// What an instance's memory begins as, and whether its content is wanted at the end.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// None: as the runtime's own.
    pub image: Option<Arc<MemoryImage>>,
    /// Where to put the content.
    pub capture: Option<Capture>,
}

thread_local! {
    static OF_THIS_POLL: RefCell<Origin> = const { RefCell::new(Origin { image: None, capture: None }) };
}

impl Origin {
    /// Runs `making`; memories that are made meanwhile begin as this says.
    pub async fn during<F: Future>(&self, making: F) -> F::Output {
        let mut making = pin!(making);
        std::future::poll_fn(|context| {
            let outer = OF_THIS_POLL.replace(self.clone());
            let result = making.as_mut().poll(context);
            OF_THIS_POLL.set(outer);
            result
        })
        .await
    }

    /// For a memory that this thread makes now.
    pub(super) fn of_this_poll() -> Self {
        OF_THIS_POLL.with_borrow(Self::clone)
    }

    /// Bytes that a memory begins with, where that is more than its module says.
    pub fn size(&self) -> usize {
        self.image.as_ref().map_or(0, |image| image.initial())
    }
}
