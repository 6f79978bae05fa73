//! Applications of real frameworks, from the package index: the same requests to wsgiref's server on this machine's CPython
//! and to Airlock, in both engines, mounted at the root, below a file, and inside the standard library's validator. The answers
//! agree, to the byte.
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

/// How an application is mounted: a host's name behind its own, a path in front, and what the tenant is told.
const MOUNTS: &[(&str, &str, &str)] = &[
    ("test", "", "app = 'NAME_app:application'"),
    ("file.test", "/NAME.wsgi", ""),
    ("validated.test", "", "app = 'validated:NAME'"),
];

/// A tenant for each way to mount the application.
fn configuration(name: &str, engine: Engine) -> Result<String> {
    let docroot = docroot()?;
    let docroot = docroot.to_str().context("a path that is no text")?;
    let rule = match engine {
        Engine::Sandbox => "",
        Engine::InProcess => "[[tenant.rule]]\npath = '/**'\ntrust = 'in-process'\n",
    };
    let tenant = |(host, _, app): &(&str, &str, &str)| {
        format!("[[tenant]]\nname = '{host}'\nhosts = ['NAME.{host}']\ndocroot = '{docroot}'\n{app}\n{rule}")
    };
    Ok(MOUNTS.iter().map(tenant).collect::<String>().replace("NAME", name))
}

fn compare(name: &str, engine: Engine) -> Result<()> {
    static REFERENCE: LazyLock<Result<RealServer>> =
        LazyLock::new(|| reference_server::start(&docroot()?, "real-apps"));
    if !engine.is_there() {
        return Ok(());
    }
    let reference = REFERENCE.as_ref().map_err(|error| anyhow!("{error:#}"))?;
    let folder = Scratch::new("real-apps")?;
    let file = folder.write("airlock.toml", configuration(name, engine)?)?;
    let airlock = Airlock::configured(&file, &format!("real-apps-{name}-{}", engine.as_str()))?;
    let cases = places::tests_folder().join("apps").join("cases").join(format!("{name}.toml"));
    let cases: Cases = toml::from_str(&std::fs::read_to_string(cases)?)?;
    ensure!(cases.request.len() >= 5, "{} requests are few", cases.request.len());

    let mut failures = Vec::new();
    for (host, prefix, _) in MOUNTS {
        let (host, prefix) = (format!("{name}.{host}"), prefix.replace("NAME", name));
        let mut wsgiref = Client::new(reference.address(), &host, &prefix);
        let mut ours = Client::new(airlock.address(), &host, &prefix);
        for request in &cases.request {
            let label = format!("{} {host}{prefix}{} {}", request.method, request.target, request.name);
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
    // All else that the validator complains of changes the answer.
    for line in airlock.log().lines_with(&["garbage collected without being closed"])? {
        failures.push(line);
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
