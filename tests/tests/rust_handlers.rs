//! Handlers in Rust answer like their neighbours in Python: the same requests to both, and the same bytes from both, but for
//! the date. The requests of the parity corpus that are about cookies and queries take part.

use std::collections::BTreeSet;
use std::fs;
use std::net::SocketAddr;

use airlock_tests::airlock_process::Airlock;
use airlock_tests::command::airlock;
use airlock_tests::corpus::{Group, Step};
use airlock_tests::places;
use airlock_tests::raw_http::Connection;
use airlock_tests::requests::{ask, get, post};
use airlock_tests::rust_examples::{PAIRS, component, docroot, ensure_built};
use airlock_tests::scratch::Scratch;
use airlock_tests::wire_text::{Placeholders, isomorphic, readable};
use anyhow::{Context, Result, ensure};

/// What is asked: method, query, header lines, body. Texts are bytes in the isomorphic spelling.
type Asked<'a> = (&'a str, &'a str, &'a [&'a str], &'a str);

const FORM: &str = "Content-Type: application/x-www-form-urlencoded";
const MULTIPART: &str = "Content-Type: multipart/form-data; boundary=\"b b\"";
const PARTS: &str = "--b b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\n\u{e9}\r\n\r\n--b b\r\n\
    Content-Disposition: form-data; name=dish; filename=\"\"\r\n\r\n\r\n--b b--\r\n";

/// Requests to the pair whose component has this name.
const REQUESTS: &[(&str, &[Asked])] = &[
    ("status-with-reason", &[("GET", "", &[], ""), ("HEAD", "?x", &[], ""), ("POST", "", &[], "unread")]),
    ("set-error", &[("GET", "", &[], ""), ("HEAD", "", &[], "")]),
    ("read-beside", &[("GET", "", &[], ""), ("HEAD", "", &[], "")]),
    (
        "set-cookie",
        &[
            ("GET", "", &[], ""),
            ("GET", "?flavour=%E9+x", &[], ""),
            ("GET", "?flavour=", &[], ""),
            ("HEAD", "", &[], ""),
        ],
    ),
    (
        "by-method",
        &[
            ("GET", "", &[], ""),
            ("HEAD", "", &[], ""),
            ("PUT", "", &[], "x"),
            ("DELETE", "", &[], ""),
            ("BREW", "", &[], ""),
            ("get", "", &[], ""),
            ("OPTIONS", "", &[], ""),
        ],
    ),
    (
        "basic-auth",
        &[
            ("GET", "", &["Authorization: Basic YWRhOmVuZ2luZQ=="], ""),
            ("GET", "", &["Authorization: Basic YWRhOmVuZ2luZTo="], ""),
            ("GET", "", &["Authorization: Basic YW Rh:On:g9"], ""),
            ("GET", "", &["Authorization: Basic"], ""),
            ("GET", "", &["Authorization: Basic YWRh"], ""),
            ("GET", "", &[], ""),
        ],
    ),
    (
        "echo-body",
        &[
            ("GET", "", &[], ""),
            ("POST", "", &["Content-Type: text/\u{e9}; a=\"b\""], "\0\u{ff}\r\n\r\nHTTP/1.1 200 OK\r\n"),
            ("PUT", "", &["content-type: a", "Content-Type: b"], "x"),
            ("POST", "", &["Transfer-Encoding: chunked"], "3\r\nabc\r\n2;x=y\r\n\r\n\r\n0\r\n\r\n"),
            ("HEAD", "", &["Content-Type: text/plain"], ""),
        ],
    ),
    (
        "header-lines",
        &[
            ("GET", "", &["X-Colour: red", "x-COLOUR:   blue \t", "X-Odd: \u{e9}\u{ff}", "X-Empty:"], ""),
            ("HEAD", "", &["Cookie: a=1", "Cookie: b=2"], ""),
        ],
    ),
    (
        "form-post",
        &[
            ("POST", "", &[FORM], "name=Ada&dish=soup&dish=sal%E9d+x"),
            ("POST", "?name=query", &[], "name=%zz&&=&dish"),
            ("POST", "", &[MULTIPART], PARTS),
            ("PUT", "", &[FORM], "name=Ada"),
            ("PUT", "", &[], "name=Ada"),
            ("GET", "", &[FORM], "name=Ada"),
            ("POST", "", &["Content-Type: text/plain"], "name=Ada"),
            ("POST", "", &["Content-Type: multipart/form-data"], PARTS),
            ("POST", "", &["Content-Type: text/plain"], ""),
        ],
    ),
    (
        "query-values",
        &[
            ("GET", "?tree=oak&tree=%E9lm&leaf", &[], ""),
            ("POST", "?tree=%zz%2&leaf=&tree", &[], "tree=body"),
            ("GET", "?tree=\u{ff}\u{80}%00%22%5C&&", &[], ""),
            ("GET", "?", &[], ""),
            ("HEAD", "?tree=a+b%2B", &[], ""),
        ],
    ),
    ("answer-by-hand", &[("GET", "", &[], ""), ("POST", "", &[], "unread")]),
    (
        "piecewise",
        &[
            ("GET", "?pause=0", &[], ""),
            ("GET", "?pause=10", &[], ""),
            ("HEAD", "?pause=0", &[], ""),
            ("GET", "?pause=x", &[], ""),
        ],
    ),
    (
        "count-visits",
        &[
            ("GET", "?key={uuid}", &[], ""),
            ("GET", "?key=urn:uuid:{uuid}", &[], ""),
            ("POST", "?key={uuid}", &[], ""),
            ("GET", "?key={uuid2}", &[], ""),
            ("GET", "?key=none", &[], ""),
        ],
    ),
];

