//! The `Range` field, read as wptserve reads it.

use crate::python_values::{quoted, whole};

/// Most ranges of one request. Each costs a part of the response, however little of the file it is.
const MOST: usize = 1000;

/// Bytes of a file, from the first to before the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ByteRange {
    /// The first.
    pub start: u64,
    /// Behind the last.
    pub end: u64,
}

impl ByteRange {
    /// The value of `Content-Range`.
    pub fn field(&self, size: u64) -> String {
        format!("bytes {}-{}/{size}", self.start, self.end.saturating_sub(1))
    }
}

/// Why there is no such range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RangeProblem {
    /// The field is no text.
    NotText,
    /// The ranges are none, or not of this file; what an error page says of it.
    Unsatisfiable(String),
}

/// Whether `field` asks for more than a request may; such a field is as if it were not there (RFC 9110, 14.2).
pub fn are_too_many(field: &[u8]) -> bool {
    field.iter().filter(|byte| **byte == b',').count() >= MOST
}

/// The ranges that `field` asks for of a file of `size` bytes, ascending; neighbours are made one.
pub fn ranges(field: &[u8], size: u64) -> Result<Vec<ByteRange>, RangeProblem> {
    let field = std::str::from_utf8(field).ok().filter(|field| field.is_ascii()).ok_or(RangeProblem::NotText)?;
    let Some(list) = field.strip_prefix("bytes=") else {
        return Err(RangeProblem::Unsatisfiable("416".to_owned()));
    };
    let bad = |item: &str| {
        let text = quoted(&format!("Bad range specifier {item}"));
        RangeProblem::Unsatisfiable(format!("(416, {text})"))
    };
    let mut found = Vec::new();
    for item in list.split(',') {
        found.push(range(item, size).ok_or_else(|| bad(item))?);
    }
    Ok(coalesced(found, size))
}

fn range(item: &str, size: u64) -> Option<ByteRange> {
    let (first, last) = item.split_once('-')?;
    let number = |text: &str| match text {
        "" => Some(None),
        _ => Some(Some(u64::try_from(whole(text)?).ok()?)),
    };
    let (start, end) = match (number(first)?, number(last)?) {
        (None, None) => (0, size),
        (None, Some(count)) => (size.saturating_sub(count), size),
        (Some(start), None) => (start, size),
        (Some(start), Some(last)) => (start, size.min(last.saturating_add(1))),
    };
    (start < end && start < size).then_some(ByteRange { start, end })
}

/// From the last to the first, each is made one with the one before it that it touches. A range that lies around several
/// others can stay beside some of them; where they are more than the file then, they are made one for good.
fn coalesced(mut ranges: Vec<ByteRange>, size: u64) -> Vec<ByteRange> {
    ranges.sort_by_key(|range| range.start);
    let merge = |ranges: &mut dyn Iterator<Item = ByteRange>| {
        let mut done: Vec<ByteRange> = Vec::new();
        for range in ranges {
            match done.last_mut() {
                Some(last) if last.end >= range.start && last.start <= range.end => {
                    *last = ByteRange { start: last.start.min(range.start), end: last.end.max(range.end) };
                }
                _ => done.push(range),
            }
        }
        done
    };
    let mut merged = merge(&mut ranges.iter().rev().copied());
    merged.reverse();
    let total = merged.iter().fold(0u64, |sum, range| sum.saturating_add(range.end - range.start));
    if total > size { merge(&mut ranges.into_iter()) } else { merged }
}

#[cfg(test)]
mod tests {
    use super::{ByteRange, RangeProblem, are_too_many, ranges};

    fn of_ten(field: &str) -> Vec<(u64, u64)> {
        let found = ranges(field.as_bytes(), 10).unwrap_or_default();
        found.into_iter().map(|ByteRange { start, end }| (start, end)).collect()
    }

    #[test]
    fn one_and_several() {
        assert_eq!(of_ten("bytes=2-4"), [(2, 5)]);
        assert_eq!(of_ten("bytes=-3"), [(7, 10)]);
        assert_eq!(of_ten("bytes=-30"), [(0, 10)]);
        assert_eq!(of_ten("bytes=8-"), [(8, 10)]);
        assert_eq!(of_ten("bytes=-"), [(0, 10)]);
        assert_eq!(of_ten("bytes= 1 -+2"), [(1, 3)]);
        assert_eq!(of_ten("bytes=5-6,0-1"), [(0, 2), (5, 7)]);
        assert_eq!(of_ten("bytes=0-1,2-3,8-99"), [(0, 4), (8, 10)]);
    }

    #[test]
    fn what_is_none() {
        for field in
            ["bytes=10-", "bytes=4-2", "bytes=-0", "bytes=a-b", "bytes=1", "bytes=1-2-3", "bytes=1-2,", "Bytes=1-2"]
        {
            assert!(matches!(ranges(field.as_bytes(), 10), Err(RangeProblem::Unsatisfiable(_))), "{field}");
        }
        assert_eq!(ranges(b"bytes=-", 0), Err(RangeProblem::Unsatisfiable("(416, 'Bad range specifier -')".into())));
        assert_eq!(ranges(b"bytes=\xff", 10), Err(RangeProblem::NotText));
    }

    #[test]
    fn a_thousand_ranges_are_not_too_many() {
        let field = format!("bytes={}", vec!["0-0"; 1000].join(","));
        assert!(!are_too_many(field.as_bytes()));
        assert!(are_too_many(format!("{field},0-0").as_bytes()));
    }

    #[test]
    fn many_ranges_are_no_more_than_the_file() {
        let field = (0..50).rev().map(|at| format!("{0}-,{1}-{1}", at * 3, at * 3 - 2)).collect::<Vec<_>>().join(",");
        let found = ranges(format!("bytes={}", field.replace(",-2--2", "")).as_bytes(), 200).unwrap_or_default();
        assert!(found.iter().map(|range| range.end - range.start).sum::<u64>() <= 200, "{found:?}");
        assert!(!found.is_empty());
    }
}
