//! Heads of responses: as the handler gave them, to the byte; and never more than one response, whatever a handler
//! writes, unless the profile lets it write to the wire itself.
//!
//! The handlers lie in `tests/http_messages/docroot/`.

use std::net::SocketAddr;

use airlock_tests::airlock_process::Airlock;
use airlock_tests::places;
use airlock_tests::raw_http::{Connection, End, Received};
use airlock_tests::requests::{Answer, ask, ask_on, get};
use airlock_tests::wire_text::readable;
use anyhow::Result;

fn airlock(name: &str, profile: &str) -> Result<Airlock> {
    let docroot = places::tests_folder().join("http_messages").join("docroot");
    Airlock::start(&docroot, profile, &format!("response-heads-{name}"))
}

/// Everything that comes for a request that asks to close.
fn stream(address: SocketAddr, target: &str) -> Result<Received> {
    let mut connection = Connection::open(address)?;
    connection.send(format!("GET {target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").as_bytes());
    Ok(connection.read_stream())
}

#[test]
fn a_head_goes_out_as_the_handler_gave_it() -> Result<()> {
    for profile in ["exposed", "wpt"] {
        let airlock = airlock("exact", profile)?;
        let mut connection = Connection::open(airlock.address())?;
        for _ in 0..2 {
            connection.send(&get("/head.py"));
            let received = connection.read_response(false);
            let expected =
                b"HTTP/1.1 299 Odd But Fine\r\nx-ZEBRA: 1\r\nx-ZEBRA: 3\r\nA-first: 2\r\ncontent-LENGTH: 4\r\n\
                dAtE: today\r\nX-Empty: \r\nX-Bytes: \xe9\xff\r\nServer: none\r\nconnection: Keep-Alive\r\n\r\nbody";
            assert_eq!(readable(&received.bytes()), readable(expected));
        }
    }
    Ok(())
}

#[test]
fn raw_bytes_reach_the_wire_in_profile_wpt() -> Result<()> {
    let airlock = airlock("raw", "wpt")?;
    for (escaped, bytes) in [
        ("HTTP/1.1%20200%20OK%0d%0a%0d%0abody", &b"HTTP/1.1 200 OK\r\n\r\nbody"[..]),
        ("HTTP/1.1%20999999%20%0aA:%20b%0a%0a", b"HTTP/1.1 999999 \nA: b\n\n"),
        ("HTTP/0.9%20fine", b"HTTP/0.9 fine"),
        ("%00%ff%0d%0d%0a", b"\0\xff\r\r\n"),
        (
            "HTTP/1.1%20100%20Go%0d%0a%0d%0aHTTP/1.1%20204%20%0d%0a%0d%0a",
            b"HTTP/1.1 100 Go\r\n\r\nHTTP/1.1 204 \r\n\r\n",
        ),
        (
            "HTTP/1.1%20200%20OK%0d%0aTransfer-Encoding:%20chunked%0d%0a%0d%0azz",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz",
        ),
    ] {
        for (method, piece) in [("GET", 1000), ("GET", 1), ("HEAD", 1000), ("HEAD", 2), ("HEAD", 1), ("CONNECT", 1000)]
        {
            let mut connection = Connection::open(airlock.address())?;
            let request = format!("{method} /raw.py?{escaped} HTTP/1.1\r\nHost: a\r\n\r\n");
            request.as_bytes().chunks(piece).for_each(|piece| connection.send(piece));
            let received = connection.read_stream();
            assert_eq!(readable(&received.bytes()), readable(bytes), "{method} in pieces of {piece}");
            assert_eq!(received.end, End::Closed, "the connection ends behind raw bytes");
        }
    }
    Ok(())
}

