//! The ways in which bytes come in.

use std::hash::{DefaultHasher, Hasher as _};

/// Longer inputs are not cut into single bytes, which would take the fuzzer's time.
const SHORT: usize = 512;

/// `input` cut up: byte by byte where it is short, in two, and in many, at places that are the same for the same bytes.
pub fn ways(input: &[u8]) -> Vec<Vec<&[u8]>> {
    let mut hasher = DefaultHasher::new();
    hasher.write(input);
    let mut places = Places(hasher.finish() | 1);
    let half = input.split_at(places.below(input.len() + 1));
    let mut many = Vec::new();
    let mut rest = input;
    while !rest.is_empty() {
        let (piece, behind) = rest.split_at(rest.len().min(1 + places.below(16)));
        many.push(piece);
        rest = behind;
    }
    let mut ways = vec![vec![half.0, half.1], many];
    if input.len() <= SHORT {
        ways.push(input.chunks(1).collect());
    }
    ways
}

/// Marsaglia's xorshift.
struct Places(u64);

impl Places {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }
}
