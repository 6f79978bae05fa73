//! The validator of the standard library (`wsgiref.validate`) around applications, in both engines: right ones hear no
//! complaint, which is about the server, and broken ones are a 500 with the complaint in the log.
//!
//! `tests/wsgi/rules.toml` has every check of the validator that the runtime's CPython has, and what breaks it.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use airlock_tests::airlock_process::Airlock;
use airlock_tests::configured::docroot_of;
use airlock_tests::engine::Engine;
use airlock_tests::raw_http::{Connection, End};
use airlock_tests::requests::{ask, get};
use airlock_tests::wire_text::readable;
use airlock_tests::{places, python_venv};
use anyhow::{Context, Result, ensure};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    rule: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    /// As `validator_rules.py` prints it.
    is: String,
    /// Whether the server alone could break it.
    #[serde(default)]
    server: bool,
    /// Applications that break it, each with words of one line of the log.
    #[serde(default)]
    apps: BTreeMap<String, Vec<String>>,
}

fn rules() -> Result<Vec<Rule>> {
    let file = places::tests_folder().join("wsgi").join("rules.toml");
    Ok(toml::from_str::<Rules>(&std::fs::read_to_string(file)?)?.rule)
}

/// Runs `test` in each engine with a server for `tests/wsgi/docroot/`.
fn with_server(name: &str, test: impl Fn(&Airlock) -> Result<()>) -> Result<()> {
    for engine in [Engine::Sandbox, Engine::InProcess].into_iter().filter(|engine| engine.is_there()) {
        let log = format!("wsgi-validator-{name}-{}", engine.as_str());
        let airlock = Airlock::start_with(&docroot_of("wsgi"), "exposed", &log, engine.flags())?;
        test(&airlock).with_context(|| format!("in the engine {}", engine.as_str()))?;
    }
    Ok(())
}

/// What becomes of applications that do not fail before their first byte.
const LATE: &[(&str, End)] = &[
    ("never_closed", End::Complete),
    ("start_response_again_behind_content", End::Closed),
    ("yields_text_later", End::Closed),
];

#[test]
fn every_check_of_the_validator_is_listed() -> Result<()> {
    let tests = places::tests_folder().join("wsgi");
    let source = Path::new("python-runtime/sources/cpython/Lib/wsgiref/validate.py");
    let source = places::target_folder().join(source);
    ensure!(source.is_file(), "{}: build the runtime first (make build)", source.display());
    let outcome =
        Command::new(python_venv::interpreter()).arg(tests.join("validator_rules.py")).arg(&source).output()?;
    ensure!(outcome.status.success(), "{}", String::from_utf8_lossy(&outcome.stderr));
    let mut checks: Vec<String> = String::from_utf8(outcome.stdout)?.lines().map(str::to_owned).collect();
    let mut listed: Vec<String> =
        rules()?.into_iter().map(|rule| rule.is).filter(|rule| !rule.starts_with("PEP 3333: ")).collect();
    for list in [&mut checks, &mut listed] {
        list.sort();
        list.dedup();
    }
    assert_eq!(listed, checks);
    let unbroken: Vec<String> =
        rules()?.into_iter().filter(|rule| rule.server != rule.apps.is_empty()).map(|rule| rule.is).collect();
    assert_eq!(unbroken, Vec::<String>::new(), "either the server breaks it or an application");
    Ok(())
}

#[test]
fn what_breaks_a_rule_is_a_500_with_the_complaint_in_the_log() -> Result<()> {
    with_server("broken", |airlock| {
        let mut failures = Vec::new();
        for rule in rules()? {
            for (name, words) in &rule.apps {
                let mut connection = Connection::open(airlock.address())?;
                connection.send(&get(&format!("/broken.wsgi/{name}")));
                let received = connection.read_response(false);
                let status = received.parsed().map_or(0, |head| head.status);
                let expected = match LATE.iter().find(|(late, _)| late == name) {
                    Some((_, End::Complete)) => status == 200 && received.body == b"answered all the same",
                    Some((_, end)) => status == 200 && received.end == *end && !received.body.ends_with(b"0\r\n\r\n"),
                    None => status == 500 && words.iter().all(|word| !contains(&received.body, word)),
                };
                if !expected {
                    failures.push(format!("{name}: {:?} {}", received.end, readable(&received.bytes())));
                }
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                if let Err(error) = airlock.log().wait_for(&words) {
                    failures.push(format!("{name}: {error:#}"));
                }
            }
        }
        ensure!(failures.is_empty(), "{}", failures.join("\n"));
        Ok(())
    })
}

