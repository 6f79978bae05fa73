//! Wasm commands as CGI programs: modules of WASI's preview 1 and components, compiled from C in `tests/commands/`. What they
//! find, what becomes of what they print, and what they can not do.

use airlock_tests::airlock_process::Airlock;
use airlock_tests::eventually::eventually;
use airlock_tests::http2_client::{self, Http2Client};
use airlock_tests::raw_http::{Connection, End};
use airlock_tests::requests::{Answer, ask, get, post};
use airlock_tests::scratch::Scratch;
use airlock_tests::wasm_program::WasmProgram;
use anyhow::{Context, Result, anyhow, ensure};

/// A server over commands, and the folder that they lie in.
struct Scene {
    airlock: Airlock,
    docroot: Scratch,
}

impl Scene {
    fn new(name: &str, kind: WasmProgram, commands: &[&str], flags: &[&str]) -> Result<Self> {
        let docroot = Scratch::new("commands")?;
        for command in commands {
            docroot.write(&format!("cgi-bin/{command}.wasm"), kind.compile(command)?)?;
        }
        let log = format!("cgi-commands-{name}-{}", kind.as_str());
        let flags = [flags, &["--cgi-directory", "/cgi-bin"]].concat();
        Ok(Self { airlock: Airlock::start_with(docroot.path(), "exposed", &log, &flags)?, docroot })
    }

    fn ask(&self, request: &[u8]) -> Result<Answer> {
        ask(self.airlock.address(), request)
    }

    fn conclude(mut self) -> Result<()> {
        ensure!(self.airlock.is_running(), "the server has ended");
        assert_eq!(self.airlock.log().lines_with(&["panicked"])?, Vec::<String>::new());
        Ok(())
    }
}

fn both(test: impl Fn(WasmProgram) -> Result<()>) -> Result<()> {
    [WasmProgram::Module, WasmProgram::Component].into_iter().try_for_each(|kind| test(kind).context(kind.as_str()))
}

#[test]
fn a_command_finds_its_request() -> Result<()> {
    both(|kind| {
        let scene = Scene::new("request", kind, &["shows"], &[])?;
        let body = "0123456789".repeat(20_000);
        let head = "POST /cgi-bin/shows.wasm/more/%20x?one+two HTTP/1.1\r\nHost: a.test:8000\r\nX-One: 1\r\nx-one: 2\r\n\
                    Proxy: none\r\nContent-Type: text/x\r\n";
        let request = format!("{head}Content-Length: {}\r\n\r\n{body}", body.len());
        for _ in 0..3 {
            let answer = scene.ask(request.as_bytes())?;
            assert_eq!((answer.status, answer.head.values("x-kind").next()), (200, Some(&b"command"[..])));
            let text = answer.text();
            let (shown, found) = text.split_once("body ").context("no body")?;
            assert_eq!(found, body);
            // An instance for each request.
            assert!(shown.starts_with("answered 1\n"), "{shown}");
            for line in [
                "argument /docroot/cgi-bin/shows.wasm",
                "GATEWAY_INTERFACE=CGI/1.1",
                "REQUEST_METHOD=POST",
                "SCRIPT_NAME=/cgi-bin/shows.wasm",
                "PATH_INFO=/more/ x",
                "PATH_TRANSLATED=/docroot/more/ x",
                "QUERY_STRING=one+two",
                "SERVER_NAME=a.test",
                "CONTENT_TYPE=text/x",
                "CONTENT_LENGTH=200000",
                "HTTP_X_ONE=1, 2",
            ] {
                assert!(shown.lines().any(|shown| shown == line), "{line} is not in {shown}");
            }
            assert!(!shown.contains("HTTP_PROXY") && !shown.contains("PATH=/"), "{shown}");
        }
        let answer = scene.ask(&get("/cgi-bin/shows.wasm?one+tw%6f"))?.text();
        assert!(answer.contains("argument /docroot/cgi-bin/shows.wasm\nargument one\nargument two\n"), "{answer}");
        let head = scene.ask(b"HEAD /cgi-bin/shows.wasm HTTP/1.1\r\nHost: a\r\n\r\n")?;
        assert_eq!((head.status, head.content.len()), (200, 0));
        scene.conclude()
    })
}

