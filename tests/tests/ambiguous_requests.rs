//! Requests that two servers could read in two ways, by which one client smuggles a request past another's eyes: each
//! is refused and its connection closed, or at the least nothing behind it is taken for a request.
//!
//! Every form is sent whole and byte by byte, with two harmless requests behind it.

use airlock_tests::airlock_process::Airlock;
use airlock_tests::head::Head;
use airlock_tests::places;
use airlock_tests::raw_http::{Connection, End};
use airlock_tests::requests::{Answer, all_answers, ask, get};
use airlock_tests::wire_text::readable;
use anyhow::Result;

fn airlock(name: &str) -> Result<Airlock> {
    let docroot = places::tests_folder().join("http_messages").join("docroot");
    Airlock::start(&docroot, "exposed", &format!("ambiguous-{name}"))
}

const BEHIND: &str = "GET /echo.py?first HTTP/1.1\r\nHost: a\r\n\r\nGET /echo.py?second HTTP/1.1\r\nHost: a\r\n\r\n";

/// All responses to `request` and what is sent behind it, in order, and how the connection ended.
fn responses(airlock: &Airlock, request: &str, piece: usize) -> Result<(Vec<Answer>, End)> {
    let mut connection = Connection::open(airlock.address())?;
    format!("{request}{BEHIND}").as_bytes().chunks(piece).for_each(|piece| connection.send(piece));
    connection.end_sending();
    all_answers(&mut connection)
}

/// Heads that say two things, or nothing that all would understand alike. The body behind each is `0\r\n\r\n`.
const HEADS: &[&str] = &[
    "POST /echo.py HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: 5\r\n\r\n",
    "POST /echo.py HTTP/1.1\r\nHost: a\r\nhost: a\r\nContent-Length: 5\r\n\r\n",
    "POST /echo.py HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
    "POST /echo.py HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\ncontent-length: 5\r\n\r\n",
    "POST /echo.py HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\n",
    "POST /echo.py HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\n",
    "POST /echo.py HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
    "POST /echo.py HTTP/1.1\r\nHost: a\r\nContent-Length: 0x5\r\n\r\n",
    "POST /echo.py HTTP/1.1\r\nHost: a\r\nContent-Length: 5 0\r\n\r\n",
    "POST /echo.py HTTP/1.1\r\nHost: a\r\nContent-Length: 5.0\r\n\r\n",
    "POST /echo.py HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n",
    "POST /echo.py HTTP/1.1\r\nHost: a\r\nContent-Length: five\r\n\r\n",
    "POST /echo.py HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999999999\r\n\r\n",
    "POST /echo.py HTTP/1.1\r\nHost: a\r\nContent-Length: 18446744073709551621\r\n\r\n",
    "POST /echo.py HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
    "POST /echo.py HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
    "POST /echo.py HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n",
    "POST /echo.py HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
    "POST /echo.py HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n",
    "POST /echo.py HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n",
    "POST /echo.py HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n",
    "POST /echo.py HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
    "POST /echo.py HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n",
    "POST /echo.py HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n",
    "POST /echo.py HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \"chunked\"\r\n\r\n",
    "POST /echo.py HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \x0bchunked\r\n\r\n",
    "POST /echo.py HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n\r\n",
    "POST /echo.py HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n",
    "POST /echo.py HTTP/1.1\r\nHost: a\r\nTransfer-Encoding\t: chunked\r\n\r\n",
    "POST /echo.py HTTP/1.1\r\nHost: a\r\nContent-Length : 5\r\n\r\n",
    "POST /echo.py HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n chunked\r\n\r\n",
    "POST /echo.py HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\t5\r\n\r\n",
    "POST /echo.py HTTP/1.1\r\nHost: a\r\nX: y\r\n Transfer-Encoding: chunked\r\n\r\n",
    "POST /echo.py HTTP/1.1\r\n Host: a\r\nContent-Length: 5\r\n\r\n",
    "POST /echo.py HTTP/1.1\r\nHost: a\r\nX: y\rContent-Length: 5\r\n\r\n",
    "POST /echo.py HTTP/1.1\r\nHost: a\r\nX: y\r\r\nContent-Length: 5\r\n\r\n",
    "POST /echo.py HTTP/1.1\rX: y\r\nHost: a\r\nContent-Length: 5\r\n\r\n",
    "POST /echo.py HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\r\n",
    "POST /echo.py HTTP/1.1\r\nHost: a\r\nContent-Length\0: 5\r\n\r\n",
    "POST /echo.py HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n",
    "POST /echo.py HTTP/1.1\r\nHost: a\r\nContent-Length 5\r\n\r\n",
    "POST /echo.py HTTP/1.1\r\nHost: a\r\n: 5\r\n\r\n",
    "POST /echo.py HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
    "POST /echo.py HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n",
    "POST /echo.py HTTP/1.2\r\nHost: a\r\nContent-Length: 5\r\n\r\n",
    "POST /echo.py HTTP/2.0\r\nHost: a\r\nContent-Length: 5\r\n\r\n",
    "POST /echo.py HTTP/11\r\nHost: a\r\nContent-Length: 5\r\n\r\n",
    "POST /echo.py http/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n",
    "POST /echo.py\r\nHost: a\r\nContent-Length: 5\r\n\r\n",
    "POST /echo.py HTTP/1.1 \r\nHost: a\r\nContent-Length: 5\r\n\r\n",
    "POST  /echo.py HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n",
    "POST\t/echo.py\tHTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n",
    "POST /echo.py?a b HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n",
    "POST /echo.py?\0 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n",
    "PO{ST /echo.py HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n",
    "PO<ST /echo.py HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n",
    " POST /echo.py HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n",
];

