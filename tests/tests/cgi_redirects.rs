//! Redirects within the server (RFC 3875, section 6.2.2), in both engines and over both protocols. The scripts lie in
//! `tests/redirects/docroot/`.

use airlock_tests::airlock_process::Airlock;
use airlock_tests::configured::{Configured, docroot_of};
use airlock_tests::engine::Engine;
use airlock_tests::http2_client::{self, Http2Client};
use airlock_tests::raw_http::Connection;
use airlock_tests::requests::{ask, ask_on, get, post};
use anyhow::{Context, Result, ensure};
use serde_json::Value;

fn with_server(name: &str, flags: &[&str], test: impl Fn(&Airlock) -> Result<()>) -> Result<()> {
    for engine in [Engine::Sandbox, Engine::InProcess].into_iter().filter(|engine| engine.is_there()) {
        let log = format!("cgi-redirects-{name}-{}", engine.as_str());
        let flags = [engine.flags(), &["--cgi-directory", "/cgi-bin"], flags].concat();
        let mut airlock = Airlock::start_with(&docroot_of("redirects"), "exposed", &log, &flags)?;
        test(&airlock).context(engine.as_str())?;
        ensure!(airlock.is_running(), "the server has ended");
        assert_eq!(airlock.log().lines_with(&["panicked"])?, Vec::<String>::new());
    }
    Ok(())
}

#[test]
fn the_answer_is_that_of_the_path() -> Result<()> {
    // With a place for one handler at a time: the script has given its own back.
    with_server("answers", &["--concurrency", "1"], |airlock| {
        let address = airlock.address();
        let mut connection = Connection::open(address)?;
        for _ in 0..3 {
            let answer = ask_on(&mut connection, &get("/cgi-bin/to.py?/plain.txt"))?;
            assert_eq!((answer.status, &*answer.text()), (200, "plain text\n"));
            assert_eq!(answer.head.values("location").next(), None);
        }
        assert_eq!(ask(address, &get("/cgi-bin/to.py?/handler.py?a=b"))?.text(), "GET a=b");
        assert_eq!(ask(address, &get("/cgi-bin/to.py?/nowhere"))?.status, 404);
        let head = ask(address, b"HEAD /cgi-bin/to.py?/plain.txt HTTP/1.1\r\nHost: a\r\n\r\n")?;
        assert_eq!((head.status, head.head.content_length(), head.content.len()), (200, Some(11), 0));
        Ok(())
    })
}

#[test]
fn a_posted_body_stays_with_the_script() -> Result<()> {
    with_server("post", &[], |airlock| {
        let address = airlock.address();
        let request = b"POST /cgi-bin/to.py?/cgi-bin/shows.py/info?x=y HTTP/1.1\r\nHost: a\r\nX-One: 1\r\n\
                        Content-Type: a/b\r\nContent-Length: 4\r\n\r\nbody";
        let shown: Value = serde_json::from_slice(&ask(address, request)?.content)?;
        for (name, value) in [
            ("REQUEST_METHOD", "GET"),
            ("SCRIPT_NAME", "/cgi-bin/shows.py"),
            ("PATH_INFO", "/info"),
            ("QUERY_STRING", "x=y"),
            ("HTTP_X_ONE", "1"),
            ("body", ""),
        ] {
            assert_eq!(shown.get(name), Some(&Value::from(value)), "{name}");
        }
        assert_eq!((shown.get("CONTENT_TYPE"), shown.get("CONTENT_LENGTH")), (None, None));
        let mut connection = Connection::open(address)?;
        for _ in 0..2 {
            let answer = ask_on(&mut connection, &post("/cgi-bin/unread.py", &[b'x'; 10_000]))?;
            assert_eq!((answer.status, &*answer.text()), (200, "plain text\n"));
        }
        Ok(())
    })
}

#[test]
fn a_circle_ends() -> Result<()> {
    with_server("circle", &[], |airlock| {
        let address = airlock.address();
        assert_eq!(ask(address, &get("/cgi-bin/count.py?9"))?.status, 200);
        for target in ["/cgi-bin/count.py?10", "/cgi-bin/to.py"] {
            let answer = ask(address, &get(target))?;
            assert_eq!(answer.status, 500, "{target}: {}", answer.text());
        }
        airlock.log().wait_for(&["cgi-bin/to.py", "redirects within the server"]).map(drop)
    })
}

#[test]
fn on_http2_as_well() -> Result<()> {
    with_server("http2", &[], |airlock| {
        let address = airlock.address();
        http2_client::run(async {
            let mut client = Http2Client::open(address).await?;
            let url = |target: &str| format!("http://{address}{target}");
            let request = http::Request::get(url("/cgi-bin/to.py?/plain.txt")).body(())?;
            let answer = client.ask(request, b"").await?;
            assert_eq!((answer.status, &*answer.text()), (200, "plain text\n"));
            let request = http::Request::post(url("/cgi-bin/to.py?/handler.py?a=b")).body(())?;
            let answer = client.ask(request, b"a body").await?;
            assert_eq!((answer.status, &*answer.text()), (200, "GET a=b"));
            Ok(())
        })
    })
}

const BY_PREFIX: &str = r#"
[[tenant]]
name = "alice"
prefix = "/alice"
docroot = "alice"
cgi-directories = ["/cgi-bin"]

[[tenant]]
name = "bob"
prefix = "/bob"
docroot = "bob"
"#;

#[test]
fn no_redirect_leads_to_another_tenant() -> Result<()> {
    let server = Configured::start("redirects", "tenants", BY_PREFIX)?;
    assert_eq!(server.text("a.test", "/alice/cgi-bin/to.py?/alice/own.txt")?, "of alice\n");
    assert_eq!(server.text("a.test", "/bob/own.txt")?, "of bob\n");
    assert_eq!(server.get("a.test", "/alice/cgi-bin/to.py?/bob/own.txt")?.status, 404);
    Ok(())
}
