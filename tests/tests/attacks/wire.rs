//! 7. The wire.

use anyhow::Result;

use crate::contained;

#[test]
fn no_handler_makes_two_responses_of_one() -> Result<()> {
    contained("wire", "")
}
