//! Components that answer by `wasi:http/incoming-handler`: what they find, how their responses are framed, and what clients see
//! of those that break off, say too much or nothing. What they do is in `components/proxy/`.

use std::sync::LazyLock;

use airlock_tests::airlock_process::Airlock;
use airlock_tests::applications::unchunked;
use airlock_tests::configured::Configured;
use airlock_tests::eventually::eventually;
use airlock_tests::http2_client::{self, Http2Client};
use airlock_tests::places;
use airlock_tests::raw_http::{Connection, End, Received};
use airlock_tests::requests::{Answer, ask, ask_on, get, post};
use airlock_tests::rust_component;
use airlock_tests::scratch::Scratch;
use anyhow::{Context, Result, anyhow, ensure};

static PROXY: LazyLock<Result<Vec<u8>, String>> =
    LazyLock::new(|| rust_component::build("proxy").map_err(|error| format!("{error:#}")));

/// A server over the component, compiled, and the folder that it lies in.
struct Scene {
    airlock: Airlock,
    _docroot: Scratch,
}

impl Scene {
    fn new(name: &str, flags: &[&str]) -> Result<Self> {
        let docroot = Scratch::new("wasi-http")?;
        docroot.write("proxy.wasm", PROXY.as_deref().map_err(|error| anyhow!("{error}"))?)?;
        // Compiled code is kept there for the other tests.
        let state = places::target_folder().join("component-state");
        let flags = [flags, &["--state", state.to_str().context("a path that is no text")?]].concat();
        let airlock = Airlock::start_with(docroot.path(), "exposed", &format!("wasi-http-{name}"), &flags)?;
        let scene = Self { airlock, _docroot: docroot };
        eventually("the component is compiled", || Ok((scene.get("whole")?.status == 200).then_some(())))?;
        Ok(scene)
    }

    fn get(&self, place: &str) -> Result<Answer> {
        ask(self.airlock.address(), &get(&format!("/proxy.wasm/{place}")))
    }

    /// What comes on a connection of its own, however it ends.
    fn received(&self, place: &str) -> Result<Received> {
        let mut connection = Connection::open(self.airlock.address())?;
        connection.send(&get(&format!("/proxy.wasm/{place}")));
        Ok(connection.read_response(false))
    }

    fn log_has(&self, words: &[&str]) -> Result<String> {
        self.airlock.log().wait_for(&[&["proxy.wasm"], words].concat())
    }

    fn conclude(mut self) -> Result<()> {
        ensure!(self.airlock.is_running(), "the server has ended");
        assert_eq!(self.airlock.log().lines_with(&["panicked"])?, Vec::<String>::new());
        Ok(())
    }
}

fn value<'a>(answer: &'a Answer, name: &'a str) -> Option<&'a [u8]> {
    answer.head.values(name).next()
}

#[test]
fn a_component_finds_its_request() -> Result<()> {
    let scene = Scene::new("request", &[])?;
    let address = scene.airlock.address();
    let head = "X-One: 1\r\nx-one: \u{e9}\r\nConnection: keep-alive\r\n";
    let answer = ask(
        address,
        format!("POST /proxy.wasm/a%20b/head?x=%C3%A9&y HTTP/1.1\r\nHost: a.test:1\r\n{head}\r\n").as_bytes(),
    )?;
    let text = answer.text();
    let (line, fields) = text.split_once('\n').context("no line")?;
    assert_eq!(line, "Method::Post http a.test:1 /proxy.wasm/a%20b/head?x=%C3%A9&y");
    // What belongs to the connection is none of a component's.
    assert_eq!(fields, "x-one: 1\nx-one: \\xc3\\xa9");
    let answer = ask(address, b"TRACK http://b.test/proxy.wasm/head HTTP/1.1\r\nHost: b.test\r\n\r\n")?;
    assert_eq!(answer.text(), "Method::Other(\"TRACK\") http b.test /proxy.wasm/head");
    let answer = ask(address, b"GET /proxy.wasm/head HTTP/1.0\r\n\r\n")?;
    assert_eq!(answer.text(), format!("Method::Get http {address} /proxy.wasm/head"));
    scene.conclude()
}

