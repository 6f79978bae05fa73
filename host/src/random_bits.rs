//! Bits that nobody can guess.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// 128 of them, others each time.
pub fn random_bits() -> u128 {
    static KEYS: LazyLock<(RandomState, RandomState)> = LazyLock::new(|| (RandomState::new(), RandomState::new()));
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    (u128::from(KEYS.0.hash_one(count)) << 64) | u128::from(KEYS.1.hash_one(count))
}