#[test]
fn an_ambiguous_head_is_refused_and_the_connection_closed() -> Result<()> {
    let mut airlock = airlock("heads")?;
    let mut failures = Vec::new();
    for head in HEADS {
        for piece in [1, 10_000] {
            let (answers, end) = responses(&airlock, &format!("{head}0\r\n\r\n"), piece)?;
            let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
            // 431: some numbers are refused for being large; 505: a version nobody speaks.
            let refused = matches!(statuses.as_slice(), [400 | 431 | 501 | 505]);
            if !refused || !matches!(end, End::Closed | End::Reset) {
                failures.push(format!("{statuses:?} {end:?} in pieces of {piece}:\n{}", readable(head.as_bytes())));
            }
        }
    }
    assert_eq!(ask(airlock.address(), &get("/innocent.py"))?.text(), "innocent");
    assert!(airlock.is_running());
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    Ok(())
}

/// Chunked bodies that are none, each behind a head with `Transfer-Encoding: chunked`.
const BODIES: &[&str] = &[
    "-5\r\nhello\r\n0\r\n\r\n",
    "+5\r\nhello\r\n0\r\n\r\n",
    "0x5\r\nhello\r\n0\r\n\r\n",
    "5h\r\nhello\r\n0\r\n\r\n",
    "\r\nhello\r\n0\r\n\r\n",
    " 5\r\nhello\r\n0\r\n\r\n",
    "5 5\r\nhello\r\n0\r\n\r\n",
    "5\r\nhelloworld\r\n0\r\n\r\n",
    "5\r\nhello0\r\n\r\n",
    "5\r\nhello\r0\r\n\r\n",
    "5\nhello\r\n0\r\n\r\n",
    "5\r\nhello\n0\r\n\r\n",
    "5\r\nhello\r\n0\n\r\n",
    "5\rhello\r\n0\r\n\r\n",
    "5\r\r\nhello\r\n0\r\n\r\n",
    "5;a\nhello\r\n0\r\n\r\n",
    "5;a\rb\r\nhello\r\n0\r\n\r\n",
    "5;a=\"\r\n\"\r\nhello\r\n0\r\n\r\n",
    "5\r\nhello\r\n0\r\n\n",
    "5\r\nhello\r\n0\r\n\r\r\n",
    "5\r\nhello\r\n0\r\nA: b\n\r\n",
    "5\r\nhello\r\n0\r\nA: b\n\n",
    "5\r\nhello\r\n0\r\nA: b\r\n\n",
    "5\r\nhello\r\n0\r\nA: b\rC: d\r\n\r\n",
    "5\r\nhello\r\n0\r\n\rA\r\n\r\n",
    "5\r\nhello\r\n0;\n\r\n",
    "0\n\n",
    "0\n\r\n",
    "10000000000000005\r\nhello\r\n0\r\n\r\n",
    "fffffffffffffffffff\r\nhello\r\n0\r\n\r\n",
    "8000000000000005\r\nhello\r\n0\r\n\r\n",
    "ffffffffffffffff\r\nhello\r\n0\r\n\r\n",
    "5\r\nhello\r\n",
    "5\r\nhel",
    "5",
];

