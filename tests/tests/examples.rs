//! The example handlers of `handlers/`, each asked over a real socket and held to its answer.
//!
//! What to ask and what to expect is data, in `tests/examples/*.toml`. The same data is played to Airlock in both
//! profiles and to the reference server, so that an example that works here works there; and to the handlers in Rust that do
//! the same as their neighbours. What data can not say (two requests at a time, a client that leaves) is a scene, below. A
//! handler file that has neither fails the run.
//!
//! A step sends one request on a connection of its own and reads until the server closes it:
//!
//! | key | meaning |
//! | --- | --- |
//! | `on` | the lanes that play it: `exposed`, `wpt`, `oracle`, `rust`; all of them if left out |
//! | `request` | method and target |
//! | `fields`, `content` | header lines besides `Host` and `Connection: close`; the body |
//! | `status` | code and reason |
//! | `headers` | lines; of a name given here these are all the values, in this order |
//! | `headers_like` | the same for one value each, which is a regular expression |
//! | `absent` | header names that must not be there |
//! | `body`, `body_like`, `body_lacks` | the exact content; a regular expression; texts that must not be in it |
//! | `cut` | the connection ends before the content does |
//! | `pieces`, `apart_ms` | parts of the content that are to arrive this far apart |
//! | `takes_ms` | the least time to the answer |
//! | `unlike_previous` | the content differs from that of the step before |
//! | `stream` | every byte the server sends, where that is not HTTP |
//!
//! Texts are bytes in the way of [`wire_text`]: one character, one byte.

use std::collections::BTreeMap;
use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use airlock_tests::airlock_process::Airlock;
use airlock_tests::head::Head;
use airlock_tests::oracle_process::Oracle;
use airlock_tests::places;
use airlock_tests::raw_http::{Connection, DEADLINE, Received};
use airlock_tests::rust_examples;
use airlock_tests::wire_text::{Placeholders, isomorphic, readable};
use anyhow::{Context, Result, anyhow, bail, ensure};
use regex::Regex;
use regex::bytes::Regex as ByteRegex;
use serde::Deserialize;

/// Which server plays an example.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Lane {
    Exposed,
    Wpt,
    Oracle,
    /// The neighbours in Rust, in profile `exposed`.
    Rust,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleFile {
    example: Vec<Example>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    handler: String,
    step: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    on: Option<Vec<Lane>>,
    request: String,
    #[serde(default)]
    fields: Vec<String>,
    content: Option<String>,
    status: Option<String>,
    #[serde(default)]
    headers: Vec<String>,
    #[serde(default)]
    headers_like: Vec<String>,
    #[serde(default)]
    absent: Vec<String>,
    body: Option<String>,
    body_like: Option<String>,
    #[serde(default)]
    body_lacks: Vec<String>,
    #[serde(default)]
    pieces: Vec<String>,
    #[serde(default)]
    apart_ms: u64,
    #[serde(default)]
    takes_ms: u64,
    #[serde(default)]
    unlike_previous: bool,
    #[serde(default)]
    cut: bool,
    stream: Option<String>,
}

impl Step {
    /// Have it ask the neighbours in Rust, and expect their names.
    fn turn_to_rust(&mut self) {
        self.request = rust_examples::in_rust(&self.request);
        self.body = self.body.as_deref().map(rust_examples::in_rust);
    }
}

/// What needs more than one connection at a time, or an eye on two answers.
type Scene = fn(SocketAddr) -> Result<()>;

const SCENES: &[(&str, Scene)] = &[
    ("index.html", the_front_page_is_served),
    ("sandbox/random-values.py", no_two_requests_see_the_same_chance),
    ("state/wait-for-value.py", a_waiting_request_gets_what_another_brings),
    ("streams/notice-departure.py", a_handler_notices_that_its_client_has_left),
];

#[test]
fn examples_answer_in_profile_exposed() -> Result<()> {
    let airlock = Airlock::start(&docroot(), "exposed", "examples")?;
    play_all(airlock.address(), Lane::Exposed)
}

