//! Which pages of a memory are no longer shared with its snapshot, and what becomes of them.
#![allow(unsafe_code)]

use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::fd::AsRawFd;
use std::sync::Arc;

use super::scanning::Scanning;
use super::slot::Slot;
pub use super::snapshot::Snapshot;
use super::snapshot::SnapshotWriter;

/// How changed pages are found.
pub enum DirtyPages {
    /// By the PAGEMAP_SCAN ioctl on this file (Linux 6.7 and newer), as long as that is on.
    Scan(File, Arc<Scanning>),
    /// Not at all: every private page is dropped.
    Unknown,
}

pub(super) const PAGE: usize = 4096;

/// `struct pm_scan_arg` of linux/fs.h.
#[repr(C)]
#[derive(Default)]
struct ScanArgument {
    size: u64,
    flags: u64,
    start: u64,
    end: u64,
    walk_end: u64,
    vec: u64,
    vec_len: u64,
    max_pages: u64,
    category_inverted: u64,
    category_mask: u64,
    category_anyof_mask: u64,
    return_mask: u64,
}

/// `struct page_region` of linux/fs.h.
#[repr(C)]
#[derive(Clone, Copy, Default)]
struct Region {
    start: u64,
    end: u64,
    categories: u64,
}

const PAGE_IS_FILE: u64 = 1 << 2;
const PAGE_IS_PRESENT: u64 = 1 << 3;
const PAGE_IS_SWAPPED: u64 = 1 << 4;
const PAGE_IS_PFNZERO: u64 = 1 << 5;
/// `_IOWR('f', 16, struct pm_scan_arg)`
const PAGEMAP_SCAN: libc::Ioctl = 0xC060_6610u32 as libc::Ioctl;
const REGIONS: usize = 128;

impl DirtyPages {
    /// The best way that this kernel has.
    pub fn detect(scanning: Arc<Scanning>) -> Self {
        let Ok(file) = File::open("/proc/self/pagemap") else { return Self::without_scan("no /proc/self/pagemap") };
        let probe = vec![1u8; PAGE];
        let start = (probe.as_ptr() as usize) & !(PAGE - 1);
        let mut regions = [Region::default(); REGIONS];
        match scan(&file, start as u64, (start + PAGE) as u64, &mut regions) {
            Ok(_) => Self::Scan(file, scanning),
            Err(error) => Self::without_scan(&error.to_string()),
        }
    }

    fn without_scan(why: &str) -> Self {
        tracing::info!(
            why,
            "this kernel cannot scan for changed pages; memories are reset by dropping them, which is slower"
        );
        Self::Unknown
    }

    /// None: there is no scan, or none now.
    fn pagemap(&self) -> Option<&File> {
        match self {
            Self::Scan(file, scanning) if scanning.is_on() => Some(file),
            _ => None,
        }
    }

    /// Makes the slot's snapshot part as it was, if that takes copying no more than `most` bytes. False: nothing is certain;
    /// the caller has to drop the pages. `faults`: whether the slot's last user may have caused page faults. If it has
    /// not, it has no private pages but those that the last scan found.
    pub fn restore(&self, slot: &mut Slot, snapshot: &Snapshot, most: usize, faults: bool) -> bool {
        if self.pagemap().is_none() {
            slot.private.forget();
            return false;
        }
        if faults || !slot.private.is_known() {
            let mut private = std::mem::take(&mut slot.private);
            let found = self.find_private(slot, &mut private, most);
            slot.private = private;
            if !found {
                slot.private.forget();
                return false;
            }
        }
        for range in slot.private.ranges() {
            copy_back(slot, snapshot, range.start, range.end);
        }
        true
    }

    /// What the first `size` bytes of the slot hold, as a snapshot of its own. Nothing may be using the slot any more.
    pub fn capture(&self, slot: &Slot, snapshot: &Snapshot, size: usize) -> io::Result<Snapshot> {
        let initial = slot.initial();
        let mut changed = PrivatePages::default();
        if !self.find_private(slot, &mut changed, usize::MAX) {
            changed.begin();
            changed.add(0..initial);
        }
        if initial < size {
            changed.add(initial..size);
        }
        // SAFETY: `size` bytes of the slot are mapped and readable, and nobody writes to them any more.
        let held = unsafe { std::slice::from_raw_parts(slot.start(), size) };
        let mut taken = SnapshotWriter::new(size)?;
        let content = snapshot.content();
        let mut at = 0;
        for range in changed.ranges() {
            taken.write_shared(at, piece(content, at..range.start))?;
            taken.write_own(range.start, piece(held, range.clone()))?;
            at = range.end;
        }
        taken.write_shared(at, piece(content, at..content.len()))?;
        taken.finish()
    }

