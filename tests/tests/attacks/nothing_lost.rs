//! 9. Nothing lost.

use anyhow::Result;

use crate::contained;

#[test]
fn every_request_is_answered_or_closed_with_its_reason() -> Result<()> {
    contained("nothing_lost", "")
}
