//! HTTP/1 as it is meant to be: many requests on a connection, pipelined, in pieces, with bodies of every framing.
//!
//! The handlers lie in `tests/http_messages/docroot/`.

use airlock_tests::airlock_process::Airlock;
use airlock_tests::places;
use airlock_tests::raw_http::{Connection, End};
use airlock_tests::requests::{Answer, ask, ask_on, get, post};
use airlock_tests::wire_text::readable;
use anyhow::{Context, Result};

fn airlock(name: &str) -> Result<Airlock> {
    let docroot = places::tests_folder().join("http_messages").join("docroot");
    Airlock::start(&docroot, "exposed", &format!("http-messages-{name}"))
}

/// Requests of many kinds, each with the content of its answer; `#` stands for its number.
const MIXED: &[(&str, u16, &str)] = &[
    ("GET /echo.py?# HTTP/1.1\r\nHost: a\r\n\r\n", 200, "GET /echo.py?# []"),
    ("POST /echo.py?# HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\n\r\nGET / H", 200, "POST /echo.py?# [GET / H]"),
    ("GET /echo_slowly.py?# HTTP/1.1\r\nHost: a\r\n\r\n", 200, "GET /echo_slowly.py?# []"),
    ("HEAD /echo.py?# HTTP/1.1\r\nHost: a\r\n\r\n", 200, ""),
    (
        "PUT /echo.py?# HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\nt: u\r\n\r\n",
        200,
        "PUT /echo.py?# [abc0123456789]",
    ),
    ("POST /ignores_body.py?# HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nunread", 200, "ignored"),
    ("GET /missing.py?# HTTP/1.1\r\nHost: a\r\n\r\n", 404, "{\"error\": {\"code\": 404, \"message\": \"404\"}}"),
    (
        "GET /fails.py?# HTTP/1.1\r\nHost: a\r\n\r\n",
        500,
        "{\"error\": {\"code\": 500, \"message\": \"Internal Server Error\"}}",
    ),
    ("GET /no_content.py?204 HTTP/1.1\r\nHost: a\r\n\r\n", 204, ""),
    ("GET /stream_with_length.py HTTP/1.1\r\nHost: a\r\n\r\n", 200, "one two three"),
    (
        "POST /echo_slowly.py?# HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n\n\r\n0\r\n\r\n",
        200,
        "POST /echo_slowly.py?# [\n]",
    ),
    ("BREW /echo.py?# HTTP/1.1\r\nHost: a\r\n\r\n", 200, "BREW /echo.py?# []"),
];

fn mixed(count: usize) -> Vec<(String, u16, String)> {
    let number = |text: &str, index: usize| text.replace('#', &index.to_string());
    let cases = MIXED.iter().cycle().take(count).enumerate();
    cases.map(|(index, (request, status, content))| (number(request, index), *status, number(content, index))).collect()
}

fn expect(connection: &mut Connection, request: &str, status: u16, content: &str) -> Result<()> {
    let answer =
        Answer::from(connection.read_response(request.starts_with("HEAD "))).with_context(|| request.to_owned())?;
    assert_eq!((answer.status, answer.text().as_str()), (status, content), "{request}");
    Ok(())
}

#[test]
fn one_connection_carries_many_requests() -> Result<()> {
    let airlock = airlock("keep-alive")?;
    let mut connection = Connection::open(airlock.address())?;
    for (request, status, content) in mixed(50) {
        connection.send(request.as_bytes());
        expect(&mut connection, &request, status, &content)?;
    }
    Ok(())
}

#[test]
fn pipelined_requests_are_answered_in_their_order() -> Result<()> {
    let airlock = airlock("pipelining")?;
    let mut connection = Connection::open(airlock.address())?;
    let cases = mixed(24);
    let requests: String = cases.iter().map(|(request, ..)| request.as_str()).collect();
    connection.send(requests.as_bytes());
    for (request, status, content) in &cases {
        expect(&mut connection, request, *status, content)?;
    }
    Ok(())
}

