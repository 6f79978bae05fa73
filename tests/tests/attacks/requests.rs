//! 4. No leaks between requests.

use anyhow::Result;

use crate::{contained, succeeds_where_trusted};

#[test]
fn nothing_that_a_request_left_is_found() -> Result<()> {
    contained("requests", "")
}

#[test]
fn the_same_is_found_where_handlers_share_an_interpreter() -> Result<()> {
    succeeds_where_trusted("requests")
}