fn contains(bytes: &[u8], word: &str) -> bool {
    word != "AssertionError" && String::from_utf8_lossy(bytes).contains(word)
}

/// A request's lines without its target, its body, and what the answer's content holds.
const ASKED: &[(&str, &str, &[&str], &str, &str)] = &[
    ("GET", "", &[], "", "PATH_INFO=''"),
    ("GET", "/", &[], "", "PATH_INFO='/'"),
    ("GET", "/shows/a%20b//%C3%A9?q=%20&r", &[], "", "QUERY_STRING='q=%20&r'"),
    ("GET", "/shows", &["X-Twice: one", "X-Twice: two", "Cookie: a=b", "X_Y: z"], "", "HTTP_X_TWICE='one,"),
    ("HEAD", "/shows", &[], "", ""),
    ("OPTIONS", "/shows", &[], "", "REQUEST_METHOD='OPTIONS'"),
    ("DELETE", "/shows", &[], "", "REQUEST_METHOD='DELETE'"),
    ("POST", "/shows", &["Content-Type: text/x"], "body", "CONTENT_LENGTH='4'"),
    ("POST", "/shows", &["Content-Length: 0"], "", "CONTENT_LENGTH='0'"),
    (
        "POST",
        "/reads",
        &[],
        "abcdef\ngh\nijklmnop\nq\nr",
        r"(b'abc', b'def\n', b'gh', [b'\n', b'ijklmnop\n'], [b'q\n', b'r'], b'')",
    ),
    ("POST", "/reads", &[], "", "(b'', b'', b'', [], [], b'')"),
    ("POST", "/iterates", &[], "a\nb\nc", "A\nB\nC"),
    ("GET", "/writes", &[], "", "three"),
    ("GET", "/empty", &[], "", ""),
    ("GET", "/without_content", &[], "", ""),
    ("GET", "/not_modified", &[], "", ""),
    ("GET", "/replaced", &[], "", "replaced"),
    ("GET", "/logs", &[], "", "logged"),
    ("GET", "/wraps", &[], "", "wrapped wrapped"),
    ("GET", "/closes", &[], "", "closed"),
    ("GET", "/late", &[], "", "late one"),
    ("HEAD", "/late", &[], "", ""),
    ("HEAD", "/writes", &[], "", ""),
];

#[test]
fn the_validator_does_not_complain_of_the_server() -> Result<()> {
    with_server("right", |airlock| {
        for version in ["HTTP/1.1", "HTTP/1.0"] {
            for (method, target, fields, body, expected) in ASKED {
                let mut head = format!("{method} /right.wsgi{target} {version}\r\nHost: right.test\r\n");
                for field in *fields {
                    head += &format!("{field}\r\n");
                }
                if !body.is_empty() {
                    head += &format!("Content-Length: {}\r\n", body.len());
                }
                let answer = ask(airlock.address(), format!("{head}\r\n{body}").as_bytes())?;
                ensure!(
                    matches!(answer.status, 200 | 204 | 304 | 503),
                    "{head}: {} {}",
                    answer.status,
                    airlock.log().tail()
                );
                ensure!(answer.text().contains(expected), "{head}: {}", answer.text());
            }
        }
        let chunked =
            "POST /right.wsgi/reads HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nab\nc\r\n0\r\n\r\n";
        let answer = ask(airlock.address(), chunked.as_bytes())?;
        ensure!(answer.text().contains(r"(b'ab\n', b'c', b'', [], [], b'')"), "{}", answer.text());
        // No Host, as HTTP/1.0 allows.
        let answer = ask(airlock.address(), b"GET /right.wsgi/shows HTTP/1.0\r\n\r\n")?;
        ensure!(answer.text().contains("HTTP_HOST=None"), "{}", answer.text());
        for told in ["told by write", "told by writelines", "it was closed"] {
            airlock.log().wait_for(&[told])?;
        }
        for complaint in ["AssertionError", "WSGIWarning", "handler failed", "garbage collected"] {
            assert_eq!(airlock.log().lines_with(&[complaint])?, Vec::<String>::new());
        }
        Ok(())
    })
}