#[test]
fn what_wasi_http_has_no_form_for_is_refused() -> Result<()> {
    let scene = Scene::new("refused", &[])?;
    let address = scene.airlock.address();
    for (line, field, told) in [
        ("GET /proxy.wasm/whole HTTP/1.1", "Host: \u{e9}", "host"),
        ("GET /proxy.wasm/whole#a HTTP/1.1", "Host: a", "a fragment"),
    ] {
        let mut connection = Connection::open(address)?;
        connection.send(format!("{line}\r\n{field}\r\n\r\n").as_bytes());
        let received = connection.read_response(false);
        let head = received.parsed().with_context(|| format!("{line}: {:?}", received.end))?;
        assert_eq!(head.status, 400, "{line}");
        if !scene.airlock.log().lines_with(&["request refused", told])?.is_empty() {
            assert!(String::from_utf8_lossy(&received.body).contains("can not be shown to its handler"), "{line}");
        }
    }
    assert_eq!(scene.get("whole")?.status, 200);
    scene.conclude()
}

#[test]
fn responses_are_framed_so_that_the_connection_goes_on() -> Result<()> {
    let scene = Scene::new("framing", &[])?;
    let mut connection = Connection::open(scene.airlock.address())?;
    let mut ask_for = |place: &str| ask_on(&mut connection, &get(&format!("/proxy.wasm/{place}")));
    let whole = ask_for("whole")?;
    assert_eq!((whole.status, &*whole.text(), value(&whole, "content-length")), (200, "whole", Some(&b"5"[..])));
    assert_eq!((value(&whole, "server"), whole.head.values("date").count()), (Some(&b"Airlock"[..]), 1));
    let empty = ask_for("empty")?;
    assert_eq!((empty.status, value(&empty, "content-length")), (200, Some(&b"0"[..])));
    assert_eq!(ask_for("sized")?.text(), "sized");
    let big = ask_for("big?3000000")?;
    assert!(big.head.is_chunked());
    assert_eq!(unchunked(&big.content)?, vec![b'x'; 3_000_000]);
    for status in [204, 304] {
        let answer = ask_for(&format!("status?{status}"))?;
        assert_eq!((answer.status, answer.head.values("content-length").count()), (status, 0));
    }
    let answer = ask_for("status?599")?;
    assert_eq!((answer.status, &*answer.text()), (599, "content"));
    // Trailers are left out where nobody asked for them.
    assert_eq!(unchunked(&ask_for("trailers")?.content)?, b"content");
    assert_eq!(ask_for("whole")?.text(), "whole");
    scene.conclude()
}

#[test]
fn a_head_is_as_the_get_would_have_it() -> Result<()> {
    let scene = Scene::new("head", &[])?;
    let mut connection = Connection::open(scene.airlock.address())?;
    for (place, status, length) in [
        ("whole", 200, Some(&b"5"[..])),
        ("sized", 200, Some(b"5")),
        ("declared", 200, Some(b"12345")),
        ("short", 200, Some(b"10")),
        ("empty", 200, None),
        ("big?3000000", 200, None),
        ("trap", 500, None),
    ] {
        let request = format!("HEAD /proxy.wasm/{place} HTTP/1.1\r\nHost: a\r\n\r\n");
        let answer = ask_on(&mut connection, request.as_bytes()).context(place)?;
        assert_eq!((answer.status, answer.content.len()), (status, 0), "{place}");
        if status == 200 {
            assert_eq!(value(&answer, "content-length"), length, "{place}");
        }
    }
    scene.conclude()
}

#[test]
fn http_1_0_has_no_chunks() -> Result<()> {
    let scene = Scene::new("old", &[])?;
    let answer = ask(scene.airlock.address(), b"GET /proxy.wasm/big?3000000 HTTP/1.0\r\nHost: a\r\n\r\n")?;
    assert_eq!((answer.content.len(), answer.end, answer.head.is_chunked()), (3_000_000, End::Closed, false));
    scene.conclude()
}

#[test]
fn pieces_come_as_they_are_written() -> Result<()> {
    let scene = Scene::new("pieces", &[])?;
    let mut connection = Connection::open(scene.airlock.address())?;
    connection.send(b"POST /proxy.wasm/echo HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\n");
    // Its head is there before it has anything to say.
    connection.wait_for(b"\r\n\r\n").map_err(|end| anyhow!("{end:?}"))?;
    for piece in [b"one", b"two"] {
        connection.send(piece);
        connection.wait_for(piece).map_err(|end| anyhow!("{end:?}"))?;
    }
    assert_eq!(unchunked(&connection.read_response(false).body)?, b"onetwo");
    scene.conclude()
}

