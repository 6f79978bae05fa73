//! 2. No network, processes, environment, signals.

use anyhow::Result;

use crate::{contained, succeeds_where_trusted};

#[test]
fn no_way_leads_to_the_machine() -> Result<()> {
    contained("machine", "")
}

#[test]
fn the_same_ways_lead_there_where_handlers_are_trusted() -> Result<()> {
    succeeds_where_trusted("machine")
}