#[test]
fn lines_are_answered_as_they_come() -> Result<()> {
    both(|kind| {
        let scene = Scene::new("lines", kind, &["streams"], &[])?;
        let mut connection = Connection::open(scene.airlock.address())?;
        connection.send(b"POST /cgi-bin/streams.wasm HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\n");
        connection.wait_for(b"\r\n\r\n").map_err(|end| anyhow!("{end:?}"))?;
        connection.send(b"one\n");
        connection.wait_for(b"<one>").map_err(|end| anyhow!("{end:?}"))?;
        connection.send(b"two\n");
        connection.wait_for(b"<two>").map_err(|end| anyhow!("{end:?}"))?;
        scene.conclude()
    })
}

#[test]
fn a_command_may_write_the_whole_response() -> Result<()> {
    let scene = Scene::new("nph", WasmProgram::Module, &["nph-whole"], &[])?;
    let answer = scene.ask(&get("/cgi-bin/nph-whole.wasm"))?;
    assert_eq!((answer.status, &*answer.head.reason, &*answer.text()), (203, &b"Mine"[..], "the whole"));
    assert_eq!(answer.head.values("x-own").collect::<Vec<_>>(), [b"1"]);
    let address = scene.airlock.address();
    http2_client::run(async {
        let mut client = Http2Client::open(address).await?;
        let request = http::Request::get(format!("http://{address}/cgi-bin/nph-whole.wasm")).body(())?;
        let answer = client.ask(request, b"").await?;
        assert_eq!((answer.status, &*answer.text()), (203, "the whole"));
        Ok(())
    })?;
    scene.conclude()
}

#[test]
fn what_a_command_has_no_leave_for_is_not_there() -> Result<()> {
    both(|kind| {
        let scene = Scene::new("confined", kind, &["looks-around"], &[])?;
        let answer = scene.ask(&get("/cgi-bin/looks-around.wasm"))?;
        assert_eq!(answer.text(), "read -1\nread below -1\nwrite -1\nstat -1\nlist 0\npath none\n");
        scene.conclude()
    })
}

#[test]
fn no_socket_can_be_made() -> Result<()> {
    let scene = Scene::new("network", WasmProgram::Component, &["connects"], &[])?;
    let answer = scene.ask(&get("/cgi-bin/connects.wasm"))?;
    assert_eq!(answer.text(), "TCP -1\nTCP6 -1\nUDP -1\nname unknown\n");
    scene.conclude()
}

#[test]
fn what_goes_wrong_is_told_in_the_log() -> Result<()> {
    both(|kind| {
        let scene = Scene::new("wrong", kind, &["fails"], &[])?;
        let log = scene.airlock.log();
        let failing = |way: &str| scene.ask(&get(&format!("/cgi-bin/fails.wasm?{way}")));
        let answer = failing("status")?;
        assert_eq!((answer.status, &*answer.text()), (200, "answered"));
        log.wait_for(&["cgi-bin/fails.wasm", "one line"])?;
        log.wait_for(&["cgi-bin/fails.wasm", "another \\u{1b}[31mline"])?;
        log.wait_for(&["cgi-bin/fails.wasm", "failure status"])?;
        for (way, told) in [
            ("nothing", "without an answer"),
            ("no-header", "malformed header from script: the line"),
            ("abort", "unreachable"),
            ("deep", "out of bounds"),
        ] {
            let answer = failing(way)?;
            assert_eq!(answer.status, 500, "{way}: {}", answer.text());
            log.wait_for(&["cgi-bin/fails.wasm", told])?;
        }
        for way in ["short", "abort-late"] {
            let mut connection = Connection::open(scene.airlock.address())?;
            connection.send(&get(&format!("/cgi-bin/fails.wasm?{way}")));
            let received = connection.read_response(false);
            assert_eq!((received.end, &*received.body), (End::Closed, &b"begun"[..]), "{way}");
        }
        scene.conclude()
    })
}

