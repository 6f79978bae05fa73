//! A server that is told to stop takes no new connections, finishes what is under way within its grace period, and ends
//! with exit code 0.
//!
//! The handlers of `tests/shutdown/docroot/` are served from a copy: a file that appears there tells them to end.

use std::net::TcpStream;

use airlock_tests::airlock_process::Airlock;
use airlock_tests::eventually::eventually;
use airlock_tests::places;
use airlock_tests::raw_http::{Connection, End};
use airlock_tests::requests::{Answer, ask, ask_on, get};
use airlock_tests::scratch::Scratch;
use airlock_tests::wire_text::readable;
use anyhow::{Result, anyhow};
use rustix::process::Signal;

const SIGNALS: [Signal; 2] = [Signal::TERM, Signal::INT];

fn served(name: &str, flags: &[&str]) -> Result<(Scratch, Airlock)> {
    let scratch = Scratch::new(name)?;
    scratch.copy_from(&places::tests_folder().join("shutdown").join("docroot"))?;
    let airlock = Airlock::start_with(scratch.path(), "exposed", &format!("shutdown-{name}"), flags)?;
    Ok((scratch, airlock))
}

/// The server has heard: new connections are refused.
fn refuses(airlock: &Airlock) -> Result<()> {
    eventually("new connections are refused", || Ok(TcpStream::connect(airlock.address()).is_err().then_some(())))
}

fn begin(airlock: &Airlock, target: &str) -> Result<Connection> {
    let mut connection = Connection::open(airlock.address())?;
    connection.send(&get(target));
    connection.wait_for(b"begun").map_err(|end| anyhow!("{target}: {end:?}"))?;
    Ok(connection)
}

#[test]
fn requests_under_way_are_finished() -> Result<()> {
    for signal in SIGNALS {
        let (scratch, mut airlock) = served("finishes", &["--grace", "60s"])?;
        let mut streaming = begin(&airlock, "/waits_for_word.py?word")?;
        let mut waiting = Connection::open(airlock.address())?;
        waiting.send(&get("/answers_late.py?word"));
        airlock.log().wait_for(&["answers_late.py", "begun"])?;
        let mut idle = Connection::open(airlock.address())?;
        ask_on(&mut idle, &get("/innocent.py"))?;
        let mut unused = Connection::open(airlock.address())?;

        airlock.signal(signal)?;
        refuses(&airlock)?;
        // Connections without a request are closed, those with one are not.
        assert_eq!(idle.read_stream().end, End::Closed);
        // A reset if the server had not yet accepted it.
        let received = unused.read_stream();
        assert!(matches!(received.end, End::Closed | End::Reset), "{:?}", received.end);
        assert!(airlock.is_running());
        scratch.write("word", "")?;
        assert_eq!(Answer::from(streaming.read_response(false))?.text(), "begunended");
        assert_eq!(Answer::from(waiting.read_response(false))?.text(), "ended");
        assert_eq!(streaming.read_stream().end, End::Closed);
        assert_eq!(airlock.wait_for_end()?.code(), Some(0), "{signal:?}");
    }
    Ok(())
}

#[test]
fn a_server_without_work_ends_at_once() -> Result<()> {
    for signal in SIGNALS {
        let (_scratch, mut airlock) = served("idle", &["--grace", "1h"])?;
        let mut connection = Connection::open(airlock.address())?;
        ask_on(&mut connection, &get("/innocent.py"))?;
        airlock.signal(signal)?;
        assert_eq!(airlock.wait_for_end()?.code(), Some(0), "{signal:?}");
    }
    Ok(())
}

#[test]
fn what_outlives_the_grace_period_is_cut() -> Result<()> {
    for handler in ["sleeps", "loops"] {
        let (_scratch, mut airlock) = served(handler, &["--grace", "300ms", "--cpu-time", "1h"])?;
        let mut connection = begin(&airlock, &format!("/{handler}.py"))?;
        airlock.signal(Signal::TERM)?;
        assert_eq!(airlock.wait_for_end()?.code(), Some(0), "{handler}");
        let received = connection.read_stream();
        assert_eq!(readable(&received.body), "begun");
        assert!(matches!(received.end, End::Closed | End::Reset), "{handler}: {:?}", received.end);
        airlock.log().wait_for(&["grace"])?;
    }
    Ok(())
}

/// Pipelined requests: what was read is answered or its connection is closed; nothing is answered by halves.
#[test]
fn requests_that_wait_their_turn_are_answered_or_closed() -> Result<()> {
    let (scratch, mut airlock) = served("pipelined", &["--grace", "60s"])?;
    let mut connection = Connection::open(airlock.address())?;
    connection.send(&[get("/waits_for_word.py?word"), get("/innocent.py").repeat(3)].concat());
    connection.wait_for(b"begun").map_err(|end| anyhow!("{end:?}"))?;
    airlock.signal(Signal::TERM)?;
    refuses(&airlock)?;
    scratch.write("word", "")?;
    assert_eq!(Answer::from(connection.read_response(false))?.text(), "begunended");
    let rest = connection.read_stream();
    assert!(matches!(rest.end, End::Closed | End::Reset), "{:?}", rest.end);
    let text = readable(&rest.bytes());
    assert_eq!(text.matches("HTTP/1.1 200 OK").count(), text.matches("innocent").count(), "{text}");
    assert_eq!(airlock.wait_for_end()?.code(), Some(0));
    Ok(())
}

#[test]
fn the_port_is_free_for_the_next_server() -> Result<()> {
    let (scratch, mut first) = served("again", &[])?;
    ask(first.address(), &get("/innocent.py"))?;
    first.signal(Signal::TERM)?;
    assert_eq!(first.wait_for_end()?.code(), Some(0));
    let address = first.address().to_string();
    // The last of several `--listen` is added to port 0 of `start_with`; that it can be had is what counts.
    let second = Airlock::start_with(scratch.path(), "exposed", "shutdown-again-second", &["--listen", &address])?;
    assert_eq!(ask(first.address(), &get("/innocent.py"))?.text(), "innocent");
    drop(second);
    Ok(())
}
