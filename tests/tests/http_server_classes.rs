//! Handler classes of Python's `http.server`, in both engines: the same files serve the same requests in a process of their
//! own, and the answers agree.

use airlock_tests::airlock_process::Airlock;
use airlock_tests::engine::Engine;
use airlock_tests::places;
use airlock_tests::raw_http::Connection;
use airlock_tests::real_server::RealServer;
use airlock_tests::requests::{Answer, ask, get};
use airlock_tests::scratch::Scratch;
use anyhow::{Result, anyhow, ensure};

/// Fields that tell of the server and of how the connection goes on, which is the host's business.
const OF_SERVER: [&str; 5] = ["date", "server", "connection", "transfer-encoding", "keep-alive"];

/// Runs `test` in each engine over the docroot of these tests, as routed by `routes`.
fn with_server(name: &str, test: impl Fn(&mut Airlock) -> Result<()>) -> Result<()> {
    for engine in [Engine::Sandbox, Engine::InProcess].into_iter().filter(|engine| engine.is_there()) {
        let scratch = Scratch::new(name)?;
        scratch.copy_from(&places::tests_folder().join("http_server"))?;
        let trust = match engine {
            Engine::Sandbox => "",
            Engine::InProcess => "[[tenant.rule]]\npath = \"/**\"\ntrust = \"in-process\"\n",
        };
        let file = scratch.write(
            "airlock.toml",
            format!(
                "[server]\nlisten = [\"127.0.0.1:0\"]\n[[tenant]]\nname = \"a\"\ndocroot = \"docroot\"\n\
                 [[tenant.route]]\npath = \"/tree*\"\nfile = \"/files.py\"\n{trust}"
            ),
        )?;
        let mut airlock = Airlock::configured(&file, &format!("http-server-{name}-{}", engine.as_str()))?;
        test(&mut airlock)?;
        ensure!(airlock.is_running(), "the server has ended");
        assert_eq!(airlock.log().lines_with(&["panicked"])?, Vec::<String>::new());
    }
    Ok(())
}

fn real(file: &str) -> Result<RealServer> {
    RealServer::start(&places::tests_folder().join("http_server/docroot").join(file), &file.replace('.', "-"))
}

/// Status, reason, fields and content: what both have to agree on.
type Shown = (u16, String, Vec<(String, String)>, String);

fn shown(answer: &Answer) -> Shown {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut fields: Vec<(String, String)> =
        answer.head.fields.iter().map(|(name, value)| (text(name), text(value))).collect();
    fields.retain(|(name, _)| !OF_SERVER.contains(&&*name.to_ascii_lowercase()));
    (answer.status, text(&answer.head.reason), fields, text(&answer.content))
}

/// What the program says to the request; the length is left out where the host alone says it.
fn compare(airlock: &Airlock, real: &RealServer, request: &[u8]) -> Result<()> {
    let expected = ask(real.address(), request)?;
    let mut answer = ask(airlock.address(), request)?;
    if expected.head.content_length().is_none() {
        answer.head.fields.retain(|(name, _)| !name.eq_ignore_ascii_case(b"content-length"));
    }
    assert_eq!(shown(&answer), shown(&expected), "{}", String::from_utf8_lossy(request));
    Ok(())
}

#[test]
fn handlers_see_and_answer_as_in_a_process_of_their_own() -> Result<()> {
    let real = real("echo.py")?;
    with_server("echo", |airlock| {
        for request in [
            "GET /echo.py?a=%20b&c HTTP/1.1\r\nHost: a.test\r\nX-Case: 1\r\nx-case: 2\r\nX-Latin: \u{e9}\r\n\r\n",
            "GET /echo.py HTTP/1.0\r\n\r\n",
            "GET /echo.py HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
            "HEAD /echo.py HTTP/1.1\r\nHost: a\r\n\r\n",
            "SPAM /echo.py HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
            "BREW /echo.py HTTP/1.1\r\nHost: a\r\n\r\n",
            "POST /echo.py HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 7\r\n\r\nbo\r\ndy\0",
            "POST /echo.py HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: 2\r\n\r\nxy",
            "PUT /echo.py HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nput",
            "DELETE /echo.py HTTP/1.1\r\nHost: a\r\n\r\n",
        ] {
            compare(airlock, &real, request.as_bytes())?;
        }
        Ok(())
    })
}

#[test]
fn errors_and_redirects() -> Result<()> {
    let real = real("errors.py")?;
    with_server("errors", |airlock| {
        for case in ["404", "500", "304", "405", "text", "redirect", "own"] {
            for method in ["GET", "HEAD"] {
                compare(airlock, &real, format!("{method} /errors.py?{case} HTTP/1.1\r\nHost: a\r\n\r\n").as_bytes())?;
            }
        }
        Ok(())
    })
}

