//! A content that memories begin with, and the memories that map it: those in use, and those that are ready.

use std::io;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::pages::{DirtyPages, Snapshot};
use super::slot::Slot;

/// A memory with more changed pages than this gives them back to the system instead of having them copied.
const KEEP_BYTES: usize = 32 << 20;
/// After so many requests a memory drops all its private pages: what only one of them touched is not copied for ever.
const REFRESH_AFTER: u32 = 512;
const SHARDS: usize = 8;
/// With more memories in use than this, those that wait let go of what they share.
const MANY: usize = 64;
const VERY_MANY: usize = 512;

/// How many memories of an image stay ready when they are not in use.
pub(super) struct Keeping {
    /// With their pages resident, per shard.
    pub warm_per_shard: usize,
    /// Others are kept as address space.
    pub cold: bool,
    /// The private pages of all that stay ready.
    pub pages: Arc<KeptPages>,
}

/// Bytes of private pages that memories have kept, of one image or of several.
pub(super) struct KeptPages {
    bytes: AtomicUsize,
    most: usize,
}

impl KeptPages {
    pub fn at_most(most: usize) -> Arc<Self> {
        Arc::new(Self { bytes: AtomicUsize::new(0), most })
    }

    #[cfg(test)]
    pub fn bytes(&self) -> usize {
        self.bytes.load(Ordering::Relaxed)
    }
}

/// See the module.
pub struct MemoryImage {
    snapshot: Snapshot,
    dirty: Arc<DirtyPages>,
    keeping: Keeping,
    /// Slots that are ready, by the thread that used them last: their pages are in that core's cache.
    shards: [Mutex<Free>; SHARDS],
    slots: AtomicUsize,
    in_use: AtomicUsize,
}

impl std::fmt::Debug for MemoryImage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MemoryImage").field("initial", &self.initial()).finish_non_exhaustive()
    }
}

#[derive(Default)]
struct Free {
    warm: Vec<Slot>,
    cold: Vec<Slot>,
}

fn shard_of_this_thread() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    thread_local! {
        static SHARD: usize = NEXT.fetch_add(1, Ordering::Relaxed) % SHARDS;
    }
    SHARD.with(|shard| *shard)
}

impl MemoryImage {
    pub(super) fn new(snapshot: Snapshot, dirty: Arc<DirtyPages>, keeping: Keeping) -> Self {
        Self {
            snapshot,
            dirty,
            keeping,
            shards: Default::default(),
            slots: AtomicUsize::new(0),
            in_use: AtomicUsize::new(0),
        }
    }

    /// Bytes that a memory begins with, at least.
    pub fn initial(&self) -> usize {
        self.snapshot.initial()
    }

    /// Bytes that it takes up, besides those of its memories.
    pub fn bytes(&self) -> usize {
        self.snapshot.bytes()
    }

    /// Bytes of it that are not those of the image that it was made from.
    pub fn own_bytes(&self) -> usize {
        self.snapshot.own_bytes()
    }

    /// A slot in which nothing has run since it began as the image, of at least `minimum` bytes.
    pub(super) fn take(&self, minimum: usize, reserved: usize, guard: usize) -> Result<Slot, String> {
        let slot = match self.take_free() {
            Some(slot) => slot,
            None => {
                let count = self.slots.fetch_add(1, Ordering::Relaxed) + 1;
                Slot::map(&self.snapshot, minimum.max(self.initial()), reserved, guard).map_err(|error| {
                    self.slots.fetch_sub(1, Ordering::Relaxed);
                    format!("mapping sandbox memory number {count} failed: {error}; raise vm.max_map_count or lower --concurrency")
                })?
            }
        };
        self.in_use.fetch_add(1, Ordering::Relaxed);
        Ok(slot)
    }

    fn take_free(&self) -> Option<Slot> {
        let own = shard_of_this_thread();
        let orders = [own..SHARDS, 0..own];
        let shards = || orders.iter().cloned().flatten().filter_map(|index| self.shards.get(index));
        for shard in shards() {
            if let Some(slot) = shard.lock().unwrap_or_else(PoisonError::into_inner).warm.pop() {
                return Some(slot);
            }
        }
        shards().find_map(|shard| shard.lock().unwrap_or_else(PoisonError::into_inner).cold.pop())
    }

    /// Whether very many memories are in use.
    pub(super) fn is_crowded(&self) -> bool {
        self.in_use.load(Ordering::Relaxed) > VERY_MANY
    }

    /// Lets go of pages that the memory at `addresses` shares with the snapshot, if many memories are in use: each counts
    /// what it has read as resident. They are there again when they are read again.
    pub(super) fn rest(&self, addresses: &Range<usize>) {
        if self.in_use.load(Ordering::Relaxed) > MANY {
            self.dirty.drop_shared(addresses);
        }
    }

    /// What the first `size` bytes of a slot hold, whose user has come to its end.
    pub(super) fn capture(&self, slot: &Slot, size: usize) -> io::Result<Snapshot> {
        self.dirty.capture(slot, &self.snapshot, size)
    }

    /// Whether there is room for the pages that the slot has made private; counts them.
    fn may_keep(&self, slot: &mut Slot) -> bool {
        let pages = &self.keeping.pages;
        let before = std::mem::replace(&mut slot.kept, slot.private.bytes());
        let others = pages.bytes.fetch_sub(before, Ordering::Relaxed) - before;
        pages.bytes.fetch_add(slot.kept, Ordering::Relaxed);
        others + slot.kept <= pages.most
    }

    /// The slot keeps no private pages any more.
    fn uncount(&self, slot: &mut Slot) {
        self.keeping.pages.bytes.fetch_sub(std::mem::take(&mut slot.kept), Ordering::Relaxed);
    }

    /// Makes a slot whose user has come to its end ready for another. `faults`: whether that may have caused page faults.
    pub(super) fn give_back(&self, mut slot: Slot, faults: bool) {
        self.in_use.fetch_sub(1, Ordering::Relaxed);
        let Some(shard) = self.shards.get(shard_of_this_thread()) else { return };
        let room = shard.lock().unwrap_or_else(PoisonError::into_inner).warm.len() < self.keeping.warm_per_shard;
        slot.uses += 1;
        let refresh = slot.uses.is_multiple_of(REFRESH_AFTER);
        let kept = room
            && !refresh
            && self.dirty.restore(&mut slot, &self.snapshot, KEEP_BYTES, faults)
            && self.may_keep(&mut slot);
        if !kept {
            self.uncount(&mut slot);
        }
        if !room && !self.keeping.cold {
            self.slots.fetch_sub(1, Ordering::Relaxed);
            return;
        }
        let ready = if kept { slot.shrink() } else { slot.renew() };
        if let Err(error) = ready {
            // The slot's content is not certain: it is unmapped, never handed out again.
            tracing::error!(%error, "a memory could not be reset and is given up");
            self.uncount(&mut slot);
            self.slots.fetch_sub(1, Ordering::Relaxed);
            return;
        }
        let mut free = shard.lock().unwrap_or_else(PoisonError::into_inner);
        if kept || (room && refresh) || !self.keeping.cold {
            free.warm.push(slot);
        } else {
            free.cold.push(slot);
        }
    }
}

impl Drop for MemoryImage {
    fn drop(&mut self) {
        let mut kept = 0;
        for shard in &mut self.shards {
            let free = shard.get_mut().unwrap_or_else(PoisonError::into_inner);
            kept += free.warm.iter().chain(&free.cold).map(|slot| slot.kept).sum::<usize>();
        }
        self.keeping.pages.bytes.fetch_sub(kept, Ordering::Relaxed);
    }
}
