//! The server that the pages are on: two domains, in the clear and with TLS.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::airlock_process::Airlock;
use crate::configured::docroot_of;
use crate::scratch::Scratch;
use crate::{command, places};

/// The two domains, each with a subdomain.
pub const NAMES: [&str; 4] =
    ["web-platform.test", "www.web-platform.test", "not-web-platform.test", "www.not-web-platform.test"];

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

    /// The URL of a page at an origin. Pages are told the ports in the query.
    pub fn url(&self, scheme: &str, host: &str, page: &str) -> Result<String> {
        let (http, https) = (self.airlock.address().port(), self.airlock.tls_address()?.port());
        let port = if scheme == "https" { https } else { http };
        Ok(format!("{scheme}://{host}:{port}/{page}?http={http}&https={https}"))
    }

    /// The server.
    pub fn airlock(&mut self) -> &mut Airlock {
        &mut self.airlock
    }
}

/// The pages below the docroot: all files that are named `index`, with `.https` if they need TLS.
pub fn pages() -> Result<Vec<String>> {
    let files = places::files_below(&docroot_of("browser"))?;
    let names = files.iter().filter_map(|file| file.to_str());
    let is_page = |name: &&str| name.contains("/index.") && name.ends_with(".html");
    Ok(names.filter(is_page).map(str::to_owned).collect())
}

fn configuration(docroot: &Path) -> Result<String> {
    let docroot = docroot.to_str().context("a path that is no text")?;
    Ok(format!(
        r#"
profile = "wpt"
server.listen-tls = ["127.0.0.1:0"]
server.state = "state"

[[tenant]]
name = "pages"
hosts = {NAMES:?}
docroot = {docroot:?}

[[tenant]]
name = "documented"
hosts = {NAMES:?}
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
