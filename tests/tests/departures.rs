//! Clients that leave, in every phase of a request; and clients that stay, and see each piece when it is written.
//!
//! The handlers lie in `tests/http_messages/docroot/`.

use airlock_tests::airlock_process::Airlock;
use airlock_tests::eventually::eventually;
use airlock_tests::places;
use airlock_tests::proc_files::open_sockets;
use airlock_tests::raw_http::{Connection, End};
use airlock_tests::requests::{Answer, ask, ask_on, get};
use airlock_tests::stash_client::{new_key, put, take, wait_for};
use airlock_tests::wire_text::readable;
use anyhow::{Result, anyhow};

fn airlock(name: &str) -> Result<Airlock> {
    let docroot = places::tests_folder().join("http_messages").join("docroot");
    Airlock::start(&docroot, "exposed", &format!("departures-{name}"))
}

/// How a client goes.
#[derive(Clone, Copy, Debug)]
enum Way {
    Close,
    Reset,
}

impl Way {
    fn go(self, connection: Connection) -> Result<()> {
        match self {
            Self::Close => drop(connection),
            Self::Reset => connection.reset()?,
        }
        Ok(())
    }
}

const WAYS: [Way; 2] = [Way::Close, Way::Reset];

#[test]
fn a_client_may_leave_at_any_moment() -> Result<()> {
    let mut airlock = airlock("phases")?;
    ask(airlock.address(), &get("/innocent.py"))?;
    let before = open_sockets(airlock.process_id())?;
    let request = "POST /echo_slowly.py HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n0123456789";
    for way in WAYS {
        // After every byte of a request, the last one included: then the handler runs.
        for end in 0..=request.len() {
            let mut connection = Connection::open(airlock.address())?;
            connection.send(request.get(..end).unwrap_or_default().as_bytes());
            way.go(connection)?;
        }
        // In the middle of a response; with more requests waiting; in the middle of a body that nobody reads.
        for (sent, seen) in [
            (get(&format!("/endless_stream.py?{}", new_key()?)), "xxxx"),
            (get(&format!("/endless_trickle.py?{}", new_key()?)), "x"),
            (get("/innocent.py").repeat(100), "innocent"),
            (get("/echo_slowly.py").repeat(100), "HTTP/1.1 200"),
            ([get("/innocent.py"), get("/echo_slowly.py")].concat(), "innocent"),
            (b"POST /ignores_body.py HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n".to_vec(), "HTTP/1.1 200"),
        ] {
            let mut connection = Connection::open(airlock.address())?;
            connection.send(&sent);
            connection.wait_for(seen.as_bytes()).map_err(|end| anyhow!("no {seen:?}: {end:?}"))?;
            way.go(connection)?;
        }
    }
    assert_eq!(ask(airlock.address(), &get("/innocent.py"))?.text(), "innocent");
    eventually("the server lets go of all connections", || {
        Ok((open_sockets(airlock.process_id())? <= before).then_some(()))
    })?;
    assert!(airlock.is_running());
    assert_eq!(airlock.log().lines_with(&["panicked"])?, Vec::<String>::new());
    Ok(())
}

#[test]
fn a_client_may_leave_while_its_handler_rests_between_two_pieces() -> Result<()> {
    let airlock = airlock("between-pieces")?;
    ask(airlock.address(), &get("/innocent.py"))?;
    let before = open_sockets(airlock.process_id())?;
    for way in WAYS {
        let mut connection = Connection::open(airlock.address())?;
        connection.send(&get("/rests_between_pieces.py"));
        connection.wait_for(b"first").map_err(|end| anyhow!("no first piece: {end:?}"))?;
        way.go(connection)?;
        eventually("the server lets go of the connection", || {
            Ok((open_sockets(airlock.process_id())? <= before).then_some(()))
        })?;
    }
    assert_eq!(airlock.log().lines_with(&["panicked"])?, Vec::<String>::new());
    Ok(())
}

