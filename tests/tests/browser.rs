//! Pages in a real browser, each of which makes its checks there: what browsers make of handlers, files and pipes.

use airlock_tests::browser::chromium::Chromium;
use airlock_tests::browser::report::outcomes;
use airlock_tests::browser::site::{Site, pages};
use anyhow::{Result, ensure};

/// Where pages are opened; those that need TLS, at the last two.
const ORIGINS: [(&str, &str); 3] =
    [("http", "web-platform.test"), ("https", "web-platform.test"), ("https", "not-web-platform.test")];

/// Part of the pages' names, for a look at some of them.
const ONLY: &str = "AIRLOCK_BROWSER_PAGES";

#[test]
fn every_check_of_every_page_passes() -> Result<()> {
    let mut pages = pages()?;
    ensure!(pages.len() >= 2, "only {pages:?}");
    if let Ok(part) = std::env::var(ONLY) {
        pages.retain(|page| page.contains(&part));
    }
    let mut site = Site::start()?;
    let browser = Chromium::start(&site.ca()?, "pages")?;
    let (mut made, mut failed) = (0, Vec::new());
    for page in &pages {
        for (scheme, host) in ORIGINS {
            if scheme == "http" && page.contains(".https.") {
                continue;
            }
            let place = format!("{scheme}://{host}/{page}");
            match outcomes(&browser.session, &site.url(scheme, host, page)?) {
                Ok(outcomes) => {
                    made += outcomes.len();
                    let bad = outcomes.into_iter().filter(|outcome| !outcome.passed);
                    failed.extend(bad.map(|outcome| format!("{place}: {}: {}", outcome.name, outcome.message)));
                }
                Err(error) => failed.push(format!("{place}: {error:#}")),
            }
        }
    }
    ensure!(site.airlock().is_running(), "Airlock has ended");
    println!("{made} checks on {} pages", pages.len());
    ensure!(failed.is_empty(), "{} of {made} checks failed:\n{}", failed.len(), failed.join("\n"));
    Ok(())
}
