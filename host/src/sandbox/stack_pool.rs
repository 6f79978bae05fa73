//! Stacks for the fibers that instances run on, kept and used again.
#![allow(unsafe_code)]

use std::io;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use rustix::mm::{Advice, MapFlags, MprotectFlags, ProtFlags};
use wasmtime::{StackCreator, StackMemory};

/// Stacks kept; more are unmapped.
const KEEP: usize = 512;
/// What a stack may keep resident: pages further from its top are given back when they were used.
const SHALLOW: usize = 128 << 10;
const PAGE: usize = 4096;

/// Makes stacks; given to wasmtime as the engine's stack creator.
#[derive(Default)]
pub struct StackPool {
    free: Arc<Mutex<Vec<Stack>>>,
}

struct Stack {
    start: usize,
    size: usize,
}

impl Stack {
    fn map(size: usize) -> io::Result<Self> {
        // SAFETY: a new mapping at an address of the kernel's choice touches nothing that exists; making its middle
        // accessible leaves one guard page below.
        unsafe {
            let start = rustix::mm::mmap_anonymous(
                std::ptr::null_mut(),
                size + PAGE,
                ProtFlags::empty(),
                MapFlags::PRIVATE | MapFlags::NORESERVE,
            )? as usize;
            let stack = Self { start, size };
            rustix::mm::mprotect((start + PAGE) as *mut _, size, MprotectFlags::READ | MprotectFlags::WRITE)?;
            Ok(stack)
        }
    }

    fn usable(&self) -> Range<usize> {
        self.start + PAGE..self.start + PAGE + self.size
    }

    /// Gives back the pages of a stack that went deep. One page below the shallow part tells: it is all zero until used.
    fn trim(&self) -> io::Result<()> {
        let usable = self.usable();
        let Some(witness) = usable.end.checked_sub(SHALLOW + PAGE).filter(|&at| at >= usable.start) else {
            return Ok(());
        };
        // SAFETY: the page lies in the usable part, and nothing runs on the stack any more.
        let unused =
            unsafe { std::slice::from_raw_parts(witness as *const u64, PAGE / 8) }.iter().all(|&word| word == 0);
        if unused {
            return Ok(());
        }
        // SAFETY: the range lies in the usable part; its pages read as zeros afterwards.
        unsafe {
            rustix::mm::madvise(usable.start as *mut _, usable.end - SHALLOW - usable.start, Advice::LinuxDontNeed)
        }?;
        Ok(())
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        // SAFETY: nothing runs on the stack any more; the whole range was mapped by `map`.
        let unmapped = unsafe { rustix::mm::munmap(self.start as *mut _, self.size + PAGE) };
        if let Err(error) = unmapped {
            tracing::error!(%error, "unmapping a fiber stack failed");
        }
    }
}

struct PooledStack {
    stack: Option<Stack>,
    free: Arc<Mutex<Vec<Stack>>>,
}

impl Drop for PooledStack {
    fn drop(&mut self) {
        let Some(stack) = self.stack.take() else { return };
        if stack.trim().is_err() {
            return;
        }
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        if free.len() < KEEP {
            free.push(stack);
        }
    }
}

// SAFETY: the range is mapped and accessible for as long as this lives, page aligned, with an inaccessible page below.
unsafe impl StackMemory for PooledStack {
    fn top(&self) -> *mut u8 {
        self.range().end as *mut u8
    }

    fn range(&self) -> Range<usize> {
        self.stack.as_ref().map_or(0..0, Stack::usable)
    }

    fn guard_range(&self) -> Range<*mut u8> {
        let start = self.stack.as_ref().map_or(0, |stack| stack.start);
        start as *mut u8..(start + PAGE) as *mut u8
    }
}

// SAFETY: see `StackMemory` above. A stack that is used again holds old frames of other requests: only host code and
// compiled code that writes before it reads run there, and a guest has no way to read a stack.
unsafe impl StackCreator for StackPool {
    fn new_stack(&self, size: usize, _zeroed: bool) -> wasmtime::Result<Box<dyn StackMemory>> {
        let size = size.next_multiple_of(PAGE);
        let kept = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop().filter(|stack| stack.size == size);
        let stack = match kept {
            Some(stack) => stack,
            None => Stack::map(size)?,
        };
        Ok(Box::new(PooledStack { stack: Some(stack), free: Arc::clone(&self.free) }))
    }
}
