//! Request bodies that are not what their heads say, that never end, or that nobody reads.
//!
//! The handlers lie in `tests/http_messages/docroot/`.

use airlock_tests::airlock_process::Airlock;
use airlock_tests::innocents::Innocents;
use airlock_tests::places;
use airlock_tests::proc_files::resident_bytes;
use airlock_tests::raw_http::{Connection, End};
use airlock_tests::requests::{Answer, ask, ask_on, get};
use airlock_tests::wire_text::readable;
use anyhow::{Context, Result, ensure};

fn airlock(name: &str, profile: &str, flags: &[&str]) -> Result<Airlock> {
    let docroot = places::tests_folder().join("http_messages").join("docroot");
    Airlock::start_with(&docroot, profile, &format!("request-bodies-{name}"), flags)
}

fn head(target: &str, length: u64) -> Vec<u8> {
    format!("POST {target} HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n").into_bytes()
}

#[test]
fn a_body_shorter_than_its_length_is_an_error_for_who_reads_it() -> Result<()> {
    for profile in ["exposed", "wpt"] {
        let mut airlock = airlock("short", profile, &[])?;
        for request in [
            [&head("/echo.py", 10)[..], b"short"].concat(),
            b"POST /echo.py HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n".to_vec(),
            b"POST /echo.py HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe".to_vec(),
        ] {
            let mut connection = Connection::open(airlock.address())?;
            connection.send(&request);
            connection.end_sending();
            let received = connection.read_stream();
            // Who breaks off may be gone: then there is no answer. What there is says that it was an error.
            let status = received.parsed().map(|head| head.status);
            assert!(matches!(status, None | Some(400 | 500)), "{}", readable(&received.bytes()));
            assert!(matches!(received.end, End::Closed | End::Reset), "{:?}", received.end);
        }
        // Of two bodies on one connection the first is whole: its answer comes.
        let mut connection = Connection::open(airlock.address())?;
        let whole = ask_on(&mut connection, &[&head("/echo.py", 5)[..], b"whole"].concat())?;
        assert_eq!(whole.text(), "POST /echo.py [whole]");
        assert_eq!(ask(airlock.address(), &get("/innocent.py"))?.text(), "innocent");
        assert!(airlock.is_running());
    }
    Ok(())
}

#[test]
fn a_body_shorter_than_its_length_is_nothing_to_who_does_not_read_it() -> Result<()> {
    let airlock = airlock("short-unread", "exposed", &[])?;
    for half_closed in [true, false] {
        let mut connection = Connection::open(airlock.address())?;
        connection.send(&[&head("/ignores_body.py", 10)[..], b"short"].concat());
        if half_closed {
            connection.end_sending();
        }
        let received = connection.read_stream();
        assert_eq!(readable(&received.body), "ignored");
        assert!(matches!(received.end, End::Closed | End::Reset), "{:?}", received.end);
    }
    Ok(())
}

/// Its body does not come in time to be taken in, so that no further request can be answered on its connection. One that did
/// not know would have the next one fail.
#[test]
fn a_client_whose_connection_ends_in_its_body_is_told() -> Result<()> {
    let airlock = airlock("told", "exposed", &[])?;
    for (target, status) in [("/ignores_body.py", 200), ("/fails.py", 500)] {
        let mut connection = Connection::open(airlock.address())?;
        connection.send(&[&head(target, 100_000)[..], b"the begin"].concat());
        let answer = Answer::from(connection.read_response(false))?;
        assert_eq!(answer.status, status);
        assert_eq!(answer.head.values("connection").collect::<Vec<_>>(), [b"close"], "{target}");
        assert!(matches!(connection.read_stream().end, End::Closed | End::Reset));
        // Where it comes, the connection goes on, and nothing is said.
        let mut connection = Connection::open(airlock.address())?;
        for _ in 0..2 {
            let answer = ask_on(&mut connection, &[&head(target, 100_000)[..], &[b'x'; 100_000]].concat())?;
            assert_eq!(answer.head.values("connection").count(), 0, "{target}");
        }
    }
    Ok(())
}

/// The handler has computed for so long that it does not end in the moment in which it answers.
#[test]
fn a_body_that_a_long_handler_left_does_not_end_the_connection() -> Result<()> {
    const LENGTH: u64 = 500_000;
    let airlock = airlock("long-handler", "exposed", &[])?;
    let mut connection = Connection::open(airlock.address())?;
    for number in 0..10 {
        let request = [&head("/computes_and_ignores_body.py", LENGTH)[..], &[b'x'; LENGTH as usize]].concat();
        let answer =
            ask_on(&mut connection, &request).with_context(|| format!("request {number} of the connection"))?;
        assert_eq!(answer.text(), "computed");
    }
    Ok(())
}