#[test]
fn http_2_carries_all_of_it() -> Result<()> {
    let scene = Scene::new("http2", &[])?;
    let address = scene.airlock.address();
    http2_client::run(async {
        let mut client = Http2Client::open(address).await?;
        let url = |place: &str| format!("http://a.test:{}/proxy.wasm/{place}", address.port());
        let answer = client.ask(http::Request::get(url("head?x")).header("x-one", "1").body(())?, b"").await?;
        let expected = format!("Method::Get http a.test:{} /proxy.wasm/head?x\nx-one: 1", address.port());
        assert_eq!(answer.text(), expected);
        assert_eq!(client.text(&url("big?300000")).await?.len(), 300_000);
        let mut stream = client.begin(http::Request::get(url("trailers")).body(())?, b"").await?.into_body();
        let mut content = Vec::new();
        while let Some(piece) = stream.data().await.transpose()? {
            stream.flow_control().release_capacity(piece.len())?;
            content.extend_from_slice(&piece);
        }
        let trailers = stream.trailers().await?.context("no trailers")?;
        assert_eq!(
            (&*content, trailers.get("x-behind").context("no field")?.as_bytes()),
            (&b"content"[..], &b"yes"[..])
        );
        for place in ["trap-late", "short-late", "long-late", "unfinished-late", "dropped-late"] {
            let cut = client.ask(http::Request::get(url(place)).body(())?, b"").await;
            assert!(cut.is_err(), "{place}: {:?}", cut.map(|answer| answer.content.len()));
        }
        Ok(())
    })?;
    scene.conclude()
}

#[test]
fn what_is_no_response_is_a_500_with_its_reason_in_the_log() -> Result<()> {
    let scene = Scene::new("none", &[])?;
    for (place, told) in [
        ("none", "without having set its response-outparam"),
        ("dropped", "without having set its response-outparam"),
        ("error", "as asked"),
        ("trap", "unreachable"),
        ("status?103", "103 is not the status of a final response"),
        ("short", "dropped its response's content without finishing it"),
        ("long", "more content than the 5 bytes"),
        ("unfinished", "without having finished its response's content"),
    ] {
        let answer = scene.get(place).context(place)?;
        assert_eq!(answer.status, 500, "{place}: {}", answer.text());
        scene.log_has(&["handler failed", told]).context(place)?;
    }
    scene.log_has(&["unreachable", "proxy::misbehaves::"])?;
    // All that its length says was there.
    assert_eq!(scene.get("unfinished-sized")?.text(), "xxxx");
    scene.conclude()
}

#[test]
fn what_breaks_off_is_cut() -> Result<()> {
    let scene = Scene::new("cut", &[])?;
    for (place, told) in [
        ("trap-late", "unreachable"),
        ("short-late", "dropped its response's content"),
        ("long-late", "more content than the 100000 bytes"),
        ("unfinished-late", "without having finished"),
        ("dropped-late", "dropped its response's content"),
    ] {
        let received = scene.received(place)?;
        let head = received.parsed().with_context(|| format!("{place}: no head, {:?}", received.end))?;
        assert_eq!(head.status, 200, "{place}");
        let is_whole = head.is_chunked() && received.body.ends_with(b"0\r\n\r\n");
        assert!(matches!(received.end, End::Closed | End::Reset) && !is_whole, "{place}: {:?}", received.end);
        assert!(head.content_length().is_none_or(|length| received.body.len() < length), "{place}");
        scene.log_has(&["handler failed", told]).context(place)?;
    }
    scene.conclude()
}

#[test]
fn limits_hold() -> Result<()> {
    let flags = ["--cpu-time", "1s", "--memory", "80MiB", "--response", "1MiB", "--log-size", "4KiB"];
    let scene = Scene::new("limits", &flags)?;
    let received = scene.received("endless")?;
    assert!(received.body.len() < 2 << 20);
    scene.log_has(&["limit", "response"])?;
    let answer = scene.get("grows")?;
    assert_eq!(answer.status, 507);
    let computes = scene.received("computes")?;
    assert!(
        matches!(computes.end, End::Closed | End::Reset) || computes.parsed().is_some_and(|head| head.status == 504)
    );
    scene.log_has(&["limit", "cpu-time"])?;
    assert_eq!(scene.get("whole")?.text(), "whole");
    scene.conclude()?;
    let scene = Scene::new("wall", &["--wall-time", "3s"])?;
    assert_eq!(scene.get("waits")?.status, 504);
    scene.log_has(&["limit", "wall-time"])?;
    scene.conclude()
}

