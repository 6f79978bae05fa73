//! Values of the stash, which another handler, in another language, may have written.

use crate::stash::StashValue;

/// Bytes that a stash holds: a value, which is the same when it was left and taken again, or none.
pub fn stash_value(input: &[u8]) {
    let Ok(value) = StashValue::decode(input) else { return };
    let encoded = value.encode();
    if value == StashValue::None {
        assert!(encoded.is_err(), "nothing was left as a value");
        return;
    }
    assert!(encoded.is_ok(), "{encoded:?}");
    let Ok(encoded) = encoded else { return };
    assert!(encoded.is_ascii(), "not ASCII");
    let again = StashValue::decode(&encoded);
    assert!(again.is_ok(), "{again:?} of {}", encoded.escape_ascii());
    if let Ok(again) = again {
        assert_eq!(again, value, "left and taken");
        assert_eq!(again.encode().ok(), Some(encoded), "written in another way");
    }
}
