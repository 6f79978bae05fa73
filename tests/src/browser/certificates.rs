//! The database of certificates in which Chromium looks for a user's own CAs.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::chromedriver::REMEDY;

/// Has browsers whose home is `home` trust the CA in the file `ca` to speak for sites.
pub fn trust(home: &Path, ca: &Path) -> Result<()> {
    let database = home.join(".pki/nssdb");
    std::fs::create_dir_all(&database)?;
    certutil(&database, &["-N", "--empty-password"])?;
    let ca = ca.to_str().context("a path that is no text")?;
    certutil(&database, &["-A", "-n", "airlock", "-t", "C,,", "-i", ca])
}

fn certutil(database: &Path, arguments: &[&str]) -> Result<()> {
    let outcome = Command::new("certutil")
        .arg("-d")
        .arg(format!("sql:{}", database.display()))
        .args(arguments)
        .output()
        .with_context(|| format!("starting certutil; {REMEDY}"))?;
    ensure!(outcome.status.success(), "certutil {arguments:?}: {}", String::from_utf8_lossy(&outcome.stderr));
    Ok(())
}
