//! Memory for handlers on `wasm32-unknown-unknown`: first from an arena that the module's memory begins with, then from the standard
//! library's allocator. That one has to grow the memory before it can hand out a first byte, which in a fresh instance costs more than all
//! else that a small handler does. On other targets the C library's allocator begins with what is there.

use std::alloc::Layout;

/// Bytes. What is not touched costs nothing.
const ARENA: usize = 256 << 10;

/// Of the arena's begin; what asks for more is allocated elsewhere.
const ALIGNMENT: usize = 16;

/// How much of an arena has been handed out. Only the last piece can be taken back: few handlers need as much as there is.
struct Cursor {
    next: usize,
}

impl Cursor {
    /// Where a piece for `layout` begins, counted from the arena's begin.
    fn take(&mut self, layout: Layout) -> Option<usize> {
        let begin = self.next.checked_next_multiple_of(layout.align())?;
        let end = begin.checked_add(layout.size())?;
        if layout.align() > ALIGNMENT || end > ARENA {
            return None;
        }
        self.next = end;
        Some(begin)
    }

    /// Takes back the piece of `size` bytes at `begin`, if it is the last one.
    fn give_back(&mut self, begin: usize, size: usize) {
        if begin + size == self.next {
            self.next = begin;
        }
    }

    /// Whether the piece of `old` bytes at `begin` has been made one of `new` bytes.
    fn resize(&mut self, begin: usize, old: usize, new: usize) -> bool {
        let is_last = begin + old == self.next;
        let fits = begin.checked_add(new).is_some_and(|end| end <= ARENA);
        if is_last && fits {
            self.next = begin + new;
        }
        new <= old || (is_last && fits)
    }
}

#[cfg(all(target_family = "wasm", target_os = "unknown", not(target_feature = "atomics")))]
mod global {
    #![allow(unsafe_code, reason = "allocators are")]

    use std::alloc::{GlobalAlloc, Layout, System};
    use std::cell::UnsafeCell;
    use std::mem::MaybeUninit;

    use super::{ALIGNMENT, ARENA, Cursor};

    #[repr(align(16))]
    struct Bytes(MaybeUninit<[u8; ARENA]>);
    const _: () = assert!(align_of::<Bytes>() == ALIGNMENT);

    struct ArenaFirst {
        bytes: UnsafeCell<Bytes>,
        cursor: UnsafeCell<Cursor>,
    }

    // SAFETY: without atomics a module has one thread.
    unsafe impl Sync for ArenaFirst {}

    #[global_allocator]
    static ALLOCATOR: ArenaFirst = ArenaFirst {
        bytes: UnsafeCell::new(Bytes(MaybeUninit::uninit())),
        cursor: UnsafeCell::new(Cursor { next: 0 }),
    };

    impl ArenaFirst {
        #[expect(clippy::mut_from_ref, reason = "see below")]
        fn cursor(&self) -> &mut Cursor {
            // SAFETY: there is one thread, and no method of `Cursor` allocates or panics: this is the only reference at a time.
            unsafe { &mut *self.cursor.get() }
        }

        fn begin(&self) -> *mut u8 {
            self.bytes.get().cast()
        }

        /// Where `pointer` points to in the arena, if it does.
        fn offset(&self, pointer: *mut u8) -> Option<usize> {
            pointer.addr().checked_sub(self.begin().addr()).filter(|offset| *offset < ARENA)
        }

        fn take(&self, layout: Layout) -> Option<*mut u8> {
            self.cursor().take(layout).map(|offset| self.begin().wrapping_add(offset))
        }
    }

    // Never inlined: a component would be an eighth larger, and no faster.
    //
    // SAFETY: pieces of the arena do not overlap, lie in it, and are aligned as `Cursor` counts, the arena's begin being aligned to more than
    // any of them. Other pieces are the system's, and go back to it: no pointer into the arena is ever the system's.
    unsafe impl GlobalAlloc for ArenaFirst {
        #[inline(never)]
        unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
            // SAFETY: the caller's promise is what the system's allocator asks for.
            self.take(layout).unwrap_or_else(|| unsafe { System.alloc(layout) })
        }

        #[inline(never)]
        unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
            let Some(piece) = self.take(layout) else {
                // SAFETY: as above.
                return unsafe { System.alloc_zeroed(layout) };
            };
            // SAFETY: `piece` has as many bytes.
            unsafe { piece.write_bytes(0, layout.size()) };
            piece
        }

        #[inline(never)]
        unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
            match self.offset(pointer) {
                Some(offset) => self.cursor().give_back(offset, layout.size()),
                // SAFETY: what is not in the arena is the system's.
                None => unsafe { System.dealloc(pointer, layout) },
            }
        }

        #[inline(never)]
        unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
            let Some(offset) = self.offset(pointer) else {
                // SAFETY: what is not in the arena is the system's.
                return unsafe { System.realloc(pointer, layout, size) };
            };
            if self.cursor().resize(offset, layout.size(), size) {
                return pointer;
            }
            // SAFETY: the caller promises that `size` makes a layout with this alignment, and is not zero.
            let other = unsafe { self.alloc(Layout::from_size_align_unchecked(size, layout.align())) };
            if !other.is_null() {
                // SAFETY: it is longer than before, or it would have been resized, and another piece.
                unsafe { other.copy_from_nonoverlapping(pointer, layout.size()) };
                self.cursor().give_back(offset, layout.size());
            }
            other
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(size: usize, align: usize) -> Layout {
        Layout::from_size_align(size, align).unwrap()
    }

    #[test]
    fn pieces_follow_each_other_and_are_aligned() {
        let mut cursor = Cursor { next: 0 };
        assert_eq!(cursor.take(layout(3, 1)), Some(0));
        assert_eq!(cursor.take(layout(8, 8)), Some(8));
        assert_eq!(cursor.take(layout(1, 16)), Some(16));
        assert_eq!(cursor.take(layout(1, 32)), None);
        assert_eq!(cursor.next, 17);
    }

    #[test]
    fn the_last_piece_can_be_taken_back() {
        let mut cursor = Cursor { next: 0 };
        let (first, second) = (cursor.take(layout(10, 1)).unwrap(), cursor.take(layout(10, 1)).unwrap());
        cursor.give_back(first, 10);
        assert_eq!(cursor.next, 20);
        cursor.give_back(second, 10);
        assert_eq!(cursor.next, 10);
    }

    #[test]
    fn the_last_piece_grows_where_it_is_and_any_shrinks() {
        let mut cursor = Cursor { next: 0 };
        let (first, second) = (cursor.take(layout(10, 1)).unwrap(), cursor.take(layout(10, 1)).unwrap());
        assert!(!cursor.resize(first, 10, 11));
        assert!(cursor.resize(first, 10, 5));
        assert_eq!(cursor.next, 20);
        assert!(cursor.resize(second, 10, 100));
        assert_eq!(cursor.next, 110);
        assert!(!cursor.resize(second, 100, ARENA));
        assert!(!cursor.resize(second, 100, usize::MAX));
        assert!(cursor.resize(second, 100, 1));
        assert_eq!(cursor.next, 11);
    }

    #[test]
    fn what_does_not_fit_is_not_taken() {
        let mut cursor = Cursor { next: 0 };
        assert_eq!(cursor.take(layout(ARENA + 1, 1)), None);
        assert_eq!(cursor.take(layout(ARENA, 1)), Some(0));
        assert_eq!(cursor.take(layout(1, 1)), None);
        assert_eq!(cursor.take(layout(isize::MAX as usize, 1)), None);
    }
}