/// Status lines and fields that are none, by way of what a handler returns and of its writer.
const ODD_HEADS: &[(&str, &str)] = &[
    ("reason=a%0d%0aX-Smuggled:%20yes", "a\r\nX-Smuggled: yes\r\n"),
    ("reason=a%0aX-Smuggled:%20yes", "a\nX-Smuggled: yes\r\n"),
    ("reason=a%0dX-Smuggled:%20yes", "a\rX-Smuggled: yes\r\n"),
    ("reason=a%00b", "a\0b\r\n"),
    ("name=X%0d%0aX-Smuggled", "X\r\nX-Smuggled: value\r\n"),
    ("name=X%0aX-Smuggled", "X\nX-Smuggled: value\r\n"),
    ("name=X:%20a%0d%0aX-Smuggled", "X: a\r\nX-Smuggled: value\r\n"),
    ("name=with%20space", "with space: value\r\n"),
    ("name=colon:", "colon:: value\r\n"),
    ("name=bytes%ff", "bytes"),
    ("name=", ": value\r\n"),
    ("value=a%0d%0aX-Smuggled:%20yes", "a\r\nX-Smuggled: yes\r\n"),
    ("value=a%0aX-Smuggled:%20yes", "a\nX-Smuggled: yes\r\n"),
    ("value=a%0dX-Smuggled:%20yes", "a\rX-Smuggled: yes\r\n"),
    ("value=a%0d%0a%0d%0aHTTP/1.1%20200%20OK", "a\r\n\r\nHTTP/1.1 200 OK\r\n"),
    ("value=a%00b", "a\0b\r\n"),
    ("name=Transfer-Encoding&value=chunked", "Transfer-Encoding: chunked\r\n"),
    ("name=Content-Length&value=%2b7", "Content-Length: +7\r\n"),
    ("name=Content-Length&value=7,7", "Content-Length: 7,7\r\n"),
    ("status=99", "HTTP/1.1 99 "),
    ("status=100", "HTTP/1.1 100 "),
    ("status=101", "HTTP/1.1 101 "),
    ("status=103", "HTTP/1.1 103 "),
    ("status=1000", "HTTP/1.1 1000 "),
    ("status=0", "HTTP/1.1 0 "),
    ("status=-1", "HTTP/1.1 -1 "),
    ("status=65736", "HTTP/1.1 65736 "),
];