#[test]
fn handlers_in_rust_answer_like_those_in_python() -> Result<()> {
    ensure_built()?;
    let airlock = Airlock::start(&docroot(), "exposed", "rust-handlers")?;
    let mut played = BTreeSet::from(["read-cookies", "find-note", "leave-note"]); // in tests of their own
    for (name, requests) in REQUESTS {
        played.insert(name);
        for asked in *requests {
            compare(airlock.address(), name, asked)?;
        }
    }
    let all: BTreeSet<&str> = PAIRS.iter().map(|(_, name)| *name).collect();
    ensure!(played == all, "not played: {:?}", all.symmetric_difference(&played));
    Ok(())
}

#[test]
fn cookies_and_queries_of_the_parity_corpus_are_read_alike() -> Result<()> {
    ensure_built()?;
    let airlock = Airlock::start(&docroot(), "exposed", "rust-handlers-corpus")?;
    for (group, name) in [("cookies", "read-cookies"), ("query", "query-values"), ("cookies", "header-lines")] {
        let group = Group::read(&places::parity_folder().join(format!("cases/{group}.toml")))?;
        let mut played = 0;
        for step in group.cases.iter().flat_map(|case| &case.steps).filter(|step| is_plain(step)) {
            let query = step.target.split_once('?').map(|(_, query)| format!("?{query}")).unwrap_or_default();
            let headers: Vec<&str> = step.headers.iter().map(String::as_str).collect();
            compare(
                airlock.address(),
                name,
                &(&step.method, &query, &headers, step.body.as_deref().unwrap_or_default()),
            )?;
            played += 1;
        }
        ensure!(played > 10, "only {played} cases of the group {} were played to {name}", group.name);
    }
    Ok(())
}

/// Bodies below, around and far beyond the arena that memory is taken from first.
#[test]
fn bodies_of_any_size_come_back() -> Result<()> {
    ensure_built()?;
    let airlock = Airlock::start(&docroot(), "exposed", "rust-handlers-sizes")?;
    for size in [1, 1000, 100_000, (256 << 10) - 1, 256 << 10, (256 << 10) + 1, 300_000, 3_000_000] {
        let body: Vec<u8> = (0..size).map(|at: usize| (at / 7 % 251) as u8).collect();
        let answer = ask(airlock.address(), &post(&format!("/{}", component("echo-body")), &body))?;
        ensure!(answer.content == body, "{size} bytes: {} came back", answer.content.len());
    }
    Ok(())
}

#[test]
fn notes_are_found_whoever_has_left_them() -> Result<()> {
    ensure_built()?;
    let airlock = Airlock::start(&docroot(), "exposed", "rust-handlers-notes")?;
    for (number, leave) in ["state/leave-note.py", "rust/leave-note.wasm"].into_iter().enumerate() {
        let mut found = Vec::new();
        for find in ["state/find-note.py", "rust/find-note.wasm"] {
            let key = format!("?key=0f0e3c1a-5d58-4c0f-9a57-0d1f6f2f7c0{number}");
            let left =
                answer(airlock.address(), &format!("/{leave}"), &("POST", &key, &[], "caf\u{e9} at\n noon \"x\""))?;
            ensure!(left.starts_with(b"HTTP/1.1 201 Created\r\n"), "{}", readable(&left));
            found.push(answer(airlock.address(), &format!("/{find}"), &("GET", &key, &[], ""))?);
            let again = answer(airlock.address(), &format!("/{find}"), &("GET", &key, &[], ""))?;
            ensure!(again.starts_with(b"HTTP/1.1 404 Not Found\r\n"), "{}", readable(&again));
        }
        let [python, rust] = &found[..] else { unreachable!("there are two") };
        ensure!(python == rust, "left by {leave}:\n{}\n{}", readable(python), readable(rust));
        ensure!(String::from_utf8_lossy(rust).contains(&format!("(4 words, by /{leave})")), "{}", readable(rust));
    }
    Ok(())
}

