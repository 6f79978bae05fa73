//! 3. Time and memory.

use airlock_tests::attacks::corpus::{Outcome, Trick, tricks};
use airlock_tests::attacks::siege::Siege;
use airlock_tests::attacks::verdict;
use anyhow::{Result, ensure};

use crate::AT_ONCE;

/// The part of the tricks that ends by waiting, or the rest.
fn those_that_wait(wait: bool) -> Result<Vec<Trick>> {
    let mut found = Vec::new();
    for trick in tricks("limits")? {
        if (trick.outcome()? == Outcome::Limit("wall-time".to_owned())) == wait {
            found.push(trick);
        }
    }
    ensure!(!found.is_empty(), "no tricks");
    Ok(found)
}

/// With little time to compute and little memory, so that the test is short, and much time to wait, so that it is the other
/// limits that are met.
#[test]
fn what_computes_and_grows_without_end_is_ended() -> Result<()> {
    let tricks = those_that_wait(false)?;
    let limits = "[tenant.limits]\ncpu-time = \"1s\"\nmemory = \"96MiB\"\nresponse = \"4MiB\"\nlog-size = \"64KiB\"\n";
    let siege = Siege::lay("limits", &tricks, limits)?;
    siege.play(&tricks, AT_ONCE, verdict::play)?;
    siege.conclude()
}

#[test]
fn what_waits_without_end_is_ended() -> Result<()> {
    let tricks = those_that_wait(true)?;
    let siege = Siege::lay("waits", &tricks, "[tenant.limits]\nwall-time = \"2s\"\n")?;
    siege.play(&tricks, tricks.len(), verdict::play)?;
    siege.conclude()
}