#[test]
fn odd_heads_are_refused_in_exposed_and_sent_in_wpt() -> Result<()> {
    let (exposed, wpt) = (airlock("odd", "exposed")?, airlock("odd", "wpt")?);
    let mut failures = Vec::new();
    for (query, sent) in ODD_HEADS {
        for handler in ["returned_head", "written_head"] {
            let target = format!("/{handler}.py?{query}");
            let mut connection = Connection::open(exposed.address())?;
            let refused = ask_on(&mut connection, &get(&target)).and_then(|answer| {
                let message = answer.error_message()?;
                anyhow::ensure!(answer.status == 500 && message == "Internal Server Error", answer.text());
                // The refusal is an answer like others: the connection carries the next request.
                anyhow::ensure!(ask_on(&mut connection, &get("/innocent.py"))?.text() == "innocent", "the next");
                exposed.log().wait_for(&[handler, "raw-writes"]).map(drop)
            });
            if let Err(error) = refused {
                failures.push(format!("exposed {target}: {error:#}"));
            }
            let received = stream(wpt.address(), &target)?;
            if !readable(&received.bytes()).contains(&readable(sent.as_bytes())) || received.end != End::Closed {
                failures.push(format!("wpt {target}: {:?} {}", received.end, readable(&received.bytes())));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    Ok(())
}

#[test]
fn a_cookie_can_not_break_its_line() -> Result<()> {
    let airlock = airlock("cookie", "exposed")?;
    for value in ["a%0d%0aX-Smuggled:%20yes", "a%0aX-Smuggled:%20yes", "a%0d%0a%0d%0aHTTP/1.1%20200%20OK"] {
        let received = stream(airlock.address(), &format!("/cookie.py?value={value}"))?;
        let text = readable(&received.bytes());
        assert_eq!(received.parsed().map(|head| head.status), Some(500), "{text}");
        assert!(!text.contains("Smuggled") && text.matches("HTTP/1.1").count() == 1, "{text}");
    }
    Ok(())
}

/// Calls below the Python package, which every handler can reach: what the package refuses the host has to refuse as well.
const PRIMITIVE_CALLS: &[&str] = &[
    "_airlock.send(100, None, [], b'', True)",
    "_airlock.send(101, None, [(b'Connection', b'upgrade')], b'', True)",
    "_airlock.start(103, None, [], True)",
    "_airlock.start(100, None, [], True)\n_airlock.write(b'HTTP/1.1 200 OK\\r\\nX-Smuggled: yes\\r\\n\\r\\n')",
    "_airlock.send(0, None, [], b'', True)",
    "_airlock.send(1000, None, [], b'', True)",
    "_airlock.send(65535, None, [], b'', True)",
    "_airlock.fail(0, 'x')",
    "_airlock.fail(100, 'x')",
    "_airlock.fail(101, 'x')",
    "_airlock.fail(200, 'x')",
    "_airlock.fail(204, 'x')",
    "_airlock.fail(304, 'x')",
    "_airlock.fail(999, 'x')",
    "_airlock.fail(65535, 'x')",
    "_airlock.send(200, b'a\\r\\nX-Smuggled: yes', [], b'', True)",
    "_airlock.send(200, None, [(b'X\\r\\nX-Smuggled', b'yes')], b'', True)",
    "_airlock.send(200, None, [(b'X', b'a\\r\\nX-Smuggled: yes')], b'', True)",
    "_airlock.start(200, None, [(b'X', b'a\\nX-Smuggled: yes')], False)",
    "_airlock.send(200, None, [(b'Content-Length', b'3'), (b'content-length', b'3')], b'abc', True)",
    "_airlock.send(200, None, [(b'Content-Length', b'2')], b'abc', True)",
    "_airlock.send(200, None, [(b'Content-Length', b'4')], b'abc', True)",
    "_airlock.send(200, None, [(b'Content-Length', b'3, 3')], b'abc', True)",
    "_airlock.send(200, None, [(b'Content-Length', b'')], b'abc', True)",
    "_airlock.send(200, None, [(b'Transfer-Encoding', b'chunked')], b'abc', True)",
    "_airlock.start(200, None, [(b'transfer-encoding', b'identity')], True)",
    "_airlock.write_raw(b'HTTP/1.1 200 OK\\r\\nX-Smuggled: yes\\r\\n\\r\\n')",
    "_airlock.start(200, None, [], True)\n_airlock.write_raw(b'X-Smuggled: yes')",
    "_airlock.write(b'X-Smuggled: yes')",
    "_airlock.finish()",
    "_airlock.send(200, None, [], b'', True)\n_airlock.send(200, None, [(b'X-Smuggled', b'yes')], b'', True)",
    "_airlock.send(200, None, [], b'', True)\n_airlock.write(b'X-Smuggled: yes')",
    "_airlock.start(200, None, [], True)\n_airlock.start(200, None, [(b'X-Smuggled', b'yes')], True)",
    "_airlock.start(200, None, [], True)\n_airlock.finish()\n_airlock.write(b'X-Smuggled: yes')",
    "_airlock.start(204, None, [], True)\n_airlock.write(b'X-Smuggled: yes')",
    "_airlock.start(304, None, [], True)\n_airlock.write(b'X-Smuggled: yes')",
    "_airlock.send(204, None, [], b'X-Smuggled: yes', True)",
    "_airlock.start(200, None, [(b'Content-Length', b'0')], True)\n_airlock.write(b'X-Smuggled: yes')",
    "_airlock.send(200, None, 5, b'', True)",
    "_airlock.send(200, None, [(1, 2)], b'', True)",
    "_airlock.send(-1, None, [], b'', True)",
    "_airlock.send(10 ** 30, None, [], b'', True)",
    "_airlock.read_body(-1)",
    "_airlock.log(-5, 'x')",
    "_airlock.log(99, 'x\\r\\nforged')",
    "_airlock.stash_put('no key', '', b'')",
    "_airlock.stash_unlock()",
    "_airlock.load('../../etc/passwd')",
    "_airlock.load('/etc/passwd')",
    "_airlock.load('a\\0b')",
    "_airlock.find('..', 'etc')",
    "_airlock.find('', '..')",
];

/// Whatever a handler calls, its client sees one response with a status line that is one, and can tell where it ends.
#[test]
fn the_calls_under_the_package_let_no_second_response_through() -> Result<()> {
    let mut airlock = airlock("primitive", "exposed")?;
    let mut failures = Vec::new();
    for call in PRIMITIVE_CALLS {
        let escaped: String = call.bytes().map(|byte| format!("%{byte:02x}")).collect();
        for method in ["GET", "HEAD"] {
            let mut connection = Connection::open(airlock.address())?;
            let request = format!("{method} /primitive.py?{escaped} HTTP/1.1\r\nHost: a\r\n\r\n");
            connection.send(request.as_bytes());
            connection.send(b"GET /echo.py?behind HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            let first = connection.read_response(method == "HEAD");
            let status = first.parsed().map(|head| head.status);
            let second = connection.read_stream();
            let text = readable(&[first.bytes(), second.bytes()].concat());
            // The second answer is that of the second request, or there is none.
            let in_order = second.bytes().is_empty() || second.bytes().ends_with(b"GET /echo.py?behind []");
            let one_each = text.matches("HTTP/1.1").count() <= 2;
            let fine = matches!(status, Some(200 | 204 | 304 | 400..=599)) || (status.is_none() && text.is_empty());
            if !fine || !in_order || !one_each || !first.interim.is_empty() || text.contains("Smuggled") {
                failures.push(format!("{method} {call}: {text}"));
            }
        }
    }
    assert_eq!(ask(airlock.address(), &get("/innocent.py"))?.text(), "innocent");
    assert!(airlock.is_running());
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    Ok(())
}

#[test]
fn bytes_beyond_the_announced_length_need_the_grant() -> Result<()> {
    let behind = b"GET /echo.py?behind HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    for profile in ["exposed", "wpt"] {
        let airlock = airlock("beyond", profile)?;
        let mut connection = Connection::open(airlock.address())?;
        connection.send(&[&get("/beyond_its_length.py")[..], behind].concat());
        let first = connection.read_response(false);
        assert_eq!(readable(&first.body), "abc", "{profile}");
        let rest = connection.read_stream();
        let text = readable(&rest.bytes());
        assert!(matches!(rest.end, End::Closed | End::Reset), "{profile}: {:?}", rest.end);
        if profile == "exposed" {
            assert!(!text.contains("Smuggled"), "{text}");
            assert!(text.is_empty() || text.ends_with("GET /echo.py?behind []"), "{text}");
        } else {
            // Straight behind the content, and nothing else behind that.
            let twice = readable(b"HTTP/1.1 200 OK\r\nX-Smuggled: yes\r\nContent-Length: 0\r\n\r\n").repeat(2);
            assert_eq!(text, twice);
        }
    }
    Ok(())
}

#[test]
fn content_short_of_its_length_is_seen_to_be_cut() -> Result<()> {
    for profile in ["exposed", "wpt"] {
        let airlock = airlock("short", profile)?;
        let mut connection = Connection::open(airlock.address())?;
        connection.send(&[get("/short_of_its_length.py"), get("/echo.py?behind")].concat());
        let received = connection.read_response(false);
        assert_eq!(readable(&received.body), "abc", "{profile}");
        assert!(Answer::from(received).is_err(), "{profile}: the end of the connection shows that content is missing");
    }
    Ok(())
}
