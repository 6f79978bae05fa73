//! Linear memories for the Python runtime, born with the snapshot's content and made so again after each request.
//!
//! The snapshot is a memfd that every memory maps copy-on-write. A memory that comes back is scanned for pages it no
//! longer shares with the snapshot, and those are copied back from it: a page fault later would cost ten times as much.
//! What a request left behind is thereby gone before the next one gets the memory.

mod faults;
mod pages;
mod slot;

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use wasmtime::{LinearMemory, MemoryCreator, MemoryType};

use faults::FaultCount;
pub use faults::FaultMeter;
use pages::DirtyPages;
pub use pages::Snapshot;
use slot::Slot;

/// Memories kept with their pages resident, per shard; others are kept as address space only.
const WARM_PER_SHARD: usize = 64;
/// A memory with more changed pages than this gives them back to the system instead of having them copied.
const KEEP_BYTES: usize = 32 << 20;
/// And so does one that comes back when all that are ready have this much of their own together.
const KEEP_TOTAL: usize = 1 << 30;
/// After so many requests a memory drops all its private pages: what only one of them touched is not copied for ever.
const REFRESH_AFTER: u32 = 512;
const SHARDS: usize = 8;
/// With more memories in use than this, those that wait let go of what they share.
const MANY: usize = 64;
const VERY_MANY: usize = 512;

/// Makes memories; given to wasmtime as the engine's memory creator.
pub struct MemoryPool {
    shared: Arc<Shared>,
}

pub struct Shared {
    snapshot: Snapshot,
    dirty: DirtyPages,
    /// Slots that are ready, by the thread that used them last: their pages are in that core's cache.
    shards: [Mutex<Free>; SHARDS],
    slots: AtomicUsize,
    in_use: AtomicUsize,
    /// Bytes of private pages that slots have kept.
    kept: AtomicUsize,
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

impl MemoryPool {
    /// A pool of memories that begin as `snapshot`.
    pub fn new(snapshot: Snapshot) -> Self {
        let dirty = DirtyPages::detect();
        Self {
            shared: Arc::new(Shared {
                snapshot,
                dirty,
                shards: Default::default(),
                slots: AtomicUsize::new(0),
                in_use: AtomicUsize::new(0),
                kept: AtomicUsize::new(0),
            }),
        }
    }
}

impl Shared {
    fn take(&self) -> Option<Slot> {
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
    fn is_crowded(&self) -> bool {
        self.in_use.load(Ordering::Relaxed) > VERY_MANY
    }

    /// Lets go of pages that the memory at `addresses` shares with the snapshot, if many memories are in use: each counts
    /// what it has read as resident. They are there again when they are read again.
    fn rest(&self, addresses: &Range<usize>) {
        if self.in_use.load(Ordering::Relaxed) > MANY {
            self.dirty.drop_shared(addresses);
        }
    }

    /// Whether there is room for the pages that the slot has made private; counts them.
    fn may_keep(&self, slot: &mut Slot) -> bool {
        let before = std::mem::replace(&mut slot.kept, slot.private.bytes());
        let others = self.kept.fetch_sub(before, Ordering::Relaxed) - before;
        self.kept.fetch_add(slot.kept, Ordering::Relaxed);
        others + slot.kept <= KEEP_TOTAL
    }

    fn give_back(&self, mut slot: Slot, faults: bool) {
        let Some(shard) = self.shards.get(shard_of_this_thread()) else { return };
        let room = shard.lock().unwrap_or_else(PoisonError::into_inner).warm.len() < WARM_PER_SHARD;
        slot.uses += 1;
        let refresh = slot.uses.is_multiple_of(REFRESH_AFTER);
        let kept = room
            && !refresh
            && self.dirty.restore(&mut slot, &self.snapshot, KEEP_BYTES, faults)
            && self.may_keep(&mut slot);
        let ready = if kept {
            slot.shrink()
        } else {
            self.kept.fetch_sub(std::mem::take(&mut slot.kept), Ordering::Relaxed);
            slot.renew()
        };
        if let Err(error) = ready {
            // The slot's content is not certain: it is unmapped, never handed out again.
            tracing::error!(%error, "a memory could not be reset and is given up");
            self.slots.fetch_sub(1, Ordering::Relaxed);
            return;
        }
        let mut free = shard.lock().unwrap_or_else(PoisonError::into_inner);
        if kept || (room && refresh) {
            free.warm.push(slot);
        } else {
            free.cold.push(slot);
        }
    }
}

/// One memory in use. Dropping it resets it.
struct PooledMemory {
    slot: Option<Slot>,
    size: usize,
    shared: Arc<Shared>,
    faults: FaultCount,
}

impl Drop for PooledMemory {
    fn drop(&mut self) {
        if let Some(slot) = self.slot.take() {
            self.faults.set_memory(None);
            self.shared.in_use.fetch_sub(1, Ordering::Relaxed);
            self.shared.give_back(slot, self.faults.any());
        }
    }
}

#[allow(unsafe_code)]
// SAFETY: the memory stays mapped at one address for as long as this lives; `size` bytes of it are accessible and all
// of the reservation and guard behind them are not (see `Slot`).
unsafe impl LinearMemory for PooledMemory {
    fn byte_size(&self) -> usize {
        self.size
    }

    fn byte_capacity(&self) -> usize {
        self.slot.as_ref().map_or(0, Slot::reserved)
    }

    fn grow_to(&mut self, new_size: usize) -> wasmtime::Result<()> {
        if let Some(slot) = self.slot.as_mut() {
            slot.grow(new_size)?;
            self.size = new_size;
        }
        Ok(())
    }

    fn as_ptr(&self) -> *mut u8 {
        self.slot.as_ref().map_or(std::ptr::null_mut(), Slot::start)
    }
}

#[allow(unsafe_code)]
// SAFETY: memories are zero filled but for the snapshot's content, which the component's data segments would have put
// there (they were taken out of it at build time), and keep the reservation and guard that were asked for.
unsafe impl MemoryCreator for MemoryPool {
    fn new_memory(
        &self,
        _type: MemoryType,
        minimum: usize,
        _maximum: Option<usize>,
        reserved: Option<usize>,
        guard: usize,
    ) -> Result<Box<dyn LinearMemory>, String> {
        let shared = &self.shared;
        if minimum < shared.snapshot.size() {
            return Err("the component's memory is smaller than its snapshot: build both anew".into());
        }
        let reserved = reserved.ok_or("the engine must reserve memories at a fixed place")?;
        let slot = match shared.take() {
            Some(slot) => slot,
            None => {
                let count = shared.slots.fetch_add(1, Ordering::Relaxed) + 1;
                Slot::map(&shared.snapshot, minimum, reserved, guard).map_err(|error| {
                    shared.slots.fetch_sub(1, Ordering::Relaxed);
                    format!("mapping sandbox memory number {count} failed: {error}; raise vm.max_map_count or lower --concurrency")
                })?
            }
        };
        let faults = FaultCount::of_this_poll();
        let start = slot.start() as usize;
        faults.set_memory(Some((start..start + slot.initial(), Arc::clone(shared))));
        shared.in_use.fetch_add(1, Ordering::Relaxed);
        Ok(Box::new(PooledMemory { size: minimum, slot: Some(slot), shared: Arc::clone(shared), faults }))
    }
}
