//! Ranges of a file: what is sent lies in the file, and is as much as was promised.

use crate::static_files::Parts;
use crate::static_files::multipart::multipart;
use crate::static_files::ranges::{ByteRange, are_too_many, ranges as asked_ranges};

/// The largest file whose bytes are looked at.
const MOST: u64 = 4096;

/// A file's size in digits, a space, and the value of a `Range` field.
pub fn ranges(input: &[u8]) {
    let space = input.iter().position(|&byte| byte == b' ').unwrap_or(input.len());
    let (size, field) = input.split_at(space);
    let Some(size) = std::str::from_utf8(size).ok().and_then(|size| size.parse::<u64>().ok()) else { return };
    let field = field.get(1..).unwrap_or_default();
    if are_too_many(field) {
        return;
    }
    let Ok(found) = asked_ranges(field, size) else { return };
    let asked = field.split(|&byte| byte == b',').count();
    assert!(!found.is_empty() && found.len() <= asked, "{} ranges, where {asked} were asked for", found.len());
    let mut total = 0u64;
    for range in &found {
        assert!(range.start < range.end && range.end <= size, "{range:?} does not lie in a file of {size} bytes");
        total = total.saturating_add(range.end - range.start);
    }
    assert!(total <= size, "{total} bytes of a file of {size}");
    assert!(found.is_sorted_by_key(|range| range.start), "not in order: {found:?}");
    if size <= MOST {
        check_content(&found, size);
    }
}

/// The parts of an answer with several ranges, taken apart again.
fn check_content(found: &[ByteRange], size: u64) {
    let file: Vec<u8> = (0..size).map(|at| at as u8).collect();
    let (content, boundary) = multipart(&Parts::bytes(file.clone()), found, size, Some(b"a/b"));
    let promised = content.len();
    let content = content.read(u64::MAX).unwrap_or_default();
    assert_eq!(content.len() as u64, promised, "another length than was promised");
    let delimiter = format!("\r\n--{boundary}").into_bytes();
    let mut places = memchr::memmem::find_iter(&content, &delimiter).collect::<Vec<_>>();
    assert_eq!(places.len(), found.len() + 1, "as many parts as ranges");
    let last = places.pop().unwrap_or_default();
    assert_eq!(content.get(last + delimiter.len()..), Some(&b"--"[..]), "the end is marked");
    let ends = places.iter().skip(1).copied().chain([last]);
    for ((start, end), range) in places.iter().zip(ends).zip(found) {
        let head = format!("\r\nContent-Type: a/b\r\nContent-Range: {}\r\n\r\n", range.field(size));
        let part = content.get(start + delimiter.len()..end).unwrap_or_default();
        let bytes = file.get(range.start as usize..range.end as usize).unwrap_or_default();
        assert_eq!(part.strip_prefix(head.as_bytes()), Some(bytes), "the bytes of {range:?}");
    }
}