/// A client that leaves takes its handler with it. That a value never appears is seen by another handler, which sleeps as
/// long, began later, and was left to end.
#[test]
fn a_client_that_leaves_ends_its_handler() -> Result<()> {
    let airlock = airlock("cancel")?;
    for handler in ["sleeps_then_puts", "loops_then_puts"] {
        let start = || -> Result<(Connection, String)> {
            let (begun, late) = (new_key()?, new_key()?);
            let mut connection = Connection::open(airlock.address())?;
            connection.send(&get(&format!("/{handler}.py?{begun}&{late}")));
            wait_for(airlock.address(), &begun)?;
            Ok((connection, late))
        };
        let mut left = Vec::new();
        for way in WAYS {
            let (connection, late) = start()?;
            way.go(connection)?;
            left.push(late);
        }
        let (mut control, late) = start()?;
        assert_eq!(Answer::from(control.read_response(false))?.status, 200);
        assert_eq!(take(airlock.address(), &late)?.as_deref(), Some("late"));
        for (late, way) in left.iter().zip(WAYS) {
            assert_eq!(take(airlock.address(), late)?, None, "{handler} went on after {way:?}");
        }
    }
    Ok(())
}

#[test]
fn a_client_that_leaves_during_its_upload_ends_its_handler() -> Result<()> {
    let airlock = airlock("upload")?;
    ask(airlock.address(), &get("/innocent.py"))?;
    let before = open_sockets(airlock.process_id())?;
    for way in WAYS {
        let begun = new_key()?;
        let mut connection = Connection::open(airlock.address())?;
        let head =
            format!("POST /waits_for_body.py?{begun} HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nsome of it");
        connection.send(head.as_bytes());
        wait_for(airlock.address(), &begun)?;
        way.go(connection)?;
        eventually("the server lets go of the connection", || {
            Ok((open_sockets(airlock.process_id())? <= before).then_some(()))
        })?;
    }
    Ok(())
}

/// A handler that writes is told that its client has left, and can still put things in order.
#[test]
fn a_handler_that_writes_learns_that_its_client_has_left() -> Result<()> {
    let airlock = airlock("told")?;
    for (handler, said) in [("endless_stream", "noticed, and again False"), ("endless_trickle", "noticed")] {
        for way in WAYS {
            let key = new_key()?;
            let mut connection = Connection::open(airlock.address())?;
            connection.send(&get(&format!("/{handler}.py?{key}")));
            connection.wait_for(b"\r\n\r\nx").map_err(|end| anyhow!("{handler}: {end:?}"))?;
            way.go(connection)?;
            assert_eq!(wait_for(airlock.address(), &key)?, said, "{handler} {way:?}");
        }
    }
    Ok(())
}

/// Each piece has arrived before the handler is told to write the next: nothing is held back on the way.
#[test]
fn a_piece_is_seen_before_the_next_is_written() -> Result<()> {
    let airlock = airlock("piecewise")?;
    let key = new_key()?;
    let mut connection = Connection::open(airlock.address())?;
    connection.send(&get(&format!("/piecewise.py?{key}")));
    for (seen, go_on) in [("<first>", true), ("<second>", true), ("<third>", false)] {
        connection.wait_for(seen.as_bytes()).map_err(|end| anyhow!("{seen}: {end:?}"))?;
        if go_on {
            put(airlock.address(), &key, "go on")?;
        }
    }
    let received = connection.read_stream();
    assert_eq!((received.end, readable(&received.body).as_str()), (End::Closed, "<first><second><third>"));
    Ok(())
}

#[test]
fn a_handler_goes_on_after_its_response_is_complete() -> Result<()> {
    let airlock = airlock("goes-on")?;
    let key = new_key()?;
    let mut connection = Connection::open(airlock.address())?;
    assert_eq!(ask_on(&mut connection, &get(&format!("/goes_on.py?{key}")))?.text(), "done");
    assert_eq!(wait_for(airlock.address(), &key)?, "after the response");
    assert_eq!(ask_on(&mut connection, &get("/innocent.py"))?.text(), "innocent");
    Ok(())
}

/// A client may close its own direction and wait.
#[test]
fn a_client_that_has_said_everything_is_answered() -> Result<()> {
    let airlock = airlock("half-closed")?;
    for target in ["/innocent.py", "/echo_slowly.py", "/stream.py"] {
        let mut connection = Connection::open(airlock.address())?;
        connection.send(&get(target));
        connection.end_sending();
        let received = connection.read_stream();
        assert_eq!(received.parsed().map(|head| head.status), Some(200), "{target}: {}", readable(&received.bytes()));
        assert_eq!(received.end, End::Closed, "{target}");
    }
    Ok(())
}
