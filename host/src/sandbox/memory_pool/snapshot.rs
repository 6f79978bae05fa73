//! The initial content of memories, as a file in memory that they map.
#![allow(unsafe_code)]

use std::fs::File;
use std::io;
use std::os::fd::{FromRawFd, IntoRawFd};
use std::os::unix::fs::FileExt;
use std::sync::{Mutex, PoisonError};

use rustix::fs::MemfdFlags;
use rustix::mm::{MapFlags, ProtFlags};

use super::pages::PAGE;

/// See the module. Pages that are all zero need not be there.
#[derive(Debug)]
pub struct Snapshot {
    file: File,
    /// The file's.
    length: Mutex<usize>,
    view: usize,
    /// Bytes from the start to the end of the last page that is not all zero, or further.
    size: usize,
    initial: usize,
    bytes: usize,
    own_bytes: usize,
}

fn memory_file() -> io::Result<File> {
    let fd = rustix::fs::memfd_create("airlock-snapshot", MemfdFlags::CLOEXEC)?;
    // SAFETY: the descriptor was just made and belongs to nobody else.
    Ok(unsafe { File::from_raw_fd(fd.into_raw_fd()) })
}

fn map(file: &File, length: usize, flags: MapFlags) -> io::Result<usize> {
    // SAFETY: a new mapping at an address of the kernel's choice touches nothing that exists.
    let view =
        unsafe { rustix::mm::mmap(std::ptr::null_mut(), length, ProtFlags::READ, MapFlags::SHARED | flags, file, 0) }?;
    Ok(view as usize)
}

impl Snapshot {
    /// Keeps `content`, a whole number of pages.
    pub fn new(content: &[u8]) -> io::Result<Self> {
        let file = memory_file()?;
        file.write_all_at(content, 0)?;
        let size = content.len();
        let view = map(&file, size, MapFlags::POPULATE)?;
        Ok(Self { file, length: Mutex::new(size), view, size, initial: size, bytes: size, own_bytes: size })
    }

    /// The content, without the zeros that follow.
    pub fn content(&self) -> &[u8] {
        // SAFETY: the view is mapped read-only, `size` bytes of it, until this is dropped, and the file is never written to
        // after it was made.
        unsafe { std::slice::from_raw_parts(self.view as *const u8, self.size) }
    }

    /// Bytes that a memory begins with, at least.
    pub fn initial(&self) -> usize {
        self.initial
    }

    /// Bytes that were written to the file.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Those of them that the snapshot that it was made from does not have.
    pub fn own_bytes(&self) -> usize {
        self.own_bytes
    }

    /// The file that memories map.
    pub(super) fn file(&self) -> &File {
        &self.file
    }

    /// Lets the file be mapped up to `length`; what is behind the content reads as zeros.
    pub(super) fn extend_to(&self, length: usize) -> io::Result<()> {
        let mut have = self.length.lock().unwrap_or_else(PoisonError::into_inner);
        if *have < length {
            self.file.set_len(length as u64)?;
            *have = length;
        }
        Ok(())
    }
}

impl Drop for Snapshot {
    fn drop(&mut self) {
        // SAFETY: the view was mapped with this length, and what `content` gave out has ended before this.
        let unmapped = unsafe { rustix::mm::munmap(self.view as *mut _, self.size) };
        if let Err(error) = unmapped {
            tracing::error!(%error, "unmapping a snapshot failed");
        }
    }
}

/// Puts a snapshot together from pieces in ascending order. Each begins and ends with a page.
pub(super) struct SnapshotWriter {
    file: File,
    initial: usize,
    size: usize,
    bytes: usize,
    own_bytes: usize,
}

impl SnapshotWriter {
    /// For memories that begin with `initial` bytes.
    pub fn new(initial: usize) -> io::Result<Self> {
        let file = memory_file()?;
        file.set_len(initial as u64)?;
        Ok(Self { file, initial, size: 0, bytes: 0, own_bytes: 0 })
    }

    /// A piece that is as in the snapshot before.
    pub fn write_shared(&mut self, mut at: usize, mut piece: &[u8]) -> io::Result<()> {
        while !piece.is_empty() {
            let (_, rest) = piece.split_at(length_of(piece, is_zero));
            at += piece.len() - rest.len();
            let (run, rest) = rest.split_at(length_of(rest, |page| !is_zero(page)));
            self.file.write_all_at(run, at as u64)?;
            self.bytes += run.len();
            at += run.len();
            self.size = self.size.max(at);
            piece = rest;
        }
        Ok(())
    }

    /// A piece that is not.
    pub fn write_own(&mut self, at: usize, piece: &[u8]) -> io::Result<()> {
        let before = self.bytes;
        self.write_shared(at, piece)?;
        self.own_bytes += self.bytes - before;
        Ok(())
    }

    /// The snapshot.
    pub fn finish(self) -> io::Result<Snapshot> {
        let Self { file, initial, size, bytes, own_bytes } = self;
        // A mapping has at least one page.
        let size = size.max(PAGE);
        let view = map(&file, size, MapFlags::empty())?;
        Ok(Snapshot { file, length: Mutex::new(initial), view, size, initial, bytes, own_bytes })
    }
}

/// Bytes of the pages in front for which `holds` is true.
fn length_of(piece: &[u8], holds: impl Fn(&[u8]) -> bool) -> usize {
    piece.chunks(PAGE).take_while(|page| holds(page)).map(<[u8]>::len).sum()
}

fn is_zero(page: &[u8]) -> bool {
    page.iter().all(|&byte| byte == 0)
}
