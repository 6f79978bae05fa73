//! How HTTP/2 connections and responses end: a client that reads slowly gets all that it asked for, and a body that nobody
//! reads is left where it is.

use std::net::SocketAddr;
use std::time::Duration;

use airlock_tests::airlock_process::Airlock;
use airlock_tests::configured::{Configured, docroot_of};
use airlock_tests::hpack::fields;
use airlock_tests::http2_frames::{Frame, FrameConnection, flag, kind, setting};
use anyhow::{Context, Result};
use rustix::process::Signal;

/// As many as a client may have at once.
const STREAMS: u32 = 100;
/// More than a connection stays open that is idle and was told of its end.
const READING_TIME: Duration = Duration::from_secs(5);

fn request(method: &str, target: &str, stream: u32, flags: u8) -> Frame {
    let block = fields(&[(":method", method), (":scheme", "http"), (":authority", "a.example"), (":path", target)]);
    Frame::new(kind::HEADERS, flag::END_HEADERS | flags, stream, block)
}

/// Asks for more than the connection can keep in its socket, with room for all of it.
fn ask_for_much(address: SocketAddr) -> Result<FrameConnection> {
    let window = (setting::INITIAL_WINDOW_SIZE, 1 << 20);
    let mut connection = FrameConnection::open(address, &[window])?;
    connection.send(&Frame::window_update(0, 64 << 20));
    for number in 0..STREAMS {
        connection.send(&request("GET", "/kilobytes.py", 2 * number + 1, flag::END_STREAM));
    }
    Ok(connection)
}

/// Reads at a rate of the client's own, until the connection ends. How many responses were whole, and whether the server has
/// said that it is going to close.
fn read_slowly(connection: &mut FrameConnection) -> Result<(u32, bool)> {
    let (mut whole, mut told) = (0, false);
    while let Some(frame) = connection.receive()? {
        match frame.kind {
            kind::GOAWAY => told = true,
            kind::PING if !frame.has(flag::ACK) => {
                connection.send(&Frame::new(kind::PING, flag::ACK, 0, frame.payload));
            }
            kind::DATA if frame.has(flag::END_STREAM) => {
                whole += 1;
                // A client that reads on also says so.
                connection.send(&Frame::window_update(0, 1));
                std::thread::sleep(READING_TIME / STREAMS);
            }
            _ => {}
        }
    }
    Ok((whole, told))
}

#[test]
fn a_slow_reader_of_a_connection_past_its_time_gets_everything() -> Result<()> {
    let configuration = "server.head-time = \"300ms\"\n[[tenant]]\nname = \"only\"\ndocroot = \".\"\n";
    let server = Configured::start("http2", "slow-reader", configuration)?;
    let mut connection = ask_for_much(server.address())?;
    assert_eq!(read_slowly(&mut connection)?, (STREAMS, true));
    Ok(())
}

#[test]
fn a_slow_reader_gets_everything_from_a_server_that_stops() -> Result<()> {
    let flags = ["--grace", "1h"];
    let mut airlock = Airlock::start_with(&docroot_of("http2"), "exposed", "http2-slow-reader-stops", &flags)?;
    let mut connection = ask_for_much(airlock.address())?;
    // All requests have come when this is answered.
    connection.send(&Frame::new(kind::PING, flag::NONE, 0, *b"all sent"));
    let mut before = 0;
    loop {
        let frame = connection.receive()?.context("the connection has ended")?;
        before += u32::from(frame.kind == kind::DATA && frame.has(flag::END_STREAM));
        if frame.kind == kind::PING && frame.has(flag::ACK) {
            break;
        }
    }
    airlock.signal(Signal::TERM)?;
    let (after, told) = read_slowly(&mut connection)?;
    assert_eq!((before + after, told), (STREAMS, true));
    assert_eq!(airlock.wait_for_end()?.code(), Some(0));
    Ok(())
}

#[test]
fn a_body_that_nobody_reads_is_not_taken_in() -> Result<()> {
    let airlock = Airlock::start(&docroot_of("http2"), "exposed", "http2-unread-body")?;
    let mut connection = FrameConnection::open(airlock.address(), &[])?;
    connection.send(&request("POST", "/innocent.py", 1, flag::NONE));
    // More than half of what a client may send unasked: if it were taken in, there would be room for more.
    for _ in 0..3 {
        connection.send(&Frame::new(kind::DATA, flag::NONE, 1, vec![b'x'; 16 << 10]));
    }
    // The body stays open: its end never comes.
    loop {
        let frame = connection.receive()?.context("the connection has ended")?;
        assert!((frame.kind, frame.stream) != (kind::WINDOW_UPDATE, 1), "room for more of it before the answer");
        if frame.kind == kind::HEADERS && frame.stream == 1 {
            return Ok(());
        }
    }
}
