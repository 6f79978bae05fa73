//! WebDriver's commands, as JSON over HTTP.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::raw_http::Connection;
use crate::requests::Answer;

/// How long a page may take to load, and then to make its checks.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long the driver may take for a command: it says itself when the page has hung.
const COMMAND: Duration = Duration::from_secs(120);

/// A browser that was started by a driver. It ends when this is dropped.
pub struct Session {
    driver: SocketAddr,
    path: String,
}

impl Session {
    /// Starts a browser with these capabilities.
    pub fn start(driver: SocketAddr, capabilities: &Value) -> Result<Self> {
        let milliseconds = PATIENCE.as_millis() as u64;
        let timeouts = json!({"timeouts": {"script": milliseconds, "pageLoad": milliseconds}});
        let asked = json!({"capabilities": {"alwaysMatch": capabilities, "firstMatch": [timeouts]}});
        let value = command(driver, "POST", "/session", &asked)?;
        let id = value.get("sessionId").and_then(Value::as_str).context("a session without an id")?;
        Ok(Self { driver, path: format!("/session/{id}") })
    }

    /// Opens a page and waits until it has loaded.
    pub fn open(&self, url: &str) -> Result<()> {
        self.post("url", &json!({"url": url})).map(|_| ())
    }

    /// What a function's body returns in the page.
    pub fn run(&self, script: &str) -> Result<Value> {
        self.post("execute/sync", &json!({"script": script, "args": []}))
    }

    /// What a function's body in the page hands to its only argument, a function, when the time has come.
    pub fn wait_for(&self, script: &str) -> Result<Value> {
        self.post("execute/async", &json!({"script": script, "args": []}))
    }

    fn post(&self, name: &str, body: &Value) -> Result<Value> {
        command(self.driver, "POST", &format!("{}/{name}", self.path), body)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = command(self.driver, "DELETE", &self.path, &Value::Null);
    }
}

fn command(driver: SocketAddr, method: &str, path: &str, body: &Value) -> Result<Value> {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let length = body.len();
    let mut connection = Connection::open_for(driver, COMMAND)?;
    connection
        .send(format!("{method} {path} HTTP/1.1\r\nHost: {driver}\r\nContent-Length: {length}\r\n\r\n").as_bytes());
    connection.send(body.as_bytes());
    let answer =
        Answer::from(connection.read_response(false)).with_context(|| format!("chromedriver: {method} {path}"))?;
    let mut answered: Value = serde_json::from_slice(&answer.content).context("chromedriver answers with JSON")?;
    let value = answered.get_mut("value").map(Value::take).unwrap_or_default();
    if answer.status != 200 {
        let part = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        bail!("{}: {}", part("error"), part("message"));
    }
    Ok(value)
}
