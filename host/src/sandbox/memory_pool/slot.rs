//! One memory's address space: snapshot mapped copy-on-write, room to grow, guard.
#![allow(unsafe_code)]

use std::io;
use std::os::fd::AsFd;

use rustix::mm::{Advice, MapFlags, MprotectFlags, ProtFlags};

use super::pages::{PrivatePages, Snapshot};

/// Addresses `start .. start + initial` map the snapshot privately, up to `accessible` is anonymous memory that was
/// grown into, and the rest, guard included, is inaccessible.
pub struct Slot {
    start: usize,
    initial: usize,
    accessible: usize,
    reserved: usize,
    mapped: usize,
    /// Requests served.
    pub uses: u32,
    /// What the last scan found.
    pub private: PrivatePages,
    /// Bytes of it that count as kept by the pool.
    pub kept: usize,
}

impl Slot {
    /// Maps a new one of `initial` bytes; `reserved` and `guard` bytes of addresses are kept for it.
    pub fn map(snapshot: &Snapshot, initial: usize, reserved: usize, guard: usize) -> io::Result<Self> {
        let mapped = reserved + guard;
        // SAFETY: a new mapping at an address of the kernel's choice touches nothing that exists.
        let start = unsafe {
            rustix::mm::mmap_anonymous(
                std::ptr::null_mut(),
                mapped,
                ProtFlags::empty(),
                MapFlags::PRIVATE | MapFlags::NORESERVE,
            )
        }? as usize;
        let slot = Self {
            start,
            initial,
            accessible: initial,
            reserved,
            mapped,
            uses: 0,
            private: PrivatePages::default(),
            kept: 0,
        };
        slot.map_initial(snapshot)?;
        Ok(slot)
    }

    fn map_initial(&self, snapshot: &Snapshot) -> io::Result<()> {
        snapshot.extend_to(self.initial)?;
        // SAFETY: the range lies inside this slot's own reservation, which nobody else uses.
        unsafe {
            rustix::mm::mmap(
                self.start().cast(),
                self.initial,
                ProtFlags::READ | ProtFlags::WRITE,
                MapFlags::PRIVATE | MapFlags::FIXED | MapFlags::NORESERVE,
                snapshot.file().as_fd(),
                0,
            )
        }?;
        // Huge pages would make pages private that nobody wrote to. A kernel without them refuses: as well.
        // SAFETY: advice about the mapping that was just made.
        let _ = unsafe { rustix::mm::madvise(self.start().cast(), self.initial, Advice::LinuxNoHugepage) };
        Ok(())
    }

    /// The first byte.
    pub fn start(&self) -> *mut u8 {
        self.start as *mut u8
    }
}

impl Slot {
    /// Bytes of addresses that memory can grow into.
    pub fn reserved(&self) -> usize {
        self.reserved
    }

    /// Bytes that map the snapshot.
    pub fn initial(&self) -> usize {
        self.initial
    }

    /// Makes the first `size` bytes accessible.
    pub fn grow(&mut self, size: usize) -> io::Result<()> {
        if size > self.reserved {
            return Err(io::Error::from(io::ErrorKind::OutOfMemory));
        }
        if size > self.accessible {
            let from = self.start + self.accessible;
            // SAFETY: the range lies inside this slot's reservation.
            unsafe {
                rustix::mm::mprotect(from as *mut _, size - self.accessible, MprotectFlags::READ | MprotectFlags::WRITE)
            }?;
            self.accessible = size;
        }
        Ok(())
    }

    /// Takes back what was grown into: its pages are dropped and its addresses inaccessible again.
    pub fn shrink(&mut self) -> io::Result<()> {
        if self.accessible > self.initial {
            let from = (self.start + self.initial) as *mut _;
            let length = self.accessible - self.initial;
            // SAFETY: the range lies inside this slot's reservation, and no instance uses the slot any more.
            unsafe {
                rustix::mm::madvise(from, length, Advice::LinuxDontNeed)?;
                rustix::mm::mprotect(from, length, MprotectFlags::empty())?;
            }
            self.accessible = self.initial;
        }
        Ok(())
    }

    /// Drops every private page: all is as the snapshot has it.
    pub fn renew(&mut self) -> io::Result<()> {
        self.private.forget();
        // SAFETY: the range is this slot's private mapping of the snapshot, and no instance uses the slot any more.
        // Dropped pages of a private file mapping are read from the file again.
        unsafe { rustix::mm::madvise(self.start().cast(), self.initial, Advice::LinuxDontNeed) }?;
        self.shrink()
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        // SAFETY: nobody holds the address any more; the whole reservation was mapped by `map`.
        let unmapped = unsafe { rustix::mm::munmap(self.start().cast(), self.mapped) };
        if let Err(error) = unmapped {
            tracing::error!(%error, "unmapping a sandbox memory failed");
        }
    }
}