/// The response to such a request may be the handler's own, if it had answered before the body broke. But nothing behind
/// it may be answered, and above all not with the answer to something else.
#[test]
fn nothing_behind_a_broken_body_is_taken_for_a_request() -> Result<()> {
    let mut airlock = airlock("bodies")?;
    let mut failures = Vec::new();
    for target in ["/echo.py", "/ignores_body.py"] {
        for body in BODIES {
            for piece in [1, 10_000] {
                let head = format!("POST {target} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
                let (answers, end) = responses(&airlock, &format!("{head}{body}"), piece)?;
                let shown: Vec<String> = answers.iter().map(|a| format!("{} {}", a.status, a.text())).collect();
                let first = match answers.first() {
                    // The client has ended its side in the middle of the body: then there need be no answer.
                    None => true,
                    // What is broken may lie behind the content, in the trailers.
                    Some(answer) if target == "/echo.py" => {
                        answer.status >= 400 || answer.text() == "POST /echo.py [hello]"
                    }
                    Some(answer) => answer.status >= 400 || answer.text() == "ignored",
                };
                let behind = answers.iter().skip(1).all(|answer| answer.status == 400);
                if !first || !behind || answers.len() > 2 || !matches!(end, End::Closed | End::Reset) {
                    let body = readable(body.as_bytes());
                    failures.push(format!("{target} in pieces of {piece}: {shown:?} {end:?}\n{body}"));
                }
            }
        }
    }
    assert_eq!(ask(airlock.address(), &get("/innocent.py"))?.text(), "innocent");
    assert!(airlock.is_running());
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    Ok(())
}

/// The same forms, and whatever the parser makes of them: no answer is to anything but the request whose turn it is.
#[test]
fn answers_belong_to_the_requests_in_whose_place_they_stand() -> Result<()> {
    let airlock = airlock("places")?;
    for body in BODIES {
        let head = "POST /ignores_body.py HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
        let (answers, _) = responses(&airlock, &format!("{head}{body}"), 10_000)?;
        let contents: Vec<String> = answers.iter().filter(|a| a.status == 200).map(Answer::text).collect();
        let all = ["ignored", "GET /echo.py?first []", "GET /echo.py?second []"];
        assert!(all.starts_with(&contents.iter().map(String::as_str).collect::<Vec<_>>()), "{contents:?} {body:?}");
    }
    Ok(())
}

/// What is no HTTP at all.
#[test]
fn other_protocols_are_turned_away() -> Result<()> {
    let mut airlock = airlock("protocols")?;
    for bytes in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 a TLS client says hello"[..],
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0",
        b"SSH-2.0-OpenSSH_9.0\r\n",
        b"EHLO localhost\r\n\r\n",
        b"\0\0\0\0\0\0\0\0",
        b"*1\r\n$4\r\nPING\r\n",
    ] {
        let mut connection = Connection::open(airlock.address())?;
        connection.send(bytes);
        connection.end_sending();
        let received = connection.read_stream();
        let status = Head::parse(&received.head).map(|head| head.status);
        assert!(matches!(status, None | Some(400 | 505)), "{}: {}", readable(bytes), readable(&received.bytes()));
        assert!(matches!(received.end, End::Closed | End::Reset), "{}: {:?}", readable(bytes), received.end);
    }
    assert_eq!(ask(airlock.address(), &get("/innocent.py"))?.text(), "innocent");
    assert!(airlock.is_running());
    Ok(())
}