/// A server over the command `fails`, compiled: that counts as well, on a busy machine for long, and goes on when the request
/// that began it has ended.
fn limited(name: &str, kind: WasmProgram, flags: &[&str]) -> Result<Scene> {
    let scene = Scene::new(name, kind, &["fails"], flags)?;
    eventually("the command is compiled", || {
        Ok((scene.ask(&get("/cgi-bin/fails.wasm?status"))?.status == 200).then_some(()))
    })?;
    Ok(scene)
}

#[test]
fn limits_hold_for_commands() -> Result<()> {
    let ended_at = |scene: &Scene, way: &str, status: u16, limit: &str| {
        let answer = scene.ask(&get(&format!("/cgi-bin/fails.wasm?{way}")))?;
        assert_eq!(answer.status, status, "{way}: {}", answer.text());
        ensure!(answer.error_message()?.contains(limit), "{}", answer.text());
        scene.airlock.log().wait_for(&["cgi-bin/fails.wasm", "limit", limit]).map(drop)
    };
    both(|kind| {
        let scene = limited("limits", kind, &["--cpu-time", "1s", "--memory", "80MiB", "--response", "1MiB"])?;
        ended_at(&scene, "cpu", 504, "cpu-time")?;
        ended_at(&scene, "memory", 507, "memory")?;
        let mut connection = Connection::open(scene.airlock.address())?;
        connection.send(&get("/cgi-bin/fails.wasm?response"));
        assert!(connection.read_response(false).body.len() <= 1 << 20);
        scene.airlock.log().wait_for(&["cgi-bin/fails.wasm", "limit", "response"])?;
        assert_eq!(scene.ask(&get("/cgi-bin/fails.wasm?status"))?.status, 200);
        scene.conclude()?;
        let scene = limited("wall", kind, &["--wall-time", "2s"])?;
        ended_at(&scene, "wall", 504, "wall-time")?;
        scene.conclude()
    })
}

/// Of a core module that imports a function `missing` of a module `env`, and exports nothing.
const IMPORTS_MISSING: &[u8] = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x02\x0f\x01\x03env\x07missing\0\0";

#[test]
fn what_is_no_command_is_named_in_the_log() -> Result<()> {
    let scene = Scene::new("none", WasmProgram::Module, &["shows"], &[])?;
    let module = WasmProgram::Module.compile("shows")?;
    let cut = module.get(..module.len() / 2).context("no module")?;
    for (name, wasm, told) in [
        ("text", &b"(module)"[..], "magic"),
        ("empty", b"\0asm\x01\0\0\0", "WebAssembly: "),
        ("component", b"\0asm\x0d\0\x01\0", "wasi:cli/run"),
        ("missing", IMPORTS_MISSING, "env"),
        ("cut", cut, "WebAssembly: "),
    ] {
        scene.docroot.write(&format!("cgi-bin/{name}.wasm"), wasm)?;
        let answer = scene.ask(&get(&format!("/cgi-bin/{name}.wasm")))?;
        assert_eq!(answer.status, 500, "{name}: {}", answer.text());
        scene.airlock.log().wait_for(&[&format!("cgi-bin/{name}.wasm"), told])?;
    }
    assert_eq!(scene.ask(&get("/cgi-bin/none.wasm"))?.status, 404);
    assert_eq!(scene.ask(&post("/cgi-bin/shows.wasm", b"x"))?.status, 200);
    scene.conclude()
}

#[test]
fn a_changed_command_runs_at_the_next_request() -> Result<()> {
    let scene = Scene::new("changed", WasmProgram::Module, &["shows"], &[])?;
    let asked = get("/cgi-bin/shows.wasm/x");
    assert!(scene.ask(&asked)?.text().contains("PATH_INFO=/x"));
    scene.docroot.write("cgi-bin/shows.wasm", WasmProgram::Component.compile("looks-around")?)?;
    assert!(scene.ask(&asked)?.text().starts_with("read -1"));
    scene.conclude()
}
