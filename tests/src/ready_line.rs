//! Waiting for a server to say where it listens: one line on its standard output, read with a deadline.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::ChildStdout;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use anyhow::{Context, Result, bail};

/// The first address in the first line that has one.
pub fn wait_for_address(stdout: ChildStdout, deadline: Duration) -> Result<SocketAddr> {
    wait_for_addresses(stdout, deadline)?.into_iter().next().context("no address")
}

/// All addresses in the first line that has one. Goes on reading afterwards, so that a server that prints more
/// never finds its pipe full.
pub fn wait_for_addresses(stdout: ChildStdout, deadline: Duration) -> Result<Vec<SocketAddr>> {
    let (found, address) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stdout).lines() {
            let Ok(line) = line else { break };
            let addresses = addresses_in(&line);
            if !addresses.is_empty() {
                // Only the first line has a listener; the rest is read and dropped.
                let _ = found.send(addresses);
            }
        }
    });
    match address.recv_timeout(deadline) {
        Ok(addresses) => Ok(addresses),
        Err(RecvTimeoutError::Timeout) => bail!("no line with an address within {deadline:?}"),
        Err(RecvTimeoutError::Disconnected) => bail!("standard output ended before a line with an address"),
    }
}

/// `listening on http://127.0.0.1:4711` holds an address; so does the bare `127.0.0.1:4711`.
fn addresses_in(line: &str) -> Vec<SocketAddr> {
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
