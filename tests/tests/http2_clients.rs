//! Clients of others that speak HTTP/2: curl, and httpx from PyPI.

use std::path::PathBuf;
use std::process::Command;

use airlock_tests::command;
use airlock_tests::configured::Configured;
use airlock_tests::places;
use airlock_tests::python_venv::PythonVenv;
use anyhow::{Context, Result, ensure};

const CONFIGURATION: &str = r#"
    server.listen-tls = ["127.0.0.1:0"]
    server.state = "state"
    [[tenant]]
    name = "only"
    docroot = "."
"#;

/// A server, and where it is asked.
struct Asked {
    server: Configured,
    clear: String,
    tls: String,
    ca: PathBuf,
}

impl Asked {
    fn start(name: &str) -> Result<Self> {
        let server = Configured::start("http2", name, CONFIGURATION)?;
        let state = server.folder.place("state");
        let ca = command::airlock(&["ca", "--state", state.to_str().context("a path that is no text")?])?.stdout;
        let ca = server.folder.write("ca.pem", ca)?;
        let clear = format!("http://{}", server.address());
        let tls = format!("https://{}", server.airlock.tls_address()?);
        Ok(Self { server, clear, tls, ca })
    }

    /// What curl prints: the content, and then version and status.
    fn curl(&self, url: &str, flags: &[&str]) -> Result<String> {
        let version = if url.starts_with("https:") { "--http2" } else { "--http2-prior-knowledge" };
        let outcome = Command::new("curl")
            .args(["--silent", "--show-error", "--no-buffer", "--max-time", "60", "--noproxy", "*", version])
            .args(["--write-out", " HTTP/%{http_version} %{http_code}", "--cacert"])
            .arg(&self.ca)
            .args(flags)
            .arg(url)
            .output()
            .context("starting curl; apt-get install curl")?;
        ensure!(outcome.status.success(), "{url}: {}", String::from_utf8_lossy(&outcome.stderr));
        Ok(String::from_utf8_lossy(&outcome.stdout).into_owned())
    }
}

#[test]
fn curl_in_the_clear_and_with_tls() -> Result<()> {
    let asked = Asked::start("curl")?;
    let body = asked.server.folder.write("body", "x".repeat(1_000_000))?;
    let body = format!("@{}", body.display());
    for base in [&asked.clear, &asked.tls] {
        let curl = |target: &str, flags: &[&str]| asked.curl(&format!("{base}{target}"), flags);
        assert_eq!(curl("/innocent.py", &[])?, "innocent HTTP/2 200");
        assert_eq!(curl("/file.txt", &[])?, "a file\n HTTP/2 200");
        assert_eq!(curl("/counts_body.py", &["--data-binary", "a body"])?, "6 HTTP/2 200");
        assert_eq!(curl("/counts_body.py", &["--data-binary", &body])?, "1000000 HTTP/2 200");
        assert_eq!(curl("/pieces.py", &[])?, "piece 0\npiece 1\npiece 2\n HTTP/2 200");
        assert_eq!(curl("/tagged.py", &["--header", "If-None-Match: \"one\""])?, " HTTP/2 304");
        assert_eq!(curl("/nothing.txt", &["--output", "/dev/null"])?, " HTTP/2 404");
        let head = curl("/file.txt", &["--head"])?;
        ensure!(head.starts_with("HTTP/2 200") && head.contains("content-length: 7\r\n"), "{head}");
    }
    // One after the other on the same connection. Debian 12's curl fails at that in the clear, before it sends anything.
    let url = format!("{}/innocent.py", asked.tls);
    assert_eq!(asked.curl(&url, &[&url, &url])?, "innocent HTTP/2 200".repeat(3));
    Ok(())
}

#[test]
fn httpx_in_the_clear_and_with_tls() -> Result<()> {
    let tests = places::tests_folder().join("http2");
    let python = PythonVenv {
        name: "httpx-venv",
        requirements: &[tests.join("requirements.txt")],
        check: "import h2, httpx",
    }
    .python()
    .context("httpx is needed: Python with venv (apt-get install python3 python3-venv), and a package index that pip reaches")?;
    let asked = Asked::start("httpx")?;
    let ca = asked.ca.to_str().context("a path that is no text")?;
    for arguments in [&[asked.clear.as_str()][..], &[asked.tls.as_str(), ca]] {
        let outcome = Command::new(&python).arg(tests.join("httpx_client.py")).args(arguments).output()?;
        ensure!(outcome.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&outcome.stderr));
    }
    Ok(())
}
