//! CGI scripts in Python (RFC 3875), in both engines: what they find, and what becomes of what they print.

use airlock_tests::airlock_process::Airlock;
use airlock_tests::engine::Engine;
use airlock_tests::places;
use airlock_tests::raw_http::Connection;
use airlock_tests::requests::{ask, get, post};
use anyhow::{Context, Result, anyhow, ensure};
use serde_json::{Value, json};

fn with_server(name: &str, test: impl Fn(&mut Airlock) -> Result<()>) -> Result<()> {
    for engine in [Engine::Sandbox, Engine::InProcess].into_iter().filter(|engine| engine.is_there()) {
        let docroot = places::tests_folder().join("cgi/docroot");
        let log = format!("cgi-scripts-{name}-{}", engine.as_str());
        let flags = [engine.flags(), &["--cgi-directory", "/cgi-bin"]].concat();
        let mut airlock = Airlock::start_with(&docroot, "exposed", &log, &flags)?;
        test(&mut airlock)?;
        ensure!(airlock.is_running(), "the server has ended");
        assert_eq!(airlock.log().lines_with(&["panicked"])?, Vec::<String>::new());
    }
    Ok(())
}

fn shown(airlock: &Airlock, request: &[u8]) -> Result<Value> {
    let answer = ask(airlock.address(), request)?;
    ensure!(answer.status == 200, "{}: {}", answer.status, answer.text());
    serde_json::from_slice(&answer.content).with_context(|| answer.text())
}

#[test]
fn a_script_finds_its_request_in_its_environment() -> Result<()> {
    with_server("environment", |airlock| {
        let request =
            b"POST /cgi-bin/shows.py/more/%20x?a=b&c HTTP/1.1\r\nHost: a.test:8000\r\nX-One: 1\r\nCookie: k=v\r\n\
                        Content-Type: text/x\r\nProxy: none\r\nContent-Length: 4\r\n\r\nbody";
        let shown = shown(airlock, request)?;
        let variables = shown["environment"].as_object().context("no environment")?;
        for (name, value) in [
            ("GATEWAY_INTERFACE", "CGI/1.1"),
            ("REQUEST_METHOD", "POST"),
            ("SCRIPT_NAME", "/cgi-bin/shows.py"),
            ("PATH_INFO", "/more/ x"),
            ("QUERY_STRING", "a=b&c"),
            ("SERVER_NAME", "a.test"),
            ("SERVER_PROTOCOL", "HTTP/1.1"),
            ("REMOTE_ADDR", "127.0.0.1"),
            ("CONTENT_TYPE", "text/x"),
            ("CONTENT_LENGTH", "4"),
            ("HTTP_X_ONE", "1"),
            ("HTTP_COOKIE", "k=v"),
        ] {
            assert_eq!(variables.get(name), Some(&json!(value)), "{name}");
        }
        for name in ["PATH", "HOME", "HTTP_PROXY", "HTTP_CONTENT_LENGTH"] {
            assert_eq!(variables.get(name), None, "{name}");
        }
        assert!(variables["PATH_TRANSLATED"].as_str().is_some_and(|path| path.ends_with("/more/ x")));
        assert_eq!((&shown["body"], &shown["arguments"]), (&json!("body"), &json!([])));
        assert_eq!(
            (&shown["beside"], &shown["folder"], &shown["path"]),
            (&json!("beside"), &json!("cgi-bin"), &json!("cgi-bin"))
        );
        Ok(())
    })
}

#[test]
fn an_indexed_query_makes_arguments() -> Result<()> {
    with_server("arguments", |airlock| {
        let words =
            |query: &str| anyhow::Ok(shown(airlock, &get(&format!("/cgi-bin/shows.py?{query}")))?["arguments"].take());
        assert_eq!(words("one+two%20three+%3d")?, json!(["one", "two three", "="]));
        assert_eq!(words("one=two+three")?, json!([]));
        Ok(())
    })
}