#[test]
fn files_of_the_docroot() -> Result<()> {
    let real = real("files.py")?;
    with_server("files", |airlock| {
        for target in [
            "/tree",
            "/tree/",
            "/tree/a.txt",
            "/tree/b.own",
            "/tree/with%20space%20%26%20more.html",
            "/tree/indexed",
            "/tree/indexed/",
            "/tree/folder/",
            "/tree/folder/deep.txt",
            "/tree/none",
            "/tree/a.txt/",
        ] {
            for method in ["GET", "HEAD"] {
                let request = format!("{method} {target} HTTP/1.1\r\nHost: a\r\n\r\n");
                let expected = ask(real.address(), request.as_bytes())?;
                let answer = ask(airlock.address(), request.as_bytes())?;
                let (mut expected, mut answer) = (shown(&expected), shown(&answer));
                // The tests' copy is younger than what it is a copy of.
                expected.2.retain(|(name, _)| name != "Last-Modified");
                let before = answer.2.len();
                answer.2.retain(|(name, _)| name != "Last-Modified");
                assert_eq!(
                    answer.2.len() < before,
                    answer.0 == 200 && !target.ends_with('/') || target == "/tree/indexed/"
                );
                assert_eq!(answer, expected, "{request}");
            }
        }
        let changed = ask(airlock.address(), &get("/tree/a.txt"))?;
        let since = changed.head.values("last-modified").next().map(String::from_utf8_lossy).unwrap_or_default();
        let request = format!("GET /tree/a.txt HTTP/1.1\r\nHost: a\r\nIf-Modified-Since: {since}\r\n\r\n");
        assert_eq!(ask(airlock.address(), request.as_bytes())?.status, 304);
        Ok(())
    })
}

#[test]
fn a_connection_goes_on_after_what_a_handler_framed() -> Result<()> {
    with_server("goes-on", |airlock| {
        let mut connection = Connection::open(airlock.address())?;
        for _ in 0..3 {
            connection.send(b"PUT /echo.py HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nput");
            assert_eq!(Answer::from(connection.read_response(false))?.content, b"put");
        }
        // Chunks that a handler makes are the host's to make.
        assert_eq!(ask(airlock.address(), b"PATCH /echo.py HTTP/1.0\r\n\r\n")?.content, b"one two");
        // A body that is left unread is no request.
        connection.send(b"DELETE /echo.py HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 18\r\n\r\nGET / HTTP/1.1\r\n\r\n");
        let all = connection.read_stream();
        assert_eq!(all.bytes().windows(8).filter(|bytes| bytes.starts_with(b"HTTP/1.")).count(), 1);
        Ok(())
    })
}

#[test]
fn chunks_of_the_request_come_as_chunks() -> Result<()> {
    with_server("chunks", |airlock| {
        let mut connection = Connection::open(airlock.address())?;
        connection.send(
            b"POST /streams.py HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length-Of-All: 11\r\n\r\n\
              3\r\na\nb\r\n0\r\n\r\n",
        );
        // The handler wants a length, as it would on a port of its own.
        assert_eq!(Answer::from(connection.read_response(false))?.status, 200);
        Ok(())
    })?;
    Ok(())
}

#[test]
fn lines_are_answered_as_they_come() -> Result<()> {
    with_server("lines", |airlock| {
        let mut connection = Connection::open(airlock.address())?;
        connection.send(b"POST /streams.py HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\none\n");
        connection.wait_for(b"<one>").map_err(|end| anyhow!("{end:?}"))?;
        connection.send(b"two\n");
        connection.wait_for(b"<two>").map_err(|end| anyhow!("{end:?}"))?;
        Ok(())
    })
}

#[test]
fn an_imported_class_answers_where_none_is_defined() -> Result<()> {
    with_server("imported", |airlock| {
        assert_eq!(ask(airlock.address(), &get("/imported.py"))?.text(), "given");
        Ok(())
    })
}

#[test]
fn what_raises_is_a_500_or_a_cut() -> Result<()> {
    with_server("raises", |airlock| {
        let answer = ask(airlock.address(), &get("/raises.py"))?;
        assert_eq!(answer.status, 500);
        assert!(!answer.text().contains("the reason"));
        assert_eq!(airlock.log().lines_with(&["handler failed", "the reason", "in do_GET"])?.len(), 1);
        assert!(ask(airlock.address(), &get("/raises.py?late")).is_err(), "cut");
        assert_eq!(airlock.log().lines_with(&["handler failed", "the reason"])?.len(), 2);
        assert_eq!(ask(airlock.address(), &get("/raises.py?silent"))?.status, 500);
        assert_eq!(airlock.log().lines_with(&["sent no response"])?.len(), 1);
        Ok(())
    })
}
