//! UUIDs that nobody can guess, and that name nothing of the host.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// A random (version 4) UUID in its usual spelling.
pub fn random_uuid() -> String {
    static KEYS: LazyLock<(RandomState, RandomState)> = LazyLock::new(|| (RandomState::new(), RandomState::new()));
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let high = KEYS.0.hash_one(count) & !0xf000 | 0x4000;
    let low = KEYS.1.hash_one(count) & !(0b11 << 62) | (1 << 63);
    let (time, middle, version) = (high >> 32, (high >> 16) & 0xffff, high & 0xffff);
    format!("{time:08x}-{middle:04x}-{version:04x}-{:04x}-{:012x}", low >> 48, low & 0xffff_ffff_ffff)
}

#[cfg(test)]
mod tests {
    #[test]
    fn it_says_its_version() {
        let (one, other) = (super::random_uuid(), super::random_uuid());
        assert_ne!(one, other);
        assert_eq!((one.len(), &one[14..15]), (36, "4"));
        assert!("89ab".contains(&one[19..20]), "{one}");
    }
}
