//! What a page says of its checks.

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::webdriver::Session;

/// Waits for the page's last check. Without `checks.js` there is nothing to wait for.
const RESULTS: &str = "
    const done = arguments[0];
    if (window.checks) window.checks.finished.then(() => done(window.checks.results));
    else done([]);
";

/// What came of one check.
#[derive(Debug, Deserialize)]
pub struct Outcome {
    /// What the page calls it.
    pub name: String,
    /// Whether all was as it should be.
    pub passed: bool,
    /// What was not.
    pub message: String,
}

/// Opens a page and waits until it has made its checks.
pub fn outcomes(browser: &Session, url: &str) -> Result<Vec<Outcome>> {
    browser.open(url)?;
    let results = browser.wait_for(RESULTS).with_context(|| format!("in check {}", running(browser)))?;
    let outcomes: Vec<Outcome> = serde_json::from_value(results).context("a page's results")?;
    ensure!(!outcomes.is_empty(), "the page has made no checks; it says: {}", text(browser));
    Ok(outcomes)
}

fn running(browser: &Session) -> String {
    browser.run("return window.checks?.running").map_or_else(|error| error.to_string(), |name| name.to_string())
}

fn text(browser: &Session) -> String {
    browser
        .run("return document.documentElement.innerText")
        .map_or_else(|error| error.to_string(), |text| text.to_string())
}
