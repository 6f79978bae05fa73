//! A real browser: headless Chromium, told by way of chromedriver which pages to open.
//!
//! The pages lie in `tests/browser/docroot/`. Each makes its checks in the browser and publishes what came of them
//! ([`report`]); the test opens it and reads that.

pub mod certificates;
pub mod chromedriver;
pub mod chromium;
pub mod report;
pub mod site;
pub mod webdriver;
