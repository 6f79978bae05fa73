//! Does what the request's query says, by the bare bindings: what the crate for handlers would keep one from doing.

use std::hint::black_box;
use std::sync::atomic::{AtomicU32, Ordering};

use airlock_guest::bindings::airlock::handler::response::{self, Head};
use airlock_guest::bindings::airlock::handler::types::Field;
use airlock_guest::bindings::airlock::handler::{log, request, timer};
use airlock_guest::bindings::wasi::clocks::monotonic_clock;
use airlock_guest::bindings::{self, Guest};

const PAGE: usize = 64 << 10;
const MARK: u64 = 0x5eed_ca7a_c0ff_ee11;

static ANSWERED: AtomicU32 = AtomicU32::new(0);

struct Unruly;

bindings::export!(Unruly with_types_in airlock_guest::bindings);

impl Guest for Unruly {
    fn handle() {
        let target = String::from_utf8_lossy(&request::read_head().target).into_owned();
        match target.split_once('?').map_or("", |(_, query)| query) {
            "panic" => breaks_down(),
            "spin" => spin(),
            "deep" => answer(&deep(u64::MAX).to_string()),
            "grow" => grow(),
            "sleep" => {
                let _ = timer::sleep(3_600_000_000_000);
            }
            "polls" => {
                monotonic_clock::subscribe_duration(1_000_000).block();
                answer("waited");
            }
            "says-nothing" => {}
            "twice" => {
                answer("first");
                let second = response::send(&head(None), b"second");
                let _ = log::write(log::Level::Info, &format!("the second answer: {second:?}"));
            }
            "longer" => longer(),
            "shorter" => {
                let _ = response::start(&head(Some("100")));
                let _ = response::write(b"abc");
            }
            "half" => {
                let _ = response::start(&head(None));
                let _ = response::write(b"half");
                breaks_down();
            }
            "endless" => {
                let _ = response::start(&head(None));
                while response::write(&[b'x'; PAGE]).is_ok() {}
            }
            "counts" => answer(&ANSWERED.fetch_add(1, Ordering::Relaxed).to_string()),
            "mark" => answer(&marked(fill).to_string()),
            "look" => answer(&marked(count).to_string()),
            other => answer(other),
        }
    }
}

fn head(length: Option<&str>) -> Head {
    let field = |value: &str| Field { name: b"Content-Length".to_vec(), value: value.into() };
    Head { status: 200, reason: None, fields: length.map(field).into_iter().collect(), complete: true }
}

fn answer(text: &str) {
    let _ = response::send(&head(None), text.as_bytes());
}

#[inline(never)]
fn breaks_down() {
    std::process::abort()
}

#[inline(never)]
fn spin() {
    loop {
        black_box(0);
    }
}

#[inline(never)]
fn deep(left: u64) -> u64 {
    if black_box(left) == 0 { 0 } else { deep(left - 1) + black_box(1) }
}

fn grow() {
    let mut kept = Vec::new();
    loop {
        kept.push(vec![1_u8; 1 << 20]);
        black_box(&kept);
    }
}

fn longer() {
    let _ = response::start(&head(Some("3")));
    let written = response::write(b"abcdef");
    let _ = log::write(log::Level::Info, &format!("content beyond its length: {written:?}"));
}

/// What `act` says of memory that the instance has just got, which nobody has written to.
fn marked(act: fn(&mut [u64]) -> usize) -> usize {
    const PAGES: usize = 64;
    let before = core::arch::wasm32::memory_grow::<0>(PAGES);
    // SAFETY: the pages are new, and nothing else in the instance knows of them.
    let memory = unsafe { std::slice::from_raw_parts_mut((before * PAGE) as *mut u64, PAGES * PAGE / 8) };
    act(memory)
}

fn fill(memory: &mut [u64]) -> usize {
    memory.fill(MARK);
    memory.len()
}

fn count(memory: &mut [u64]) -> usize {
    memory.iter().filter(|&&word| word != 0).count()
}
