//! Linear memories for the Python runtime, born with an image's content and made so again after each request.
//!
//! An image is a memfd that its memories map copy-on-write: the snapshot that the runtime's build took, or one of an
//! application that was prepared. A memory that comes back is scanned for pages it no longer shares with its image, and those
//! are copied back from it: a page fault later would cost ten times as much. What a request left behind is thereby gone
//! before the next one gets the memory.

mod capture;
mod faults;
mod image;
mod origin;
mod pages;
mod scanning;
mod slot;
mod snapshot;

use std::sync::Arc;

use wasmtime::{LinearMemory, MemoryCreator, MemoryType};

pub use capture::Capture;
use faults::FaultCount;
pub use faults::FaultMeter;
pub use image::MemoryImage;
use image::{Keeping, KeptPages};
pub use origin::Origin;
use pages::DirtyPages;
pub use pages::Snapshot;
use scanning::Scanning;
use slot::Slot;

use crate::policy::PagemapScan;

/// Memories of the runtime's own image that are kept with their pages resident, per shard; others as address space only.
const WARM_PER_SHARD: usize = 64;
/// A memory that comes back gives up its changed pages when all that are ready have this much of their own together.
const KEEP_TOTAL: usize = 1 << 30;
/// The same for an application's image. Others of its memories are unmapped.
const WARM_PER_SHARD_OF_APPLICATION: usize = 8;
/// And for all applications' images together.
const KEEP_TOTAL_OF_APPLICATIONS: usize = 512 << 20;

/// Makes memories; given to wasmtime as the engine's memory creator.
pub struct MemoryPool {
    base: Arc<MemoryImage>,
    dirty: Arc<DirtyPages>,
    scanning: Arc<Scanning>,
    kept_by_applications: Arc<KeptPages>,
}

impl MemoryPool {
    /// A pool of memories that begin as `snapshot`, where nothing else is said.
    pub fn new(snapshot: Snapshot) -> Self {
        let scanning = Scanning::as_machine_is();
        let dirty = Arc::new(DirtyPages::detect(Arc::clone(&scanning)));
        let pages = KeptPages::at_most(KEEP_TOTAL);
        let keeping = Keeping { warm_per_shard: WARM_PER_SHARD, cold: true, pages };
        Self {
            base: Arc::new(MemoryImage::new(snapshot, Arc::clone(&dirty), keeping)),
            dirty,
            scanning,
            kept_by_applications: KeptPages::at_most(KEEP_TOTAL_OF_APPLICATIONS),
        }
    }

    /// For a server, which stays: whether changed pages are scanned for, as `setting` says and as the machine swaps.
    pub fn scan_as(&self, setting: PagemapScan) -> std::io::Result<()> {
        self.scanning.follow(setting)
    }

    /// An application's image. It is gone when nothing holds it and none of its memories is in use.
    pub fn image(&self, snapshot: Snapshot) -> Arc<MemoryImage> {
        let pages = Arc::clone(&self.kept_by_applications);
        let keeping = Keeping { warm_per_shard: WARM_PER_SHARD_OF_APPLICATION, cold: false, pages };
        Arc::new(MemoryImage::new(snapshot, Arc::clone(&self.dirty), keeping))
    }
}

/// One memory in use. Dropping it resets it.
struct PooledMemory {
    slot: Option<Slot>,
    size: usize,
    image: Arc<MemoryImage>,
    capture: Option<Capture>,
    faults: FaultCount,
}

impl Drop for PooledMemory {
    fn drop(&mut self) {
        if let Some(slot) = self.slot.take() {
            self.faults.set_memory(None);
            if let Some(capture) = &self.capture {
                capture.fill(|| self.image.capture(&slot, self.size));
            }
            self.image.give_back(slot, self.faults.any());
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
// SAFETY: memories are zero filled but for the image's content. That of the runtime's own is what the component's data
// segments would have put there (they were taken out of it at build time), that of an application's is what an instance of
// the component left there; a memory that has grown is as one that begins larger. They keep the reservation and guard that
// were asked for.
unsafe impl MemoryCreator for MemoryPool {
    fn new_memory(
        &self,
        _type: MemoryType,
        minimum: usize,
        _maximum: Option<usize>,
        reserved: Option<usize>,
        guard: usize,
    ) -> Result<Box<dyn LinearMemory>, String> {
        let Origin { image, capture } = Origin::of_this_poll();
        let image = image.unwrap_or_else(|| Arc::clone(&self.base));
        if minimum < self.base.initial() {
            return Err("the component's memory is smaller than its snapshot: build both anew".into());
        }
        let reserved = reserved.ok_or("the engine must reserve memories at a fixed place")?;
        let slot = image.take(minimum, reserved, guard)?;
        let faults = FaultCount::of_this_poll();
        let start = slot.start() as usize;
        faults.set_memory(Some((start..start + slot.initial(), Arc::clone(&image))));
        Ok(Box::new(PooledMemory { size: slot.initial(), slot: Some(slot), image, capture, faults }))
    }
}

#[cfg(test)]
#[allow(unsafe_code)]
mod tests;
