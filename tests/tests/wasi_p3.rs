//! Components of WASI 0.3, where the server is built with the feature `wasi-p3`; these tests are, by their own of that name.
#![cfg(feature = "wasi-p3")]

use airlock_tests::airlock_process::Airlock;
use airlock_tests::applications::unchunked;
use airlock_tests::requests::{Answer, ask, get, post};
use airlock_tests::rust_component;
use airlock_tests::scratch::Scratch;
use anyhow::Result;

/// A server over the component `tests/components/service`.
struct Scene {
    airlock: Airlock,
    _docroot: Scratch,
}

impl Scene {
    fn new(name: &str, flags: &[&str]) -> Result<Self> {
        let docroot = Scratch::new(&format!("wasi-p3-{name}"))?;
        docroot.write("service.wasm", rust_component::build("service")?)?;
        let airlock = Airlock::start_with(docroot.path(), "exposed", &format!("wasi-p3-{name}"), flags)?;
        Ok(Self { airlock, _docroot: docroot })
    }

    fn ask(&self, request: &[u8]) -> Result<Answer> {
        ask(self.airlock.address(), request)
    }
}

#[test]
fn a_service_answers_each_request_in_an_instance_of_its_own() -> Result<()> {
    let scene = Scene::new("answers", &[])?;
    for _ in 0..3 {
        let answer = scene.ask(&get("/service.wasm/more?one=1"))?;
        assert_eq!((answer.status, answer.text().as_str()), (200, "Method::Get, 1 answered\n"));
        assert_eq!(answer.head.values("x-target").next(), Some(&b"/service.wasm/more?one=1"[..]));
    }
    Ok(())
}

#[test]
fn content_streams_through() -> Result<()> {
    let scene = Scene::new("streams", &[])?;
    for length in [0, 1, 100, 1 << 20] {
        let content = vec![b'x'; length];
        let answer = scene.ask(&post("/service.wasm", &content))?;
        let expected = [b"Method::Post, 1 answered\n", content.as_slice()].concat();
        // How long it will be is not known before it has all come.
        let content = if answer.head.is_chunked() { unchunked(&answer.content)? } else { answer.content };
        assert!(content == expected, "{length}: {} bytes", content.len());
    }
    Ok(())
}

#[test]
fn what_goes_wrong_is_told() -> Result<()> {
    let scene = Scene::new("fails", &["--wall-time", "1s"])?;
    // Compiled, so that the time is the handler's.
    scene.ask(&get("/service.wasm"))?;
    for (query, status, words) in [
        ("error", 500, "returned an error in place of a response"),
        ("trap", 500, "aborted (unreachable)"),
        ("longer", 500, "content"),
        ("sleep", 504, "limit=wall-time"),
    ] {
        assert_eq!(scene.ask(&get(&format!("/service.wasm?{query}")))?.status, status, "{query}");
        scene.airlock.log().wait_for(&["service.wasm", words])?;
    }
    // Nothing of them is left.
    assert_eq!(scene.ask(&get("/service.wasm"))?.text(), "Method::Get, 1 answered\n");
    Ok(())
}