#[test]
fn scripts_of_any_age() -> Result<()> {
    with_server("old", |airlock| {
        let address = airlock.address();
        assert_eq!(ask(address, &get("/cgi-bin/old?name=Ann"))?.text(), "<title>Ann</title>");
        assert_eq!(ask(address, &post("/cgi-bin/old", b"name=Bob"))?.text(), "<title>Bob</title>");
        assert_eq!(ask(address, &get("/cgi-bin/deep/chdir.py"))?.text(), "beside");
        let answer = ask(address, &get("/cgi-bin/status.py"))?;
        assert_eq!(
            (answer.status, &*answer.head.reason, &*answer.text()),
            (418, &b"I'm a teapot"[..], "short and stout\n")
        );
        assert_eq!(answer.head.values("set-cookie").collect::<Vec<_>>(), [b"a=b", b"c=d"]);
        let answer = ask(address, &get("/cgi-bin/moved.py?http://other.test/"))?;
        assert_eq!((answer.status, answer.head.values("location").next()), (302, Some(&b"http://other.test/"[..])));
        let answer = ask(address, &get("/cgi-bin/nph-whole.py"))?;
        assert_eq!((answer.status, &*answer.head.reason, &*answer.text()), (203, &b"Mine"[..], "the whole response"));
        assert_eq!(answer.head.values("x-own").collect::<Vec<_>>(), [b"1"]);
        Ok(())
    })
}

#[test]
fn an_application_of_wsgi_in_a_script() -> Result<()> {
    with_server("wsgi", |airlock| {
        let answer = ask(airlock.address(), &post("/cgi-bin/wsgi.py/a%20b", b" body"))?;
        assert_eq!((answer.status, answer.text()), (201, "/a b body".to_owned()));
        assert_eq!(answer.head.values("x-name").collect::<Vec<_>>(), [b"/cgi-bin/wsgi.py"]);
        Ok(())
    })
}

#[test]
fn lines_are_answered_as_they_come() -> Result<()> {
    with_server("lines", |airlock| {
        let mut connection = Connection::open(airlock.address())?;
        connection.send(b"POST /cgi-bin/streams.py HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\n");
        connection.wait_for(b"\r\n\r\n").map_err(|end| anyhow!("{end:?}"))?;
        connection.send(b"one\ntwo\n");
        connection.wait_for(b"<one>").map_err(|end| anyhow!("{end:?}"))?;
        connection.wait_for(b"<two>").map_err(|end| anyhow!("{end:?}"))?;
        Ok(())
    })
}

#[test]
fn how_scripts_fail() -> Result<()> {
    with_server("fails", |airlock| {
        for case in ["nothing", "malformed", "no-fields", "raises"] {
            assert_eq!(ask(airlock.address(), &get(&format!("/cgi-bin/fails.py?{case}")))?.status, 500, "{case}");
        }
        assert_eq!(airlock.log().lines_with(&["ended with status 3"])?.len(), 2, "as it ends, and as the request does");
        assert_eq!(airlock.log().lines_with(&["handler failed", "malformed header"])?.len(), 2);
        assert_eq!(airlock.log().lines_with(&["handler failed", "the reason"])?.len(), 1);
        assert_eq!(ask(airlock.address(), &get("/cgi-bin/fails.py?late"))?.text(), "begun\n");
        assert_eq!(airlock.log().lines_with(&["handler failed", "the reason"])?.len(), 2);
        let answer = ask(airlock.address(), &get("/cgi-bin/fails.py?exit"))?;
        assert_eq!((answer.status, answer.text()), (200, String::new()));
        airlock.log().wait_for(&["ended with status 4"])?;
        Ok(())
    })
}

#[test]
fn many_at_once_keep_apart() -> Result<()> {
    with_server("many", |airlock| {
        let address = airlock.address();
        std::thread::scope(|scope| {
            let clients: Vec<_> = (0..6)
                .map(|client| {
                    scope.spawn(move || {
                        for turn in 0..20 {
                            let word = format!("w{client}-{turn}");
                            let answer = ask(address, &get(&format!("/cgi-bin/shows.py/{word}?{word}")))?;
                            let shown: Value = serde_json::from_slice(&answer.content)?;
                            assert_eq!(shown["arguments"], json!([word]));
                            assert_eq!(shown["environment"]["PATH_INFO"], json!(format!("/{word}")));
                            assert_eq!(shown["beside"], json!("beside"));
                            let moved = ask(address, &get("/cgi-bin/deep/chdir.py"))?;
                            assert_eq!(moved.text(), "beside");
                        }
                        anyhow::Ok(())
                    })
                })
                .collect();
            clients.into_iter().try_for_each(|client| client.join().map_err(|_| anyhow!("a client failed"))?)
        })
    })
}
