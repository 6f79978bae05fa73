//! Pages in a real browser, each of which makes its checks there: what browsers make of handlers, files and pipes.
//!
//! The pages lie in `tests/browser/docroot/`.

use airlock_tests::browser::chromium::Chromium;
use airlock_tests::browser::report::outcomes;
use airlock_tests::browser::site::{Listener, Site, pages};
use anyhow::{Result, ensure};

/// Where pages are opened.
const PLACES: [(Listener, &str); 4] = [
    (Listener::Http, "web-platform.test"),
    (Listener::Https, "web-platform.test"),
    (Listener::Http2, "web-platform.test"),
    (Listener::Http2, "not-web-platform.test"),
];

/// Part of the pages' names, for a look at some of them.
const ONLY: &str = "AIRLOCK_BROWSER_PAGES";

#[test]
fn every_check_of_every_page_passes() -> Result<()> {
    let mut pages = pages()?;
    ensure!(pages.len() >= 25, "only {pages:?}");
    if let Ok(part) = std::env::var(ONLY) {
        pages.retain(|page| page.contains(&part));
    }
    let mut site = Site::start()?;
    let browser = Chromium::start(&site.ca()?, "pages")?;
    let (mut made, mut failed) = (0, Vec::new());
    for page in &pages {
        for (listener, host) in PLACES.into_iter().filter(|(listener, _)| is_for(page, *listener)) {
            let place = format!("{page} from {host} by {listener:?}");
            match outcomes(&browser.session, &site.url(listener, host, page)?) {
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
    assert_eq!(site.airlock().log().lines_with(&["panicked"])?, Vec::<String>::new());
    println!("{made} checks on {} pages", pages.len());
    ensure!(failed.is_empty(), "{} of {made} checks failed:\n{}", failed.len(), failed.join("\n"));
    Ok(())
}

/// Whether the page's name allows it: `.https` needs TLS, `.h2` HTTP/2.
fn is_for(page: &str, listener: Listener) -> bool {
    match listener {
        Listener::Http => !page.contains(".https.") && !page.contains(".h2."),
        Listener::Https => !page.contains(".h2."),
        Listener::Http2 => true,
    }
}