#[test]
fn requests_may_come_in_pieces_of_any_size() -> Result<()> {
    let airlock = airlock("pieces")?;
    let cases = mixed(MIXED.len());
    let requests: String = cases.iter().map(|(request, ..)| request.as_str()).collect();
    for size in [1, 2, 3, 7, 64] {
        let mut connection = Connection::open(airlock.address())?;
        requests.as_bytes().chunks(size).for_each(|piece| connection.send(piece));
        for (request, status, content) in &cases {
            expect(&mut connection, request, *status, content).with_context(|| format!("in pieces of {size}"))?;
        }
    }
    Ok(())
}

#[test]
fn thousands_of_requests_may_wait() -> Result<()> {
    const COUNT: usize = 4000;
    let airlock = airlock("thousands")?;
    let mut connection = Connection::open(airlock.address())?;
    connection.send("GET /innocent.py HTTP/1.1\n\n".repeat(COUNT).as_bytes());
    for number in 0..COUNT {
        let answer = Answer::from(connection.read_response(false)).with_context(|| format!("request {number}"))?;
        assert_eq!(answer.text(), "innocent", "request {number}");
    }
    Ok(())
}

#[test]
fn head_answers_with_the_head_of_get() -> Result<()> {
    let airlock = airlock("head")?;
    let targets =
        ["/echo.py", "/stream_with_length.py", "/missing.py", "/fails.py", "/no_content.py?304", "/missing.txt"];
    for target in targets {
        for piece in [1, 1000] {
            let with_content = ask(airlock.address(), &get(target))?;
            let mut connection = Connection::open(airlock.address())?;
            let request = format!("HEAD {target} HTTP/1.1\r\nHost: a\r\n\r\n");
            request.as_bytes().chunks(piece).for_each(|piece| connection.send(piece));
            let head = Answer::from(connection.read_response(true))?;
            assert_eq!(head.status, with_content.status, "{target}");
            // The echo tells the method, which is longer by a byte.
            if target != "/echo.py" {
                assert_eq!(head.head.content_length(), with_content.head.content_length(), "{target}");
            }
            // No byte of content lies between this response and the next.
            assert_eq!(ask_on(&mut connection, &get("/innocent.py"))?.text(), "innocent", "after HEAD {target}");
        }
    }
    let mut connection = Connection::open(airlock.address())?;
    connection.send(b"HEAD /stream.py HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assert_eq!(readable(&connection.read_stream().body), "");
    Ok(())
}

#[test]
fn a_status_without_content_has_none_on_the_wire() -> Result<()> {
    let airlock = airlock("no-content")?;
    for status in ["204", "304"] {
        let mut connection = Connection::open(airlock.address())?;
        let answer = ask_on(&mut connection, &get(&format!("/no_content.py?{status}")))?;
        assert_eq!(answer.status.to_string(), status);
        assert_eq!(ask_on(&mut connection, &get("/innocent.py"))?.text(), "innocent", "after {status}");
    }
    Ok(())
}

#[test]
fn http_1_0_closes_unless_asked_not_to() -> Result<()> {
    let airlock = airlock("http-1-0")?;
    let mut connection = Connection::open(airlock.address())?;
    connection.send(b"GET /echo.py HTTP/1.0\r\n\r\n");
    let received = connection.read_stream();
    assert_eq!((received.end, readable(&received.body).as_str()), (End::Closed, "GET /echo.py []"));

    let mut connection = Connection::open(airlock.address())?;
    for _ in 0..2 {
        let answer = ask_on(&mut connection, b"GET /echo.py HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")?;
        assert_eq!(answer.text(), "GET /echo.py []");
    }
    connection.send(b"POST /echo.py HTTP/1.0\r\nContent-Length: 2\r\n\r\nab");
    assert_eq!(readable(&connection.read_stream().body), "POST /echo.py [ab]");

    // Without a length only the end of the connection can end the content, and chunks are unknown to HTTP/1.0.
    let mut connection = Connection::open(airlock.address())?;
    connection.send(b"GET /stream.py HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    let received = connection.read_stream();
    assert_eq!((received.end, readable(&received.body).as_str()), (End::Closed, "one two three"));
    Ok(())
}

#[test]
fn a_client_that_asks_to_close_is_obeyed() -> Result<()> {
    let airlock = airlock("close")?;
    for value in ["close", "Close", "foo, close"] {
        let mut connection = Connection::open(airlock.address())?;
        connection.send(format!("GET /echo.py HTTP/1.1\r\nHost: a\r\nConnection: {value}\r\n\r\n").as_bytes());
        let received = connection.read_stream();
        assert_eq!((received.end, readable(&received.body).as_str()), (End::Closed, "GET /echo.py []"), "{value}");
    }
    Ok(())
}

#[test]
fn chunked_bodies_are_read_whatever_their_form() -> Result<()> {
    let airlock = airlock("chunked")?;
    let long = "x".repeat(70_000);
    let forms = [
        ("5\r\nhello\r\n0\r\n\r\n".to_owned(), "hello"),
        ("1\r\nh\r\n4\r\nello\r\n0\r\n\r\n".to_owned(), "hello"),
        ("005\r\nhello\r\n000\r\n\r\n".to_owned(), "hello"),
        ("5;name=value\r\nhello\r\n0;last\r\n\r\n".to_owned(), "hello"),
        ("5;name=\"a;b\"\r\nhello\r\n0\r\n\r\n".to_owned(), "hello"),
        ("5\r\nhello\r\n0\r\nTrailer: value\r\nSecond: value\r\n\r\n".to_owned(), "hello"),
        ("5\r\nhello\r\n0\r\nContent-Length: 3\r\nTransfer-Encoding: gzip\r\n\r\n".to_owned(), "hello"),
        ("d\r\n0\r\n\r\nGET / \r\n\r\n0\r\n\r\n".to_owned(), "0\r\n\r\nGET / \r\n"),
        ("0\r\n\r\n".to_owned(), ""),
        (format!("11170\r\n{long}\r\n0\r\n\r\n"), long.as_str()),
        (format!("{}0\r\n\r\n", "1\r\nx\r\n".repeat(5000)), long.get(..5000).unwrap_or_default()),
    ];
    for (body, content) in &forms {
        let mut connection = Connection::open(airlock.address())?;
        for target in ["/echo.py", "/ignores_body.py"] {
            let head = format!("POST {target} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
            let answer = ask_on(&mut connection, format!("{head}{body}").as_bytes())?;
            let expected =
                if target == "/echo.py" { format!("POST /echo.py [{content}]") } else { "ignored".to_owned() };
            assert!(answer.text() == expected, "{target} {}: {}", readable(body.as_bytes()), readable(&answer.content));
        }
    }
    Ok(())
}

/// Clients send more bytes in a target than an URL has; handlers see them as they came.
#[test]
fn targets_are_seen_as_they_came() -> Result<()> {
    let airlock = airlock("targets")?;
    let mut connection = Connection::open(airlock.address())?;
    for target in [
        &b"/echo.py?\x80\xe9\xff"[..],
        b"/echo.py?\"<>\\^`{|}",
        b"/echo.py?%ff%zz%",
        b"/echo.py?a=b&c=%20+d;e",
        b"/echo.py??//..",
        b"/./echo.py",
        b"/%65cho.py",
        b"http://other.test:81/echo.py?x",
    ] {
        let request = [b"GET ", target, b" HTTP/1.1\r\nHost: a\r\n\r\n"].concat();
        let answer = ask_on(&mut connection, &request)?;
        assert_eq!(readable(&answer.content), readable(&[b"GET ", target, b" []"].concat()));
    }
    let long = format!("/echo.py?{}", "x".repeat(30_000));
    assert_eq!(ask_on(&mut connection, &get(&long))?.text(), format!("GET {long} []"));
    Ok(())
}

#[test]
fn fields_are_seen_as_they_came() -> Result<()> {
    let airlock = airlock("fields")?;
    let fields =
        b"hOsT: a\r\nX-A: one\r\nx-a: two\r\nX-Empty:\r\nx!#$%&'*+-.^_`|~9: odd name\r\nX-Bytes: \x80\xe9\xff\tz\r\n";
    let expected = b"hOsT: a\nX-A: one\nx-a: two\nX-Empty: \nx!#$%&'*+-.^_`|~9: odd name\nX-Bytes: \x80\xe9\xff\tz";
    let request = [b"GET /echo_fields.py HTTP/1.1\r\n", &fields[..], b"\r\n"].concat();
    assert_eq!(readable(&ask(airlock.address(), &request)?.content), readable(expected));
    let spaced = b"GET /echo_fields.py HTTP/1.1\r\nHost: a\r\nX-A:one\r\nX-B: \t  two\r\n\r\n";
    assert_eq!(ask(airlock.address(), spaced)?.text(), "Host: a\nX-A: one\nX-B: two");
    Ok(())
}

#[test]
fn a_head_too_large_is_refused() -> Result<()> {
    let mut airlock = airlock("large-head")?;
    let large = "x".repeat(300_000);
    for request in [
        format!("GET /echo.py HTTP/1.1\r\nHost: a\r\nX: {large}\r\n\r\n"),
        format!("GET /echo.py HTTP/1.1\r\nHost: a\r\n{}\r\n", "X-Many: x\r\n".repeat(20_000)),
        format!("GET /echo.py?{large} HTTP/1.1\r\nHost: a\r\n\r\n"),
        format!("{large} /echo.py HTTP/1.1\r\nHost: a\r\n\r\n"),
        format!("GET /echo.py HTTP/1.1\r\nHost: a\r\n{large}: x\r\n\r\n"),
        "\r\n".repeat(150_000),
        large.clone(),
    ] {
        let mut connection = Connection::open(airlock.address())?;
        connection.send(request.as_bytes());
        let received = connection.read_stream();
        let start = readable(request.get(..40).unwrap_or_default().as_bytes());
        // A reset may overtake the answer.
        let status = received.parsed().map(|head| head.status);
        assert!(matches!(status, Some(400 | 414 | 431) | None), "{start}: {status:?}");
        assert!(matches!(received.end, End::Closed | End::Reset), "{start}: {:?}", received.end);
    }
    let fits = format!("GET /echo.py HTTP/1.1\r\nHost: a\r\nX: {}\r\n\r\n", "x".repeat(30_000));
    assert_eq!(ask(airlock.address(), fits.as_bytes())?.text(), "GET /echo.py []");
    assert!(airlock.is_running());
    Ok(())
}

#[test]
fn a_body_is_called_for_only_when_somebody_reads_it() -> Result<()> {
    let airlock = airlock("expect")?;
    let head = |target: &str| {
        format!("POST {target} HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n").into_bytes()
    };
    let mut connection = Connection::open(airlock.address())?;
    connection.send(&head("/echo.py"));
    connection.wait_for(b"HTTP/1.1 100 Continue\r\n\r\n").map_err(|end| anyhow::anyhow!("no 100: {end:?}"))?;
    connection.send(b"hello");
    assert_eq!(Answer::from(connection.read_response(false))?.text(), "POST /echo.py [hello]");

    for (target, content) in
        [("/ignores_body.py", "ignored"), ("/missing.py", "{\"error\": {\"code\": 404, \"message\": \"404\"}}")]
    {
        let mut connection = Connection::open(airlock.address())?;
        connection.send(&head(target));
        let received = connection.read_response(false);
        assert_eq!(readable(&received.interim), "", "{target}: asked for a body nobody reads");
        assert_eq!(Answer::from(received)?.text(), content);
    }
    // A client need not wait.
    let mut connection = Connection::open(airlock.address())?;
    let answer = ask_on(&mut connection, &[&head("/echo.py")[..], b"hello"].concat())?;
    assert_eq!(answer.text(), "POST /echo.py [hello]");
    assert_eq!(ask_on(&mut connection, &get("/innocent.py"))?.text(), "innocent");
    Ok(())
}

/// No method has a way of its own past the handler, whatever it means elsewhere.
#[test]
fn every_method_reaches_the_handler() -> Result<()> {
    let airlock = airlock("methods")?;
    for method in
        ["GET", "get", "head", "OPTIONS", "TRACE", "PATCH", "DELETE", "CONNECT", "HIDE", "PRI", "!#$%&'*+-.^_`|~"]
    {
        let request = format!("{method} /echo.py HTTP/1.1\r\nHost: a\r\n\r\n");
        let answer = ask(airlock.address(), request.as_bytes())?;
        assert_eq!(answer.text(), format!("{method} /echo.py []"));
    }
    let upgrade = b"GET /echo.py HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
    assert_eq!(ask(airlock.address(), upgrade)?.text(), "GET /echo.py []");
    assert_eq!(ask(airlock.address(), &post("/echo.py", b""))?.text(), "POST /echo.py []");
    Ok(())
}