#[test]
fn what_is_printed_is_logged() -> Result<()> {
    let scene = Scene::new("prints", &[])?;
    assert_eq!(scene.get("prints")?.text(), "printed");
    for line in ["to the error stream", "without an end", "to the output"] {
        scene.log_has(&[line])?;
    }
    scene.conclude()
}

#[test]
fn bodies_are_read_left_or_cut() -> Result<()> {
    let scene = Scene::new("bodies", &[])?;
    let address = scene.airlock.address();
    let body = vec![b'x'; 1_000_000];
    let mut connection = Connection::open(address)?;
    assert_eq!(ask_on(&mut connection, &post("/proxy.wasm/count", &body))?.text(), "1000000 bytes, true");
    // What is not read is taken in, and the connection goes on.
    assert_eq!(ask_on(&mut connection, &post("/proxy.wasm/whole", &body[..100_000]))?.text(), "whole");
    assert_eq!(ask_on(&mut connection, &post("/proxy.wasm/count", b""))?.text(), "0 bytes, true");
    let mut broken = Connection::open(address)?;
    broken.send(b"POST /proxy.wasm/count HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n");
    let received = broken.read_response(false);
    let text = String::from_utf8_lossy(&received.body).into_owned();
    assert!(received.parsed().is_none_or(|head| head.status == 400 || text == "3 bytes, false"), "{text}");
    scene.conclude()
}

#[test]
fn a_component_goes_on_behind_its_response() -> Result<()> {
    let scene = Scene::new("goes-on", &[])?;
    let mut connection = Connection::open(scene.airlock.address())?;
    connection.send(b"POST /proxy.wasm/goes-on HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n01234");
    connection.wait_for(b"answered").map_err(|end| anyhow!("{end:?}"))?;
    connection.send(b"56789");
    scene.log_has(&["went on for 10 bytes"])?;
    scene.conclude()
}

#[test]
fn a_client_that_leaves_ends_the_component() -> Result<()> {
    let scene = Scene::new("leaves", &["--response", "100GiB"])?;
    let mut connection = Connection::open(scene.airlock.address())?;
    connection.send(&get("/proxy.wasm/endless"));
    connection.wait_for(b"xxxx").map_err(|end| anyhow!("{end:?}"))?;
    connection.reset()?;
    let mut connection = Connection::open(scene.airlock.address())?;
    connection.send(&get("/proxy.wasm/waits"));
    connection.reset()?;
    assert_eq!(scene.get("whole")?.text(), "whole");
    scene.conclude()
}

#[test]
fn instances_are_kept_where_the_policy_has_it_so() -> Result<()> {
    let scene = Scene::new("fresh", &[])?;
    for _ in 0..3 {
        assert_eq!(scene.get("counts")?.text(), "request 1");
    }
    scene.conclude()?;
    let proxy = PROXY.as_deref().map_err(|error| anyhow!("{error}"))?;
    let folder = Scratch::new("wasi-http-kept")?;
    folder.write("a/proxy.wasm", proxy)?;
    let configuration = "isolation = \"handler\"\n[[tenant]]\nname = \"a\"\ndocroot = \"a\"\n";
    let configured = Configured::start_in(folder, "wasi-http-kept", configuration)?;
    let address = configured.address();
    let asked = |place: &str| ask(address, &get(&format!("/proxy.wasm/{place}")));
    eventually("the component is compiled", || Ok((asked("whole")?.status == 200).then_some(())))?;
    let counted = eventually("a kept instance", || {
        let text = asked("counts")?.text();
        Ok((text != "request 1").then_some(text))
    })?;
    assert!(counted.starts_with("request "), "{counted}");
    // One that trapped answers no more.
    assert_eq!(asked("trap")?.status, 500);
    assert_eq!(asked("counts")?.status, 200);
    Ok(())
}
