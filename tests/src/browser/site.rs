//! The server that the pages are on: two domains, in the clear and with TLS.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::airlock_process::Airlock;
use crate::configured::docroot_of;
use crate::scratch::Scratch;
use crate::{command, places};

/// The two domains. Each has subdomains.
pub const DOMAINS: [&str; 2] = ["web-platform.test", "not-web-platform.test"];

/// The listeners, in the order in which the server tells of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listener {
    /// In the clear.
    Http,
    /// HTTP/1.1 with TLS.
    Https,
    /// HTTP/2 with TLS.
    Http2,
}

/// A server with its folder.
pub struct Site {
    folder: Scratch,
    airlock: Airlock,
}

impl Site {
    /// Serves `tests/browser/docroot/`, and below `/documented` the examples of the documentation.
    pub fn start() -> Result<Self> {
        let folder = Scratch::new("site")?;
        write_documented(&folder)?;
        let file = folder.write("airlock.toml", configuration(&docroot_of("browser"))?)?;
        let airlock = Airlock::configured(&file, "browser")?;
        Ok(Self { folder, airlock })
    }

    /// The CA's certificate, in a file.
    pub fn ca(&self) -> Result<PathBuf> {
        let state = self.folder.place("state");
        let outcome = command::airlock(&["ca", "--state", state.to_str().context("a path that is no text")?])?;
        ensure!(outcome.code == Some(0), "{}", outcome.stderr);
        self.folder.write("ca.pem", outcome.stdout)
    }

    /// The URL of a page at a listener.
    pub fn url(&self, listener: Listener, host: &str, page: &str) -> Result<String> {
        let address = self.airlock.addresses().get(listener as usize).context("a listener")?;
        let scheme = if listener == Listener::Http { "http" } else { "https" };
        Ok(format!("{scheme}://{host}:{}/{page}", address.port()))
    }

    /// The server.
    pub fn airlock(&mut self) -> &mut Airlock {
        &mut self.airlock
    }
}

/// The pages below the docroot: all files that are named `index`; behind that may stand what they need, `.https` or `.h2`.
pub fn pages() -> Result<Vec<String>> {
    let files = places::files_below(&docroot_of("browser"))?;
    let names = files.iter().filter_map(|file| file.to_str());
    let is_page = |name: &&str| name.contains("/index.") && name.ends_with(".html");
    Ok(names.filter(is_page).map(str::to_owned).collect())
}

fn configuration(docroot: &Path) -> Result<String> {
    let docroot = docroot.to_str().context("a path that is no text")?;
    let [one, other] = DOMAINS;
    Ok(format!(
        r#"
profile = "wpt"
server.state = "state"

[wpt]
browser-host = {one:?}
alternate-hosts = {{ alt = {other:?} }}
ports = {{ https = ["auto"], h2 = ["auto"] }}

[[tenant]]
name = "pages"
docroot = {docroot:?}

[[tenant]]
name = "documented"
prefix = "/documented"
docroot = "documented"
"#
    ))
}

/// The handler that the README begins with, and the one that docs/handlers.md begins with.
fn write_documented(folder: &Scratch) -> Result<()> {
    let repository = places::tests_folder().join("..");
    let example = std::fs::read(repository.join("handlers/control-content-type.py"))?;
    folder.write("documented/control-content-type.py", example)?;
    let text = std::fs::read_to_string(repository.join("docs/handlers.md"))?;
    let (_, rest) = text.split_once("```python\n").context("docs/handlers.md has an example")?;
    let (first, _) = rest.split_once("```").context("the example ends")?;
    folder.write("documented/hello.py", first)?;
    Ok(())
}
