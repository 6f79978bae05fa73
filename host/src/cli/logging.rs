use std::io::IsTerminal as _;

use anyhow::{Context as _, bail};
use tracing::Level;
use tracing_subscriber::EnvFilter;

/// Sends the log to standard error.
pub fn start(filter: &str) -> anyhow::Result<()> {
    if let Some(word) =
        filter.split(',').find(|part| !part.contains(['=', '[']) && part.parse::<Level>().is_err() && *part != "off")
    {
        bail!("reading --log {filter:?}: {word:?} is no level; give error, warn, info, debug, trace or off");
    }
    let filter = EnvFilter::builder().parse(filter).with_context(|| {
        format!("reading --log {filter:?}: give a level such as `info`, or `info,airlock::access=debug`")
    })?;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false)
        .init();
    Ok(())
}
