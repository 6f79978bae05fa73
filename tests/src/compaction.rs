//! The kernel, made to move pages about: what it does by itself when memory is short.
//!
//! Without swap there is nowhere that a changed page could go but to another place in memory. While it is on its way there,
//! the kernel's tables have neither the page nor nothing, but a mark; who takes the mark for nothing misses the page.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;

use anyhow::{Result, anyhow};

use crate::eventually::eventually;

const COMPACT: &str = "/proc/sys/vm/compact_memory";

/// Compaction of all memory, again and again. It ends when this is dropped.
pub struct Compaction {
    stop: Arc<AtomicBool>,
    rounds: Arc<AtomicUsize>,
    thread: Option<JoinHandle<()>>,
}

impl Compaction {
    /// Begin. None where this process may not, which it says.
    pub fn start() -> Option<Self> {
        let file = OpenOptions::new().write(true).open(COMPACT);
        let file = file.inspect_err(|error| {
            eprintln!("NOT UNDER MEMORY PRESSURE: opening {COMPACT} failed ({error}); run the tests as root for that");
        });
        let (stop, rounds) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let (stopping, counting) = (Arc::clone(&stop), Arc::clone(&rounds));
        let thread = file.ok().map(|file| std::thread::spawn(move || compact(&file, &stopping, &counting)))?;
        Some(Self { stop, rounds, thread: Some(thread) })
    }

    /// End. An error if it was never done.
    pub fn finish(mut self) -> Result<()> {
        eventually("a round of compaction", || Ok((self.rounds.load(Ordering::Relaxed) > 0).then_some(())))?;
        self.stop.store(true, Ordering::Relaxed);
        let thread = self.thread.take();
        thread.map_or(Ok(()), |thread| thread.join().map_err(|_| anyhow!("compaction failed")))
    }
}

impl Drop for Compaction {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

fn compact(mut file: &File, stop: &AtomicBool, rounds: &AtomicUsize) {
    while !stop.load(Ordering::Relaxed) {
        if file.write_all(b"1").is_err() {
            return;
        }
        rounds.fetch_add(1, Ordering::Relaxed);
    }
}
