//! UUIDs that nobody can guess, and that name nothing of the host.

use crate::random_bits::random_bits;

/// A random (version 4) UUID in its usual spelling.
pub fn random_uuid() -> String {
    let bits = random_bits();
    let high = (bits >> 64) as u64 & !0xf000 | 0x4000;
    let low = bits as u64 & !(0b11 << 62) | (1 << 63);
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