    /// Unmaps, between `addresses`, what is not private to the memory there. Nothing may be using it meanwhile.
    pub fn drop_shared(&self, addresses: &Range<usize>) {
        let Some(file) = self.pagemap() else { return };
        let mut regions = [Region::default(); REGIONS];
        let mut at = addresses.start;
        let mut kept_until = addresses.start;
        while at < addresses.end {
            let Ok((count, walked)) = scan(file, at as u64, addresses.end as u64, &mut regions) else { return };
            for region in regions.iter().take(count) {
                drop_pages(kept_until..region.start as usize);
                kept_until = region.end as usize;
            }
            if walked as usize <= at {
                return;
            }
            at = walked as usize;
        }
        drop_pages(kept_until..addresses.end);
    }

    fn find_private(&self, slot: &Slot, private: &mut PrivatePages, most: usize) -> bool {
        let Some(file) = self.pagemap() else { return false };
        let mut regions = [Region::default(); REGIONS];
        let start = slot.start() as u64;
        let end = start + slot.initial() as u64;
        let mut at = start;
        private.begin();
        while at < end {
            let Ok((count, walked)) = scan(file, at, end, &mut regions) else { return false };
            for region in regions.iter().take(count) {
                private.add((region.start - start) as usize..(region.end - start) as usize);
            }
            if walked <= at || private.bytes > most {
                return false;
            }
            at = walked;
        }
        true
    }
}

/// Pages of a slot that are no longer shared with the snapshot, as byte ranges from the slot's start.
#[derive(Default)]
pub struct PrivatePages {
    known: bool,
    bytes: usize,
    ranges: Vec<Range<usize>>,
}

impl PrivatePages {
    /// Whether the ranges are all there are.
    fn is_known(&self) -> bool {
        self.known
    }

    /// Bytes of all of them.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Nothing is known any more.
    pub fn forget(&mut self) {
        self.known = false;
        self.bytes = 0;
        self.ranges.clear();
    }

    fn begin(&mut self) {
        self.forget();
        self.known = true;
    }

    fn add(&mut self, range: Range<usize>) {
        self.bytes += range.len();
        match self.ranges.last_mut() {
            Some(last) if last.end == range.start => last.end = range.end,
            _ => self.ranges.push(range),
        }
    }

    fn ranges(&self) -> impl Iterator<Item = &Range<usize>> {
        self.ranges.iter()
    }
}

/// The bytes of `content` in `range`, as far as there are any.
fn piece(content: &[u8], range: Range<usize>) -> &[u8] {
    let end = range.end.min(content.len());
    content.get(range.start..end).unwrap_or_default()
}

/// Regions of pages between `start` and `end` that are private to the process, in memory or swapped out, and up to where
/// was looked.
fn scan(pagemap: &File, start: u64, end: u64, regions: &mut [Region; REGIONS]) -> io::Result<(usize, u64)> {
    let mut argument = ScanArgument {
        size: size_of::<ScanArgument>() as u64,
        start,
        end,
        vec: regions.as_mut_ptr() as u64,
        vec_len: REGIONS as u64,
        // A page of the snapshot itself is a file's page; the shared zero page was never written to.
        category_inverted: PAGE_IS_FILE | PAGE_IS_PFNZERO,
        category_mask: PAGE_IS_FILE | PAGE_IS_PFNZERO,
        // A page that was swapped out is not present, but as changed as it was.
        category_anyof_mask: PAGE_IS_PRESENT | PAGE_IS_SWAPPED,
        ..ScanArgument::default()
    };
    // SAFETY: the argument has the layout the kernel expects and `vec` points to `vec_len` regions that live through the call.
    let count = unsafe { libc::ioctl(pagemap.as_raw_fd(), PAGEMAP_SCAN, &raw mut argument) };
    if count < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok((count as usize, argument.walk_end))
}

/// Unmaps pages of a memory's private mapping of the snapshot.
fn drop_pages(range: Range<usize>) {
    if range.is_empty() {
        return;
    }
    // SAFETY: the range lies in a private mapping of the snapshot that the caller has to itself, and the scan found no
    // private page in it: what is read there next comes from the file again, the same bytes.
    let dropped = unsafe { rustix::mm::madvise(range.start as *mut _, range.len(), rustix::mm::Advice::LinuxDontNeed) };
    if let Err(error) = dropped {
        tracing::debug!(%error, "letting go of shared pages failed");
    }
}

/// Page faults of this thread so far. Whatever makes a page private, writes of the kernel included, is one.
pub fn thread_faults() -> u64 {
    let mut usage = std::mem::MaybeUninit::<libc::rusage>::zeroed();
    // SAFETY: the pointer is valid for a write of the struct, which is plain data; zeros are a valid value of it, should
    // the call fail.
    let usage = unsafe {
        libc::getrusage(libc::RUSAGE_THREAD, usage.as_mut_ptr());
        usage.assume_init()
    };
    (usage.ru_minflt as u64).wrapping_add(usage.ru_majflt as u64)
}

