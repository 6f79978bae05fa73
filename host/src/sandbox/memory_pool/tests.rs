//! Memories of several images beside each other.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use super::pages::PAGE;
use super::*;

const RESERVED: usize = 1 << 30;
const MINIMUM: usize = 32 * PAGE;

fn memory(pool: &MemoryPool, origin: &Origin) -> Box<dyn LinearMemory> {
    let making = async {
        let kind = MemoryType::new(1, None);
        pool.new_memory(kind, MINIMUM, None, Some(RESERVED), PAGE).unwrap()
    };
    match pin!(origin.during(making)).as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(memory) => memory,
        Poll::Pending => unreachable!("nothing waits"),
    }
}

fn write(memory: &dyn LinearMemory, at: usize, value: u8) {
    assert!(at < memory.byte_size());
    // SAFETY: `at` lies in the accessible part.
    unsafe { memory.as_ptr().add(at).write_volatile(value) };
}

fn content(memory: &dyn LinearMemory) -> Vec<u8> {
    // SAFETY: so many bytes are accessible.
    unsafe { std::slice::from_raw_parts(memory.as_ptr(), memory.byte_size()).to_vec() }
}

fn base() -> Vec<u8> {
    (0..16 * PAGE).map(|at| if (at / PAGE).is_multiple_of(3) { 0 } else { (at / 5) as u8 | 1 }).collect()
}

/// The image of a memory that has been written to, and has grown; and its content.
fn image(pool: &MemoryPool) -> (Arc<MemoryImage>, Vec<u8>) {
    let capture = Capture::default();
    let mut memory = memory(pool, &Origin { image: None, capture: Some(capture.clone()) });
    memory.grow_to(64 * PAGE).unwrap();
    for at in [PAGE + 1, 3 * PAGE, 20 * PAGE, 40 * PAGE, 63 * PAGE] {
        write(&*memory, at, 99);
    }
    // A page that becomes all zero is one as well.
    (4 * PAGE..5 * PAGE).for_each(|at| write(&*memory, at, 0));
    let content = content(&*memory);
    capture.want();
    drop(memory);
    (pool.image(capture.take().unwrap().unwrap()), content)
}

#[test]
fn a_memory_begins_as_its_image_whatever_others_did() {
    let pool = MemoryPool::new(Snapshot::new(&base()).unwrap());
    let (image, expected) = image(&pool);
    let mut unchanged = base();
    unchanged.resize(MINIMUM, 0);
    assert_eq!(image.initial(), 64 * PAGE);
    let origin = Origin { image: Some(Arc::clone(&image)), capture: None };
    for round in 0..100 {
        let mut own = memory(&pool, &origin);
        assert!(content(&*own) == expected, "round {round}");
        let other = memory(&pool, &Origin::default());
        assert!(content(&*other) == unchanged, "round {round}");
        own.grow_to(80 * PAGE).unwrap();
        for at in (0..80 * PAGE).step_by(PAGE * (1 + round % 5)) {
            write(&*own, at, round as u8);
            if at < MINIMUM {
                write(&*other, at, 200);
            }
        }
    }
}

#[test]
fn only_pages_with_content_take_up_memory() {
    let pool = MemoryPool::new(Snapshot::new(&base()).unwrap());
    let (image, content) = image(&pool);
    let filled = content.chunks(PAGE).filter(|page| page.iter().any(|&byte| byte != 0)).count();
    assert_eq!(image.bytes(), filled * PAGE);
    assert!(image.own_bytes() < image.bytes());
}

#[test]
fn memories_of_images_that_are_gone_are_unmapped() {
    let pool = MemoryPool::new(Snapshot::new(&base()).unwrap());
    let (image, _) = image(&pool);
    let origin = Origin { image: Some(Arc::clone(&image)), capture: None };
    let memories: Vec<_> = (0..200).map(|_| memory(&pool, &origin)).collect();
    memories.iter().for_each(|memory| write(&**memory, PAGE, 7));
    let gone = Arc::downgrade(&image);
    drop((image, origin));
    assert!(gone.upgrade().is_some());
    drop(memories);
    assert!(gone.upgrade().is_none());
    assert_eq!(pool.kept_by_applications.bytes(), 0);
}

#[test]
fn what_was_not_wanted_is_not_taken() {
    let pool = MemoryPool::new(Snapshot::new(&base()).unwrap());
    let capture = Capture::default();
    let memory = memory(&pool, &Origin { image: None, capture: Some(capture.clone()) });
    assert!(capture.take().is_none());
    drop(memory);
    assert!(capture.take().is_none());
}