/// What is beyond a body's length is the next request, and is refused if it is none.
#[test]
fn a_body_longer_than_its_length_ends_there() -> Result<()> {
    let airlock = airlock("long", "exposed", &[])?;
    for (target, content) in [("/echo.py", "POST /echo.py [body]"), ("/ignores_body.py", "ignored")] {
        let mut connection = Connection::open(airlock.address())?;
        connection.send(&[&head(target, 4)[..], b"body and more of it\r\n\r\n"].concat());
        assert_eq!(Answer::from(connection.read_response(false))?.text(), content);
        let next = connection.read_stream();
        assert_eq!(next.parsed().map(|head| head.status), Some(400), "{}", readable(&next.bytes()));
        assert!(matches!(next.end, End::Closed | End::Reset), "{:?}", next.end);
    }
    Ok(())
}

#[test]
fn the_part_of_a_body_that_nobody_read_is_no_request() -> Result<()> {
    let airlock = airlock("rest", "exposed", &[])?;
    let smuggled = "GET /echo.py?smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
    for target in ["/ignores_body.py", "/reads_one_piece.py", "/missing.py", "/missing.txt", "/fails.py"] {
        let body = format!("12345{smuggled}");
        let mut connection = Connection::open(airlock.address())?;
        connection.send(&[&head(target, body.len() as u64)[..], body.as_bytes()].concat());
        connection.send(b"GET /echo.py?behind HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        let bytes = connection.read_stream().bytes();
        let text = readable(&bytes);
        assert!(!text.contains("GET /echo.py?smuggled []"), "{target}: {text}");
        assert!(text.contains("begins with 12345") || target != "/reads_one_piece.py", "{target}: {text}");
    }
    Ok(())
}

/// Sends a body of `length` bytes, or as much of it as the server takes; the most memory the server had meanwhile.
fn upload(airlock: &Airlock, connection: &mut Connection, length: u64, chunked: bool) -> Result<u64> {
    const PIECE: usize = 1 << 20;
    let mut piece = vec![b'x'; PIECE];
    if chunked {
        piece.splice(0..0, format!("{PIECE:x}\r\n").into_bytes());
        piece.extend_from_slice(b"\r\n");
    }
    let mut most = 0;
    for number in 0..length / PIECE as u64 {
        if connection.try_send(&piece).is_err() {
            break;
        }
        if number.is_multiple_of(16) {
            most = most.max(resident_bytes(airlock.process_id())?);
        }
    }
    if chunked {
        connection.send(b"0\r\n\r\n");
    }
    Ok(most)
}

/// More than this may not be added to the server's memory by a body that nobody keeps.
const ROOM: u64 = 48 << 20;

#[test]
fn a_gigabyte_that_nobody_reads_costs_no_memory() -> Result<()> {
    const LENGTH: u64 = 1 << 30;
    let mut airlock = airlock("gigabyte", "exposed", &[])?;
    let innocents = Innocents::start(airlock.address(), "/innocent.py", "innocent")?;
    let before = resident_bytes(airlock.process_id())?;
    for (target, status) in [
        ("/ignores_body.py", 200),
        ("/reads_one_piece.py", 200),
        ("/fails.py", 500),
        ("/missing.py", 404),
        ("/missing.txt", 404),
    ] {
        for chunked in [false, true] {
            let mut connection = Connection::open(airlock.address())?;
            if chunked {
                let head = format!("POST {target} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
                connection.send(head.as_bytes());
            } else {
                connection.send(&head(target, LENGTH));
            }
            let most = upload(&airlock, &mut connection, LENGTH, chunked)?;
            let received = connection.read_response(false);
            // The server may close before all is sent; the answer is there all the same.
            let answered = received.parsed().map(|head| head.status);
            assert_eq!(answered, Some(status), "{target}: {:?} {}", received.end, readable(&received.bytes()));
            let added = most.saturating_sub(before);
            assert!(added < ROOM, "{target}: the server grew by {added} bytes");
        }
    }
    innocents.finish()?;
    assert!(airlock.is_running());
    Ok(())
}

#[test]
fn a_body_read_in_pieces_is_never_in_memory_as_a_whole() -> Result<()> {
    const LENGTH: u64 = 512 << 20;
    let airlock = airlock("pieces", "exposed", &["--cpu-time", "30s", "--memory", "96MiB"])?;
    ask(airlock.address(), &get("/innocent.py"))?;
    let before = resident_bytes(airlock.process_id())?;
    let mut connection = Connection::open(airlock.address())?;
    connection.send(&head("/counts_body.py", LENGTH));
    let most = upload(&airlock, &mut connection, LENGTH, false)?;
    let answer = Answer::from(connection.read_response(false))?;
    assert_eq!(answer.text(), LENGTH.to_string());
    let added = most.saturating_sub(before);
    ensure!(added < ROOM, "the server grew by {added} bytes");
    assert_eq!(ask_on(&mut connection, &get("/innocent.py"))?.text(), "innocent");
    Ok(())
}