/// Copies bytes `from..to` of the snapshot to the slot; behind the snapshot's content there are zeros.
fn copy_back(slot: &Slot, snapshot: &Snapshot, from: usize, to: usize) {
    let content = snapshot.content();
    let content_end = to.min(content.len());
    // SAFETY: the slot's range lies inside its mapping (`to` is at most its initial size), is writable, and no instance uses
    // the slot any more. The snapshot's lies inside its content, which is elsewhere.
    unsafe {
        if from < content_end {
            let source = content.as_ptr().add(from);
            std::ptr::copy_nonoverlapping(source, slot.start().add(from), content_end - from);
        }
        let zeros = from.max(content_end);
        if zeros < to {
            std::ptr::write_bytes(slot.start().add(zeros), 0, to - zeros);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slot_content(slot: &Slot) -> Vec<u8> {
        // SAFETY: the slot's initial part is mapped and readable.
        unsafe { std::slice::from_raw_parts(slot.start(), slot.initial()).to_vec() }
    }

    fn write(slot: &Slot, at: usize, value: u8) {
        assert!(at < slot.initial());
        // SAFETY: `at` lies in the slot's writable part.
        unsafe { slot.start().add(at).write_volatile(value) };
    }

    /// Odd pages are written: many more regions than one scan reports.
    #[test]
    fn a_memory_is_as_new_whatever_was_written() {
        let content: Vec<u8> = (0..64 * PAGE).map(|i| (i / 7) as u8).collect();
        let snapshot = Snapshot::new(&content).unwrap();
        let mut expected = content.clone();
        expected.resize(1024 * PAGE, 0);
        let mut slot = Slot::map(&snapshot, expected.len(), 4 << 30, 32 << 20).unwrap();
        let dirty = DirtyPages::detect(Scanning::as_machine_is());
        for round in 1..4u8 {
            for page in (1..1024).step_by(2) {
                write(&slot, page * PAGE + usize::from(round), round.wrapping_mul(77));
            }
            if dirty.restore(&mut slot, &snapshot, usize::MAX, true) {
                assert!(slot_content(&slot) == expected, "round {round} left something behind");
            }
        }
    }

    #[test]
    fn a_dropped_memory_is_as_new() {
        let snapshot = Snapshot::new(&[5; 2 * PAGE]).unwrap();
        let mut slot = Slot::map(&snapshot, 4 * PAGE, 4 << 30, 32 << 20).unwrap();
        write(&slot, 10, 1);
        write(&slot, 3 * PAGE, 1);
        slot.grow(6 * PAGE).unwrap();
        slot.renew().unwrap();
        assert_eq!(slot_content(&slot), [vec![5; 2 * PAGE], vec![0; 2 * PAGE]].concat());
    }

    #[test]
    fn too_many_changes_are_left_to_the_caller() {
        let snapshot = Snapshot::new(&[5; 8 * PAGE]).unwrap();
        let mut slot = Slot::map(&snapshot, 8 * PAGE, 4 << 30, 32 << 20).unwrap();
        (0..8).for_each(|page| write(&slot, page * PAGE, 1));
        assert!(!DirtyPages::detect(Scanning::as_machine_is()).restore(&mut slot, &snapshot, 4 * PAGE, true));
    }

    #[test]
    fn a_memory_that_lets_go_of_shared_pages_keeps_its_own() {
        let content: Vec<u8> = (0..300 * PAGE).map(|i| (i / 5) as u8).collect();
        let snapshot = Snapshot::new(&content).unwrap();
        let slot = Slot::map(&snapshot, content.len(), 4 << 30, 32 << 20).unwrap();
        let mut expected = content.clone();
        for page in (0..300).step_by(2) {
            write(&slot, page * PAGE + 5, 200);
            expected[page * PAGE + 5] = 200;
        }
        let start = slot.start() as usize;
        DirtyPages::detect(Scanning::as_machine_is()).drop_shared(&(start..start + slot.initial()));
        assert!(slot_content(&slot) == expected);
    }

    /// The kernel counts every page that becomes private as a fault of the thread that wrote to it: what the count leaves
    /// out would leak.
    #[test]
    fn without_faults_only_known_pages_have_changed() {
        let content = vec![3; 512 * PAGE];
        let snapshot = Snapshot::new(&content).unwrap();
        let mut slot = Slot::map(&snapshot, content.len(), 4 << 30, 32 << 20).unwrap();
        let dirty = DirtyPages::detect(Scanning::as_machine_is());
        let mut random = 12345u32;
        for round in 0..300u32 {
            let before = thread_faults();
            for _ in 0..20 {
                random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                // A few pages again and again, now and then a new one.
                let page = if random >> 24 == 0 { (random >> 8) as usize % 512 } else { (random >> 8) as usize % 8 };
                write(&slot, page * PAGE + 17, round as u8);
            }
            let faults = thread_faults() != before;
            if dirty.restore(&mut slot, &snapshot, usize::MAX, faults) {
                assert!(slot_content(&slot) == content, "round {round} left something behind (faults: {faults})");
            } else {
                slot.renew().unwrap();
            }
        }
    }
}
