//! HTTP/2 by its letter: what a server has to do with what no well-behaved client sends. Each case names the section of RFC
//! 9113, or of RFC 7541 for the compression of fields, that says so.

mod case;
mod client;
mod compression;
mod connection;
mod deviations;
mod fields;
mod flow_control;
mod framing;
mod streams;

use airlock_tests::airlock_process::Airlock;
use airlock_tests::configured::docroot_of;
use anyhow::{Result, ensure};
use case::Case;
use deviations::deviation;

/// Plays the cases to one server, each on a connection of its own.
fn play(name: &str, cases: &[Case]) -> Result<()> {
    let mut airlock = Airlock::start(&docroot_of("http2"), "exposed", &format!("http2-conformance-{name}"))?;
    let mut failed = Vec::new();
    for case in cases {
        if let Err(error) = case.play(airlock.address(), deviation(case)) {
            failed.push(format!("{}: {}: {error:#}", case.section, case.what));
        }
    }
    ensure!(airlock.is_running(), "Airlock has ended");
    assert_eq!(airlock.log().lines_with(&["panicked"])?, Vec::<String>::new());
    ensure!(failed.is_empty(), "{} of {} cases failed:\n{}", failed.len(), cases.len(), failed.join("\n"));
    Ok(())
}
