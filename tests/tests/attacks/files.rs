//! 1. Files.

use anyhow::Result;

use crate::{contained, succeeds_where_trusted};

#[test]
fn every_way_to_files_ends_at_the_docroot() -> Result<()> {
    contained("files", "")
}

#[test]
fn the_same_ways_lead_out_where_handlers_are_trusted() -> Result<()> {
    succeeds_where_trusted("files")
}
