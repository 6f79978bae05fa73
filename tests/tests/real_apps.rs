//! Applications of real frameworks, from the package index: the same requests to wsgiref's server on this machine's CPython
//! and to Airlock, in both engines, mounted at the root and below a file. The answers agree, to the byte.
//!
//! The applications lie in `tests/apps/docroot/`, the requests in `apps/cases/`, the frameworks' versions in
//! `apps/requirements.txt`. `applications.rs` says what of an answer is compared.

use std::sync::LazyLock;

use airlock_tests::airlock_process::Airlock;
use airlock_tests::applications::{Cases, Client, comparable};
use airlock_tests::engine::Engine;
use airlock_tests::places;
use airlock_tests::real_server::RealServer;
use airlock_tests::reference_server::{self, docroot};
use airlock_tests::scratch::Scratch;
use airlock_tests::wire_text::readable;
use anyhow::{Context, Result, anyhow, ensure};

const FRAMEWORKS: &[&str] = &["bottle", "django", "falcon", "flask", "webob"];

/// A tenant for each application at the root, and one for its file.
fn configuration(engine: Engine) -> Result<String> {
    let docroot = docroot()?;
    let docroot = docroot.to_str().context("a path that is no text")?;
    let rule = match engine {
        Engine::Sandbox => "",
        Engine::InProcess => "[[tenant.rule]]\npath = \"/**\"\ntrust = \"in-process\"\n",
    };
    let mut text = String::new();
    for name in FRAMEWORKS {
        text += &format!("[[tenant]]\nname = '{name}'\nhosts = ['{name}.test']\ndocroot = '{docroot}'\n");
        text += &format!("app = '{name}_app:application'\n{rule}");
        text +=
            &format!("[[tenant]]\nname = '{name}-file'\nhosts = ['{name}.file.test']\ndocroot = '{docroot}'\n{rule}");
    }
    Ok(text)
}

fn compare(name: &str, engine: Engine) -> Result<()> {
    static REFERENCE: LazyLock<Result<RealServer>> =
        LazyLock::new(|| reference_server::start(&docroot()?, "real-apps"));
    if !engine.is_there() {
        return Ok(());
    }
    let reference = REFERENCE.as_ref().map_err(|error| anyhow!("{error:#}"))?;
    let folder = Scratch::new("real-apps")?;
    let file = folder.write("airlock.toml", configuration(engine)?)?;
    let airlock = Airlock::configured(&file, &format!("real-apps-{name}-{}", engine.as_str()))?;
    let cases = places::tests_folder().join("apps").join("cases").join(format!("{name}.toml"));
    let cases: Cases = toml::from_str(&std::fs::read_to_string(cases)?)?;
    ensure!(cases.request.len() >= 5, "{} requests are few", cases.request.len());

    let mut failures = Vec::new();
    for (host, prefix) in
        [(format!("{name}.test"), String::new()), (format!("{name}.file.test"), format!("/{name}.wsgi"))]
    {
        let mut wsgiref = Client::new(reference.address(), &host, &prefix);
        let mut ours = Client::new(airlock.address(), &host, &prefix);
        for request in &cases.request {
            let label = format!("{} {prefix}{} {}", request.method, request.target, request.name);
            let expected = wsgiref.ask(request)?;
            let status = expected.parsed().map_or(0, |head| head.status);
            if status != request.status {
                failures.push(format!("{label}: the reference gave {status}: {}", readable(&expected.bytes())));
            }
            let found = ours.ask(request)?;
            let expected = comparable(request, &expected).with_context(|| format!("wsgiref, {label}"));
            let found = comparable(request, &found).with_context(|| format!("Airlock, {label}"));
            match (expected, found) {
                (Ok(expected), Ok(found)) if expected == found => {}
                (Ok(expected), Ok(found)) => {
                    let (expected, found) = (readable(&expected), readable(&found));
                    failures.push(format!("{label}:\n-- wsgiref\n{expected}\n-- Airlock\n{found}\n"));
                }
                (expected, found) => {
                    failures.extend(
                        [expected, found].into_iter().filter_map(Result::err).map(|error| format!("{error:#}")),
                    );
                }
            }
        }
    }
    ensure!(failures.is_empty(), "{}\n{}", failures.join("\n\n"), airlock.log().tail());
    Ok(())
}

macro_rules! framework {
    ($name:ident) => {
        mod $name {
            use super::*;

            #[test]
            fn in_the_sandbox() -> Result<()> {
                compare(stringify!($name), Engine::Sandbox)
            }

            #[test]
            fn in_process() -> Result<()> {
                compare(stringify!($name), Engine::InProcess)
            }
        }
    };
}

framework!(bottle);
framework!(django);
framework!(falcon);
framework!(flask);
framework!(webob);
