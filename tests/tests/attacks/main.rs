//! Handlers that attack: the corpus in `tests/attacks/`, played against the real binary in its default profile, in every lane
//! that a trick works in.
//!
//! Each trick is contained, denied, or ended at a limit, as its row says; others are served meanwhile, no file changes, nobody
//! connects to anything, and no line of the log is forged. Controls play the harmless ones where handlers are trusted: there
//! the same text gets what it is after.

mod corpus_is_whole;
mod files;
mod limits;
mod listener;
mod machine;
mod nothing_lost;
mod requests;
mod tenants;
mod trusted;
mod wire;

use airlock_tests::attacks::corpus::{Lane, Trick, tricks};
use airlock_tests::attacks::siege::Siege;
use airlock_tests::attacks::verdict;
use airlock_tests::engine::Engine;
use anyhow::{Result, ensure};

/// Plays at once.
const AT_ONCE: usize = 4;

/// Plays all tricks against a promise, with `more` of a configuration.
fn contained(promise: &'static str, more: &str) -> Result<()> {
    let tricks = tricks(promise)?;
    let siege = Siege::lay(promise, &tricks, more)?;
    siege.play(&tricks, AT_ONCE, verdict::play)?;
    siege.conclude()
}

/// Plays those that can be tried there in the server's process: they succeed.
fn succeeds_where_trusted(promise: &'static str) -> Result<()> {
    if !Engine::InProcess.is_there() {
        return Ok(());
    }
    let mut tricks: Vec<Trick> = tricks(promise)?.into_iter().filter(|trick| trick.control.is_some()).collect();
    ensure!(!tricks.is_empty(), "no controls for {promise}");
    for trick in &mut tricks {
        trick.lanes.retain(|lane| *lane != Lane::Command && *lane != Lane::Component);
    }
    let siege = Siege::lay_trusted(&format!("{promise}-control"), &tricks)?;
    siege.play(&tricks, 1, verdict::control)
}
