//! What handlers leave in the stash, seen from outside: by way of a handler `stash.py` of the docroot under test, which
//! puts a request's body (POST) or takes a value (GET), `?key`, under the path `/shared`.

use std::net::SocketAddr;

use anyhow::{Context, Result, ensure};

use crate::eventually::eventually;
use crate::requests::{ask, get, post};

/// A key that nobody else uses.
pub fn new_key() -> Result<String> {
    let key = std::fs::read_to_string("/proc/sys/kernel/random/uuid").context("a random UUID")?;
    Ok(key.trim().to_owned())
}

/// Leaves `value` under `key`.
pub fn put(address: SocketAddr, key: &str, value: &str) -> Result<()> {
    let answer = ask(address, &post(&format!("/stash.py?{key}"), value.as_bytes()))?;
    ensure!(answer.status == 200, "put: {} {}", answer.status, answer.text());
    Ok(())
}

/// Takes the value under `key`, if one is there.
pub fn take(address: SocketAddr, key: &str) -> Result<Option<String>> {
    let answer = ask(address, &get(&format!("/stash.py?{key}")))?;
    match answer.status {
        200 => Ok(Some(answer.text())),
        204 => Ok(None),
        status => anyhow::bail!("take: {status} {}", answer.text()),
    }
}

/// Takes the value under `key` as soon as it is there.
pub fn wait_for(address: SocketAddr, key: &str) -> Result<String> {
    eventually("a value in the stash", || take(address, key))
}
