//! Whether memories are reset by a scan for changed pages: not where the operator has it so, and not while the machine swaps.
//!
//! The scan asks for pages that were swapped out, but what the kernel says of pages that are elsewhere is the part of its
//! answer that fewest rely on. Without a scan all private pages are dropped, and nothing hangs on what was found.

use std::fs::File;
use std::io::{self, Read as _, Seek as _};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::thread;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::policy::PagemapScan;

/// The kernel's list of what it may swap to.
const SWAP_AREAS: &str = "/proc/swaps";
/// The kernel says when its list changes. What a container shows in the list's place does not.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// Whether to scan, for all that do.
#[derive(Debug)]
pub struct Scanning(AtomicBool);

impl Scanning {
    /// As the machine is now.
    pub fn as_machine_is() -> Arc<Self> {
        Self::by(Path::new(SWAP_AREAS))
    }

    fn by(list: &Path) -> Arc<Self> {
        let swaps = match SwapAreas::open(list) {
            Ok(mut areas) => areas.any(),
            Err(error) => may_swap(list, &error),
        };
        Arc::new(Self(AtomicBool::new(!swaps)))
    }

    /// Whether to scan now. A scan that has begun when this changes is as right as those before it: it asks for pages that
    /// were swapped out as well.
    pub fn is_on(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// For a server's time: as `setting` says, and where that leaves it open, as the machine is at any moment.
    pub fn follow(self: &Arc<Self>, setting: PagemapScan) -> io::Result<()> {
        if setting == PagemapScan::Off {
            self.0.store(false, Ordering::Relaxed);
            tracing::info!(
                "changed pages are not scanned for (server.pagemap-scan): memories are reset by dropping them"
            );
            return Ok(());
        }
        match SwapAreas::open(Path::new(SWAP_AREAS)) {
            Ok(areas) => {
                let scanning = Arc::downgrade(self);
                thread::Builder::new().name("swap".into()).spawn(move || watch(&scanning, areas))?;
            }
            Err(error) => self.0.store(!may_swap(Path::new(SWAP_AREAS), &error), Ordering::Relaxed),
        }
        if self.is_on() {
            tracing::info!("memories are reset by a scan for changed pages, as long as no swap is active");
        } else {
            tracing::warn!("swap is active: memories are reset by dropping them, which is slower");
        }
        Ok(())
    }

    fn look_at(&self, areas: &mut SwapAreas) {
        let scan = !areas.any();
        match (self.0.swap(scan, Ordering::Relaxed), scan) {
            (true, false) => {
                tracing::warn!(
                    "swap has become active: memories are reset by dropping them from now on, which is slower"
                );
            }
            (false, true) => tracing::info!("no swap is active any more: memories are reset by a scan again"),
            _ => {}
        }
    }
}

/// Looks whenever the list changes, as long as anybody scans.
fn watch(scanning: &Weak<Scanning>, mut areas: SwapAreas) {
    loop {
        areas.wait();
        let Some(scanning) = scanning.upgrade() else { return };
        scanning.look_at(&mut areas);
    }
}

/// Whether a machine may swap whose list of areas can not be opened. A kernel that can not has none.
fn may_swap(list: &Path, error: &io::Error) -> bool {
    let may = error.kind() != io::ErrorKind::NotFound;
    if may {
        tracing::warn!(%error, list = %list.display(), "whether the machine swaps is not known, and taken for granted");
    }
    may
}

/// The list: a line of headings and a line for each area.
struct SwapAreas(File);

impl SwapAreas {
    fn open(path: &Path) -> io::Result<Self> {
        File::open(path).map(Self)
    }

    /// Whether there are any, or may be.
    fn any(&mut self) -> bool {
        let mut list = String::new();
        let read = self.0.rewind().and_then(|()| self.0.read_to_string(&mut list));
        read.is_err() || list.lines().skip(1).any(|area| !area.trim().is_empty())
    }

    /// Until the list has changed, as far as that is said, or for a while.
    fn wait(&self) {
        let change = &mut [PollFd::new(&self.0, PollFlags::PRI | PollFlags::ERR)];
        let most = Timespec { tv_sec: LOOK_AGAIN.as_secs().cast_signed(), tv_nsec: LOOK_AGAIN.subsec_nanos().into() };
        if poll(change, Some(&most)).is_err() {
            thread::sleep(LOOK_AGAIN);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADINGS: &str = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n";
    const AREA: &str = "/swapfile                               file\t\t2097148\t\t0\t\t-2\n";

    /// A file with these lines.
    fn list(name: &str, lines: &str) -> std::path::PathBuf {
        let path = std::env::temp_dir().join(format!("airlock-swaps-{}-{name}", std::process::id()));
        std::fs::write(&path, lines).unwrap();
        path
    }

    #[test]
    fn an_area_or_a_list_that_can_not_be_read_ends_the_scan() {
        for (name, lines, on) in [
            ("empty", String::new(), true),
            ("none", HEADINGS.to_owned(), true),
            ("one", format!("{HEADINGS}{AREA}"), false),
            ("two", format!("{HEADINGS}{AREA}{AREA}"), false),
        ] {
            let list = list(name, &lines);
            assert_eq!(Scanning::by(&list).is_on(), on, "{name}");
            std::fs::remove_file(list).unwrap();
        }
        assert!(Scanning::by(Path::new("/no/such/list")).is_on());
        // A folder can be opened, and not read.
        assert!(!Scanning::by(&std::env::temp_dir()).is_on());
    }

    #[test]
    fn a_list_that_changes_is_followed_both_ways() {
        let list = list("changes", HEADINGS);
        let scanning = Scanning::by(&list);
        let mut areas = SwapAreas::open(&list).unwrap();
        for _ in 0..3 {
            std::fs::write(&list, format!("{HEADINGS}{AREA}")).unwrap();
            scanning.look_at(&mut areas);
            assert!(!scanning.is_on());
            std::fs::write(&list, HEADINGS).unwrap();
            scanning.look_at(&mut areas);
            assert!(scanning.is_on());
        }
        std::fs::remove_file(list).unwrap();
    }
}
