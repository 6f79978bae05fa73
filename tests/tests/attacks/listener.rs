//! 8. The listener.

use airlock_tests::attacks::corpus::{Trick, tricks};
use airlock_tests::attacks::siege::Siege;
use airlock_tests::attacks::verdict;
use airlock_tests::eventually::eventually;
use airlock_tests::proc_files::open_sockets;
use anyhow::Result;

/// Each trick this often, and as many at once.
const TIMES: usize = 4;

#[test]
fn no_handler_keeps_the_listener_from_others() -> Result<()> {
    let tricks = tricks("listener")?;
    let siege = Siege::lay("listener", &tricks, "[tenant.limits]\nwall-time = \"12s\"\n")?;
    let process = siege.airlock().process_id();
    let before = open_sockets(process)?;
    let many: Vec<Trick> = tricks.iter().cycle().take(tricks.len() * TIMES).cloned().collect();
    siege.play(&many, many.len(), verdict::play)?;
    eventually("their connections are closed", || Ok((open_sockets(process)? <= before).then_some(())))?;
    siege.conclude()
}