#[test]
fn examples_answer_in_profile_wpt() -> Result<()> {
    let airlock = Airlock::start(&docroot(), "wpt", "examples")?;
    play_all(airlock.address(), Lane::Wpt)
}

#[test]
fn examples_answer_on_the_reference_server() -> Result<()> {
    let oracle = Oracle::start(&docroot(), "examples")?;
    play_all(oracle.address(), Lane::Oracle)
}

#[test]
fn examples_in_rust_answer_like_their_neighbours() -> Result<()> {
    rust_examples::ensure_built()?;
    let airlock = Airlock::start(&docroot(), "exposed", "examples-rust")?;
    play_all(airlock.address(), Lane::Rust)
}

#[test]
fn every_handler_file_has_an_example() -> Result<()> {
    let mut tested: Vec<String> = SCENES.iter().map(|(handler, _)| (*handler).to_owned()).collect();
    tested.extend(examples()?.into_iter().map(|example| example.handler));
    let missing: Vec<String> = python_files()?.into_iter().filter(|file| !tested.contains(file)).collect();
    ensure!(missing.is_empty(), "no example in tests/examples/ for {missing:?}");
    for handler in &tested {
        ensure!(docroot().join(handler).is_file(), "{handler} is tested, but it is not there");
    }
    Ok(())
}