/// The same handler for both targets; the one with WASI is refused by name where the machine can not build it.
#[test]
fn a_handler_is_built_for_either_target() -> Result<()> {
    let scratch = Scratch::new("rust-targets")?;
    let project = docroot().join("rust/by-method");
    let project = project.to_str().context("a path that is no text")?;
    for (target, file) in [("wasm32-unknown-unknown", "unknown.wasm"), ("wasm32-wasip2", "wasip2.wasm")] {
        let out = scratch.place(file);
        let out = out.to_str().context("a path that is no text")?;
        // Cargo may take minutes on a busy machine: there is no deadline.
        let built =
            airlock_tests::command::airlock_over_network(&["build", project, "--target", target, "--out", out])?;
        if built.code != Some(0) && target == "wasm32-wasip2" {
            ensure!(built.stderr.contains("rustup target add wasm32-wasip2"), "{}", built.stderr);
            fs::copy(scratch.place("unknown.wasm"), out)?;
        } else {
            ensure!(built.code == Some(0), "{target}: {}{}", built.stdout, built.stderr);
        }
    }
    let inspected = airlock(&["inspect", scratch.place("unknown.wasm").to_str().context("a path that is no text")?])?;
    ensure!(
        inspected.code == Some(0) && !inspected.stdout.contains("wasi:"),
        "{}{}",
        inspected.stdout,
        inspected.stderr
    );

    let server = Airlock::start(scratch.path(), "exposed", "rust-targets")?;
    for file in ["unknown.wasm", "wasip2.wasm"] {
        let answer = ask(server.address(), &get(&format!("/{file}")))?;
        ensure!(answer.content == b"Here it is.\n", "{file}: {}", answer.text());
    }
    Ok(())
}

/// A request that needs nothing but method, target and fields.
fn is_plain(step: &Step) -> bool {
    step.raw.is_none() && !step.bare && step.version == "HTTP/1.1" && step.body_times == 1 && step.body_ends.is_none()
}

/// Ask both of a pair.
fn compare(address: SocketAddr, name: &str, asked: &Asked) -> Result<()> {
    let (python, _) = PAIRS.iter().find(|(_, rust)| *rust == name).context("there is no such pair")?;
    let from_python = answer(address, &format!("/{python}"), asked)?;
    let from_rust = answer(address, &format!("/{}", component(name)), asked)?;
    ensure!(
        from_python == from_rust,
        "{name}, {asked:?}:\nPython answers\n{}\nRust answers\n{}",
        readable(&from_python),
        readable(&from_rust)
    );
    Ok(())
}

/// All bytes of the answer, with a date of our own.
fn answer(address: SocketAddr, path: &str, (method, query, headers, body): &Asked) -> Result<Vec<u8>> {
    let placeholders = Placeholders::new(path, address.port());
    let mut request = format!("{method} {path}{query} HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n");
    for header in *headers {
        request.push_str(&format!("{header}\r\n"));
    }
    let is_framed = headers.iter().any(|header| header.starts_with("Transfer-Encoding"));
    if !body.is_empty() && !is_framed {
        request.push_str(&format!("Content-Length: {}\r\n", isomorphic(body)?.len()));
    }
    let mut connection = Connection::open(address)?;
    connection.send(&placeholders.bytes(&format!("{request}\r\n{body}"))?);
    let received = connection.read_stream();
    let head = received.parsed().with_context(|| format!("{path}: no answer ({:?})", received.end))?;
    let date = head.values("date").next().with_context(|| format!("{path}: an answer without a date"))?;
    let date = [b"Date: ", date].concat();
    let bytes = received.bytes();
    let at = bytes.windows(date.len()).position(|window| window == date).context("the date's place")?;
    Ok([bytes.get(..at).unwrap_or_default(), b"Date: now", bytes.get(at + date.len()..).unwrap_or_default()].concat())
}
