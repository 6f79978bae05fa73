//! Component loading, up to the compiler, which has a process of its own: any bytes are taken, or refused with a reason.

use crate::inspection::Inspection;
use crate::sandbox::components::library::not_a_component;

/// Bytes of a message about a file, however large that is.
const LONGEST_REASON: usize = 64 << 10;

/// The bytes of a `.wasm` file.
pub fn component(input: &[u8]) {
    let refused = not_a_component(input);
    if let Some(why) = &refused {
        assert!(why.len() <= LONGEST_REASON + input.len() * 16, "a reason of {} bytes", why.len());
    }
    let Ok(found) = Inspection::of(input) else { return };
    // What is inspected is what is loaded.
    assert!(refused.is_none() || found.world.is_none(), "taken and refused: {refused:?}");
    assert!(found.world.is_some() != found.refused.is_some(), "neither taken nor refused");
    assert!(serde_json::to_string(&found).is_ok(), "can not be shown");
}
