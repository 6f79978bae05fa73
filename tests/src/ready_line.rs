//! Waiting for a server to say where it listens: one line on its standard output, read with a deadline.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::ChildStdout;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use anyhow::{Context, Result, bail};

/// The first address in a line.
pub fn address_in(line: &str) -> Option<SocketAddr> {
    addresses_in(line).into_iter().next()
}

/// What `find` makes of the first line that holds it. Goes on reading afterwards, so that a server that prints more
/// never finds its pipe full.
pub fn wait_for_line<T: Send + 'static>(
    stdout: ChildStdout,
    deadline: Duration,
    find: impl Fn(&str) -> Option<T> + Send + 'static,
) -> Result<T> {
    let (sender, found) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stdout).lines() {
            let Ok(line) = line else { break };
            if let Some(value) = find(&line) {
                // Only the first such line is waited for; the rest is read and dropped.
                let _ = sender.send(value);
            }
        }
    });
    match found.recv_timeout(deadline) {
        Ok(value) => Ok(value),
        Err(RecvTimeoutError::Timeout) => bail!("nothing was said within {deadline:?}"),
        Err(RecvTimeoutError::Disconnected) => bail!("standard output ended before"),
    }
}

/// `listening on http://127.0.0.1:4711` holds an address; so does the bare `127.0.0.1:4711`.
pub fn addresses_in(line: &str) -> Vec<SocketAddr> {
    line.split(|c: char| c.is_whitespace() || matches!(c, '/' | ',' | ';' | '(' | ')' | '"' | '='))
        .filter_map(|word| word.parse().ok())
        .collect()
}

/// The last lines of a server's log, for an error message.
pub fn tail_of(log: &std::path::Path) -> String {
    let text = std::fs::read(log).context("no log").map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let text = text.unwrap_or_else(|error| error.to_string());
    let lines: Vec<&str> = text.lines().collect();
    let from = lines.len().saturating_sub(20);
    lines.get(from..).unwrap_or_default().join("\n")
}

#[cfg(test)]
mod tests {
    use super::addresses_in;

    #[test]
    fn finds_an_address_in_a_url_and_alone() {
        for line in
            ["ready http://127.0.0.1:81/", "airlock listening on 127.0.0.1:81", "addresses=127.0.0.1:81,[::1]:81"]
        {
            assert_eq!(addresses_in(line).first().copied(), "127.0.0.1:81".parse().ok(), "{line}");
        }
        assert_eq!(addresses_in("starting"), []);
    }
}
