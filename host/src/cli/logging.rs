use std::io::IsTerminal as _;

use crate::config::values::{BadText, LogFilter};

/// Sends the log to standard error.
pub fn start(filter: &str) -> Result<(), BadText> {
    tracing_subscriber::fmt()
        .with_env_filter(LogFilter::parse(filter)?)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false)
        .init();
    Ok(())
}
