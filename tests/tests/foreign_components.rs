//! Components that other people's toolchains make answer as they are: the examples in `foreign_components/examples/`, in Python by
//! componentize-py, in JavaScript by componentize-js, in Rust with wstd. The same questions are put to each of them.

use std::time::Duration;

use airlock_tests::airlock_process::Airlock;
use airlock_tests::foreign_component::Toolchain;
use airlock_tests::http2_client::{self, Http2Client};
use airlock_tests::places;
use airlock_tests::raw_http::Connection;
use airlock_tests::requests::{Answer, ask_on, get};
use airlock_tests::scratch::Scratch;
use anyhow::{Result, ensure};

/// On a busy machine, at the compiler's low priority.
const COMPILED_WITHIN: Duration = Duration::from_secs(540);

/// For components whose language imports a file system and sockets, whether they are used or not.
const WITH_EMPTY_SYSTEM: &str = "grants.wasi = \"command\"";

/// A server over one component.
struct Scene {
    airlock: Airlock,
    _docroot: Scratch,
    path: String,
}

impl Scene {
    /// The component has been compiled, which takes long, and is kept for the next run.
    fn new(toolchain: Toolchain, configuration: &str) -> Result<Self> {
        let (docroot, name) = (Scratch::new("foreign")?, toolchain.name());
        docroot.write(&format!("site/{name}.wasm"), toolchain.component()?)?;
        let state = places::target_folder().join("foreign-components/state");
        let text = format!(
            "[server]\nstate = {state:?}\ncompile-time = \"10m\"\n[limits]\nwall-time = \"9m\"\n\
             [[tenant]]\nname = \"a\"\ndocroot = \"site\"\n{configuration}\n"
        );
        let file = docroot.write("airlock.toml", text)?;
        let airlock = Airlock::configured(&file, &format!("foreign-{name}"))?;
        Ok(Self { airlock, _docroot: docroot, path: format!("/{name}.wasm") })
    }

    fn ready(toolchain: Toolchain, configuration: &str) -> Result<Self> {
        let scene = Self::new(toolchain, configuration)?;
        let answer = scene.first()?;
        ensure!(answer.status == 200, "{} {}", answer.status, answer.text());
        Ok(scene)
    }

    /// The answer of the component when it has been compiled, however long that takes.
    fn first(&self) -> Result<Answer> {
        let mut connection = Connection::open_for(self.airlock.address(), COMPILED_WITHIN)?;
        ask_on(&mut connection, &get(&format!("{}/count", self.path)))
    }

    fn conclude(mut self) -> Result<()> {
        ensure!(self.airlock.is_running(), "the server has ended");
        assert_eq!(self.airlock.log().lines_with(&["panicked"])?, Vec::<String>::new());
        Ok(())
    }
}

/// The content, without its chunks.
fn content(answer: &Answer) -> Result<Vec<u8>> {
    if !answer.head.is_chunked() {
        return Ok(answer.content.clone());
    }
    airlock_tests::applications::unchunked(&answer.content)
}

fn answers(toolchain: Toolchain, configuration: &str) -> Result<()> {
    let scene = Scene::ready(toolchain, configuration)?;
    let path = &scene.path;

    // All on one connection: the end of each answer shows.
    let mut connection = Connection::open(scene.airlock.address())?;
    let answer = ask_on(&mut connection, &get(&format!("{path}/count")))?;
    assert_eq!((answer.status, &*content(&answer)?), (200, &b"one\ntwo\nthree\n"[..]));
    let answer = ask_on(&mut connection, &get(&format!("{path}/teapot")))?;
    assert_eq!((answer.status, &*content(&answer)?), (418, &b"short and stout\n"[..]));
    let kinds: Vec<_> = answer.head.values("x-kind").map(String::from_utf8_lossy).collect();
    assert_eq!(kinds.join(", "), "teapot, short");
    assert_eq!(answer.head.values("content-type").next(), Some(&b"text/plain"[..]));
    let answer = ask_on(&mut connection, &get(&format!("{path}/elsewhere")))?;
    assert_eq!((answer.status, &*content(&answer)?), (404, &b"no such path\n"[..]));

    let body = "0123456789".repeat(20_000);
    let head = format!("POST {path}/echo?a=%20b&c HTTP/1.1\r\nHost: a.test\r\nX-Two: 2\r\nx-one: 1\r\n");
    let request = format!("{head}Content-Length: {}\r\n\r\n{body}", body.len());
    for _ in 0..3 {
        let answer = ask_on(&mut connection, request.as_bytes())?;
        let expected = format!("POST {path}/echo?a=%20b&c\nx-one: 1\nx-two: 2\n\n{body}");
        assert_eq!((answer.status, &*content(&answer)?), (200, expected.as_bytes()));
    }
    let answer = ask_on(&mut connection, format!("HEAD {path}/teapot HTTP/1.1\r\nHost: a\r\n\r\n").as_bytes())?;
    assert_eq!((answer.status, answer.content.len()), (418, 0));

    let (address, url) = (scene.airlock.address(), format!("http://{}{path}/echo", scene.airlock.address()));
    http2_client::run(async {
        let mut client = Http2Client::open(address).await?;
        let answer = client.ask(http::Request::put(url).body(())?, b"by HTTP/2").await?;
        assert_eq!((answer.status, &*answer.text()), (200, &*format!("PUT {path}/echo\n\nby HTTP/2")));
        Ok(())
    })?;
    scene.conclude()
}

#[test]
fn a_component_of_componentize_py_answers() -> Result<()> {
    answers(Toolchain::Python, WITH_EMPTY_SYSTEM)
}

#[test]
fn a_component_of_componentize_js_answers() -> Result<()> {
    answers(Toolchain::JavaScript, "")
}

#[test]
fn a_component_of_rust_with_wstd_answers() -> Result<()> {
    answers(Toolchain::Rust, "")
}

#[test]
fn what_imports_a_system_is_refused_unless_the_policy_shows_an_empty_one() -> Result<()> {
    let scene = Scene::new(Toolchain::Python, "")?;
    assert_eq!(scene.first()?.status, 500);
    let line = scene.airlock.log().wait_for(&["the component is refused: it imports "])?;
    for import in ["wasi:filesystem/preopens@0.2", "wasi:sockets/tcp@0.2"] {
        assert!(line.contains(import), "{import} is not in {line}");
    }
    scene.conclude()
}
