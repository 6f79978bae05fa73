//! Random numbers fit for secrets, new in each request.

use crate::host;

/// Fill a buffer.
///
/// ```
/// let mut key = [0; 16];
/// airlock_guest::random::fill(&mut key);
/// ```
pub fn fill(buffer: &mut [u8]) {
    let drawn = bytes(buffer.len());
    for (place, byte) in buffer.iter_mut().zip(drawn) {
        *place = byte;
    }
}

/// So many bytes.
pub fn bytes(length: usize) -> Vec<u8> {
    host::random_bytes(length as u64)
}

/// A number out of all there are.
pub fn number() -> u64 {
    let mut bytes = [0; 8];
    fill(&mut bytes);
    u64::from_le_bytes(bytes)
}
