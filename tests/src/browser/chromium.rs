//! Chromium without a window, in a home of its own.

use std::path::Path;

use anyhow::Result;
use serde_json::json;

use super::chromedriver::ChromeDriver;
use super::webdriver::Session;
use super::{certificates, site};
use crate::scratch::Scratch;

/// A running browser. It ends when this is dropped: first the session, then the driver, then the home is removed.
pub struct Chromium {
    /// What it is told.
    pub session: Session,
    _driver: ChromeDriver,
    _home: Scratch,
}

impl Chromium {
    /// Starts it. It trusts the CA in the file `ca` as it does the public ones, and knows no names but the site's.
    pub fn start(ca: &Path, name: &str) -> Result<Self> {
        let home = Scratch::new("chromium")?;
        certificates::trust(home.path(), ca)?;
        let driver = ChromeDriver::start(home.path(), name)?;
        let rules = site::DOMAINS.map(|name| format!("MAP {name} 127.0.0.1, MAP *.{name} 127.0.0.1"));
        let arguments = [
            "--headless".to_owned(),
            // Chromium's own sandbox refuses root, whom containers run as.
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            // Memory to share lies in files, where a container has next to none.
            "--disable-dev-shm-usage".to_owned(),
            "--disable-quic".to_owned(),
            "--no-first-run".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--disable-sync".to_owned(),
            // The browser ends with its driver, however that ends.
            "--remote-debugging-pipe".to_owned(),
            format!("--user-data-dir={}", home.place("profile").display()),
            // The pages' own ports and the driver's are on 127.0.0.1; whatever else is asked for is not there.
            format!("--host-resolver-rules={}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", rules.join(", ")),
        ];
        let capabilities = json!({
            "browserName": "chrome",
            "acceptInsecureCerts": false,
            "goog:chromeOptions": {
                "args": arguments,
                // Cookies of other sites, as long as they say so themselves.
                "prefs": {"profile.cookie_controls_mode": 0},
            },
        });
        let session = Session::start(driver.address(), &capabilities)?;
        Ok(Self { session, _driver: driver, _home: home })
    }
}