#[test]
fn every_handler_is_linked_from_the_front_page() -> Result<()> {
    let page = fs::read_to_string(docroot().join("index.html"))?;
    for handler in handlers()? {
        let path = handler.strip_suffix("/default.py").unwrap_or(&handler);
        let linked = [format!("href=\"{path}\""), format!("href=\"{path}?")].iter().any(|link| page.contains(link));
        ensure!(linked, "index.html has no link to {path}");
    }
    let reference = Regex::new(r##"(?:href|src|action|data-url)="([^"#?]+)"##)?;
    for found in reference.captures_iter(&page) {
        let path = found.get(1).map_or("", |path| path.as_str());
        ensure!(docroot().join(path).exists(), "index.html refers to {path}, which is not there");
    }
    Ok(())
}

#[test]
fn every_handler_begins_with_what_it_shows_and_a_command() -> Result<()> {
    for handler in handlers()? {
        let (summary, commands) = docstring(&handler)?;
        ensure!(summary.len() > 20, "{handler}: the docstring does not say what it shows");
        let url = format!("http://127.0.0.1:8000/{}", handler.strip_suffix("/default.py").unwrap_or(&handler));
        ensure!(
            commands.lines().any(|line| line.contains("curl ") && line.contains(&url)),
            "{handler}: no curl command for {url} in the docstring"
        );
    }
    Ok(())
}

#[test]
fn the_commands_work_when_pasted() -> Result<()> {
    let airlock = Airlock::start(&docroot(), "exposed", "examples-commands")?;
    let mut failures = Vec::new();
    for handler in handlers()? {
        let (_, commands) = docstring(&handler)?;
        let here = commands.replace("127.0.0.1:8000", &airlock.address().to_string());
        let script = format!("curl() {{ command curl -sS -w '%{{stderr}}%{{http_code}}\\n' \"$@\"; }}\n{here}");
        let output = Command::new("sh").args(["-c", &script]).output()?;
        let told = String::from_utf8_lossy(&output.stderr);
        let broken = told.lines().any(|status| status == "404" || status.starts_with('5'));
        let meant = handler == "errors/uncaught-exception.py";
        // curl's code for content that ends too early.
        let code = if handler == "errors/exception-too-late.py" { 18 } else { 0 };
        if output.status.code() != Some(code) || output.stdout.is_empty() || broken != meant {
            failures.push(format!("{handler}: {}\n{script}\n{}{told}", output.status, readable(&output.stdout)));
        }
    }
    ensure!(
        failures.is_empty(),
        "{} commands failed (curl must be installed):\n{}",
        failures.len(),
        failures.join("\n")
    );
    Ok(())
}

/// Play every example and every scene to one server; all failures are told, not just the first.
fn play_all(address: SocketAddr, lane: Lane) -> Result<()> {
    let mut failures = Vec::new();
    for mut example in examples()? {
        if lane == Lane::Rust {
            if !rust_examples::PAIRS.iter().any(|(python, _)| *python == example.handler) {
                continue;
            }
            example.step.iter_mut().for_each(Step::turn_to_rust);
        }
        let placeholders = Placeholders::new(&example.handler, address.port());
        let mut previous = None;
        for step in &example.step {
            if step.on.as_ref().is_some_and(|lanes| !lanes.contains(&lane)) {
                continue;
            }
            match play(step, address, &placeholders, previous.as_deref()) {
                Ok(body) => previous = Some(body),
                Err(error) => failures.push(format!("{}: {}: {error:#}", example.handler, step.request)),
            }
        }
    }
    let scenes = if lane == Lane::Rust { &[] } else { SCENES };
    for (handler, scene) in scenes {
        if let Err(error) = scene(address) {
            failures.push(format!("{handler}: {error:#}"));
        }
    }
    ensure!(failures.is_empty(), "{} failed on {lane:?}:\n\n{}\n", failures.len(), failures.join("\n\n"));
    Ok(())
}

/// Send one request, check its answer, return the content.
fn play(step: &Step, address: SocketAddr, placeholders: &Placeholders, previous: Option<&[u8]>) -> Result<Vec<u8>> {
    let (method, target) = step.request.split_once(' ').context("`request` is a method and a target")?;
    let content = step.content.as_deref().map(|content| placeholders.bytes(content)).transpose()?;
    let fields = step.fields.iter().map(|field| placeholders.bytes(field)).collect::<Result<Vec<_>>>()?;
    let target = placeholders.bytes(target)?;

    let start = Instant::now();
    let mut connection = Connection::open(address)?;
    connection.send(&request(address, method, &target, &fields, content.as_deref()));
    let mut arrivals = Vec::new();
    for piece in &step.pieces {
        let came = connection.wait_for(&isomorphic(piece)?);
        came.map_err(|end| anyhow!("{piece:?} did not come before the end ({end:?})"))?;
        arrivals.push(start.elapsed());
    }
    let received = connection.read_stream();
    let took = start.elapsed();

    let checked = check(step, method, placeholders, &received).and_then(|()| check_times(step, &arrivals, took));
    checked.with_context(|| format!("the answer was\n{}", readable(&received.bytes())))?;
    if step.unlike_previous {
        ensure!(previous != Some(&received.body), "the content is the same as before");
    }
    Ok(received.body)
}

fn check(step: &Step, method: &str, placeholders: &Placeholders, received: &Received) -> Result<()> {
    if let Some(stream) = &step.stream {
        ensure!(received.bytes() == placeholders.bytes(stream)?, "not the expected bytes");
        return Ok(());
    }

    let head = received.parsed().context("this is no HTTP response")?;
    if let Some(status) = &step.status {
        let came = format!("{} {}", head.status, String::from_utf8_lossy(&head.reason));
        ensure!(came == *status, "the status should be {status:?}");
    }
    check_headers(step, placeholders, &head)?;

    let bodiless = method == "HEAD" || matches!(head.status, 204 | 304);
    if let Some(length) = head.content_length().filter(|_| !bodiless) {
        let came = received.body.len();
        let whole = if step.cut { came < length } else { came == length };
        ensure!(whole, "Content-Length is {length}, {came} bytes came");
    }
    if let Some(body) = &step.body {
        ensure!(received.body == placeholders.bytes(body)?, "the content should be {body:?}");
    }
    if let Some(pattern) = &step.body_like {
        ensure!(ByteRegex::new(pattern)?.is_match(&received.body), "the content should be like {pattern}");
    }
    for text in &step.body_lacks {
        ensure!(
            !ByteRegex::new(&regex::escape(text))?.is_match(&received.body),
            "{text:?} should not be in the content"
        );
    }
    Ok(())
}

fn check_headers(step: &Step, placeholders: &Placeholders, head: &Head) -> Result<()> {
    let mut expected: BTreeMap<&str, Vec<Vec<u8>>> = BTreeMap::new();
    for line in &step.headers {
        let (name, value) = line.split_once(": ").context("a header is `Name: value`")?;
        expected.entry(name).or_default().push(placeholders.bytes(value)?);
    }
    for (name, values) in expected {
        ensure!(head.values(name).eq(values.iter().map(Vec::as_slice)), "the header {name} is not as expected");
    }
    for line in &step.headers_like {
        let (name, pattern) = line.split_once(": ").context("a header is `Name: pattern`")?;
        let pattern = ByteRegex::new(&format!("^(?:{pattern})$"))?;
        let values: Vec<&[u8]> = head.values(name).collect();
        ensure!(
            matches!(values.as_slice(), [value] if pattern.is_match(value)),
            "the header {name} should be like {pattern}"
        );
    }
    for name in &step.absent {
        ensure!(head.values(name).next().is_none(), "there should be no header {name}");
    }
    Ok(())
}

/// A busy machine may read late, never early: half the distance to the last piece is proof that nothing was held back.
fn check_times(step: &Step, arrivals: &[Duration], took: Duration) -> Result<()> {
    ensure!(took >= Duration::from_millis(step.takes_ms), "the answer took only {took:?}");
    let Some(last) = arrivals.last() else { return Ok(()) };
    for (number, arrival) in arrivals.iter().rev().enumerate() {
        let least = Duration::from_millis(step.apart_ms * u64::try_from(number)? / 2);
        ensure!(last.saturating_sub(*arrival) >= least, "the pieces came at {arrivals:?}: they were held back");
    }
    Ok(())
}

fn the_front_page_is_served(address: SocketAddr) -> Result<()> {
    let answer = ask(address, "GET", "/index.html", None)?;
    let head = answer.parsed().context("no response")?;
    ensure!(head.status == 200, "status {}", head.status);
    ensure!(head.values("content-type").any(|value| value.starts_with(b"text/html")), "not served as HTML");
    ensure!(answer.body == fs::read(docroot().join("index.html"))?, "not the file's bytes");
    Ok(())
}

fn no_two_requests_see_the_same_chance(address: SocketAddr) -> Result<()> {
    let mut seen = Vec::new();
    for _ in 0..3 {
        let answer = ask(address, "GET", "/sandbox/random-values.py", None)?;
        let values: BTreeMap<String, serde_json::Value> = serde_json::from_slice(&answer.body)?;
        ensure!(values.len() == 5, "five values expected: {values:?}");
        for value in values.into_values() {
            ensure!(!seen.contains(&value), "{value} came twice");
            seen.push(value);
        }
    }
    Ok(())
}

fn a_waiting_request_gets_what_another_brings(address: SocketAddr) -> Result<()> {
    const PAUSE: Duration = Duration::from_millis(300);
    let key = key("wait-for-value", address)?;
    let target = format!("/state/wait-for-value.py?key={key}");

    let start = Instant::now();
    let mut waiting = Connection::open(address)?;
    waiting.send(&request(address, "GET", target.as_bytes(), &[], None));
    std::thread::sleep(PAUSE);
    let brought = ask(address, "POST", &target, Some(b"here at last"))?;
    ensure!(brought.parsed().is_some_and(|head| head.status == 202), "{}", readable(&brought.bytes()));
    let answer = waiting.read_stream();
    ensure!(answer.body == b"here at last", "{}", readable(&answer.bytes()));
    ensure!(start.elapsed() >= PAUSE, "it did not wait");

    let alone = ask(address, "GET", &format!("{target}&seconds=0.2"), None)?;
    ensure!(alone.parsed().is_some_and(|head| head.status == 504), "{}", readable(&alone.bytes()));
    Ok(())
}

fn a_handler_notices_that_its_client_has_left(address: SocketAddr) -> Result<()> {
    let key = key("notice-departure", address)?;
    let mut leaving = Connection::open(address)?;
    leaving.send(&request(address, "GET", format!("/streams/notice-departure.py?key={key}").as_bytes(), &[], None));
    leaving.wait_for(b"tick\n").map_err(|end| anyhow!("no tick came: {end:?}"))?;
    drop(leaving);

    let start = Instant::now();
    while start.elapsed() < DEADLINE {
        let report = ask(address, "GET", &format!("/streams/notice-departure.py?report&key={key}"), None)?;
        if report.body != b"no report\n" {
            ensure!(report.body.starts_with(b"left after "), "{}", readable(&report.bytes()));
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    bail!("the handler never reported")
}

/// One request on a connection of its own.
fn ask(address: SocketAddr, method: &str, target: &str, content: Option<&[u8]>) -> Result<Received> {
    let mut connection = Connection::open(address)?;
    connection.send(&request(address, method, target.as_bytes(), &[], content));
    Ok(connection.read_stream())
}

fn request(address: SocketAddr, method: &str, target: &[u8], fields: &[Vec<u8>], content: Option<&[u8]>) -> Vec<u8> {
    let mut bytes = [method.as_bytes(), b" ", target, b" HTTP/1.1\r\n"].concat();
    bytes.extend(format!("Host: {address}\r\nConnection: close\r\n").as_bytes());
    for field in fields {
        bytes.extend([field.as_slice(), b"\r\n"].concat());
    }
    if let Some(content) = content {
        bytes.extend(format!("Content-Length: {}\r\n", content.len()).as_bytes());
    }
    bytes.extend(b"\r\n");
    bytes.extend(content.unwrap_or_default());
    bytes
}

/// A stash key of the scene's own.
fn key(scene: &str, address: SocketAddr) -> Result<String> {
    Ok(String::from_utf8(Placeholders::new(scene, address.port()).bytes("{uuid}")?)?)
}

fn docroot() -> PathBuf {
    places::tests_folder().join("../handlers")
}

fn examples() -> Result<Vec<Example>> {
    let folder = places::tests_folder().join("examples");
    let mut examples = Vec::new();
    for file in places::files_below(&folder)? {
        let text = fs::read_to_string(folder.join(&file))?;
        let parsed: ExampleFile = toml::from_str(&text).with_context(|| format!("in {}", file.display()))?;
        examples.extend(parsed.example);
    }
    Ok(examples)
}

/// Every Python file of the docroot, as the URL path without its first slash.
fn python_files() -> Result<Vec<String>> {
    let files = places::files_below(&docroot())?.into_iter().filter_map(|path| path.to_str().map(str::to_owned));
    Ok(files.filter(|path| path.ends_with(".py")).collect())
}

/// Those with a `main`; the others are modules for them.
fn handlers() -> Result<Vec<String>> {
    let mut handlers = python_files()?;
    let has_main =
        |path: &String| fs::read_to_string(docroot().join(path)).is_ok_and(|text| text.contains("def main("));
    handlers.retain(has_main);
    ensure!(handlers.len() >= 26, "only {} handlers found", handlers.len());
    Ok(handlers)
}

/// The first line of a handler's docstring, and its indented lines, which are shell commands.
fn docstring(handler: &str) -> Result<(String, String)> {
    let text = fs::read_to_string(docroot().join(handler))?;
    let opened = text.trim_start_matches('r').strip_prefix("\"\"\"");
    let inside = opened.and_then(|rest| rest.split_once("\"\"\"")).map(|(inside, _)| inside);
    let inside = inside.with_context(|| format!("{handler} does not begin with a docstring"))?;
    let summary = inside.lines().next().unwrap_or_default().to_owned();
    let commands: Vec<&str> = inside.lines().filter_map(|line| line.strip_prefix("    ")).collect();
    Ok((summary, commands.join("\n")))
}
