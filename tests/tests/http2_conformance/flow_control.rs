//! Sections 5.2 and 6.9: nobody sends more than the other has room for.

use airlock_tests::airlock_process::Airlock;
use airlock_tests::configured::docroot_of;
use airlock_tests::hpack;
use airlock_tests::http2_frames::error::{FLOW_CONTROL_ERROR, FRAME_SIZE_ERROR, PROTOCOL_ERROR};
use airlock_tests::http2_frames::{Frame, flag, kind, setting};
use anyhow::{Context, Result};

use crate::case::{Case, Expected};
use crate::client::{CONTENT, Client};
use crate::play;

/// The most that a window can be.
const MOST: u32 = (1 << 31) - 1;

/// See the module.
pub const CASES: &[Case] = &[
    Case {
        section: "6.9",
        what: "WINDOW_UPDATE by nothing, of the connection",
        send: |client| {
            client.send(&Frame::window_update(0, 0));
            Ok(())
        },
        expected: Expected::ConnectionError(&[PROTOCOL_ERROR]),
    },
    Case {
        section: "6.9",
        what: "WINDOW_UPDATE by nothing, of a stream",
        send: |client| {
            client.rest(1, flag::END_STREAM);
            client.send(&Frame::window_update(1, 0));
            Ok(())
        },
        expected: Expected::StreamError(1, PROTOCOL_ERROR),
    },
    Case {
        section: "6.9",
        what: "WINDOW_UPDATE of another length than 4",
        send: |client| {
            client.frame(kind::WINDOW_UPDATE, flag::NONE, 0, &[0, 0, 1]);
            Ok(())
        },
        expected: Expected::ConnectionError(&[FRAME_SIZE_ERROR]),
    },
    Case {
        section: "6.9.1",
        what: "a window of the connection that is larger than it can be",
        send: |client| {
            client.send(&Frame::window_update(0, MOST));
            client.send(&Frame::window_update(0, MOST));
            Ok(())
        },
        expected: Expected::ConnectionError(&[FLOW_CONTROL_ERROR]),
    },
    Case {
        section: "6.9.1",
        what: "a window of a stream that is larger than it can be",
        send: |client| {
            client.rest(1, flag::END_STREAM);
            client.send(&Frame::window_update(1, MOST));
            client.send(&Frame::window_update(1, MOST));
            Ok(())
        },
        expected: Expected::StreamError(1, FLOW_CONTROL_ERROR),
    },
    Case {
        section: "6.9.1",
        what: "more DATA than the stream has room for",
        send: |client| {
            client.rest(1, flag::NONE);
            for _ in 0..33 {
                client.data(1, flag::NONE, &[b'x'; 1 << 14]);
            }
            Ok(())
        },
        expected: Expected::StreamError(1, FLOW_CONTROL_ERROR),
    },
    Case {
        section: "6.9.2",
        what: "an initial window that makes a stream's larger than it can be",
        send: |client| {
            client.rest(1, flag::END_STREAM);
            client.send(&Frame::window_update(1, MOST - 65_535));
            client.send(&Frame::settings(&[(setting::INITIAL_WINDOW_SIZE, 65_536)]));
            Ok(())
        },
        expected: Expected::ConnectionError(&[FLOW_CONTROL_ERROR]),
    },
];

#[test]
fn windows() -> Result<()> {
    play("windows", CASES)
}

fn airlock(name: &str) -> Result<Airlock> {
    Airlock::start(&docroot_of("http2"), "exposed", &format!("http2-conformance-{name}"))
}

fn content(client: &mut Client) -> Result<Vec<u8>> {
    Ok(client.receive_kind(kind::DATA)?.context("DATA")?.payload)
}

/// 6.9.1
#[test]
fn no_more_is_sent_than_the_window_has_room_for() -> Result<()> {
    let airlock = airlock("window")?;
    let mut client = Client::open_with(airlock.address(), &[(setting::INITIAL_WINDOW_SIZE, 3)])?;
    client.get(1);
    assert_eq!(content(&mut client)?, CONTENT[..3]);
    // Answers to other things come, and no content with them.
    client.frame(kind::PING, flag::NONE, 0, b"anything");
    let next = loop {
        let frame = client.receive()?.context("a frame")?;
        if matches!(frame.kind, kind::PING | kind::DATA) {
            break frame.kind;
        }
    };
    assert_eq!(next, kind::PING);
    client.send(&Frame::window_update(1, 1));
    assert_eq!(content(&mut client)?, CONTENT[3..4]);
    client.send(&Frame::window_update(1, 100));
    assert_eq!(content(&mut client)?, CONTENT[4..]);
    Ok(())
}

/// 6.9.2
#[test]
fn another_initial_window_changes_those_of_open_streams() -> Result<()> {
    let airlock = airlock("initial-window")?;
    let mut client = Client::open_with(airlock.address(), &[(setting::INITIAL_WINDOW_SIZE, 0)])?;
    client.get(1);
    client.receive_kind(kind::HEADERS)?.context("HEADERS")?;
    client.send(&Frame::settings(&[(setting::INITIAL_WINDOW_SIZE, 1)]));
    assert_eq!(content(&mut client)?, CONTENT[..1]);
    // Now it is one below nothing: of two that are given, one is left.
    client.send(&Frame::settings(&[(setting::INITIAL_WINDOW_SIZE, 0)]));
    client.send(&Frame::window_update(1, 2));
    assert_eq!(content(&mut client)?, CONTENT[1..2]);
    client.send(&Frame::settings(&[(setting::INITIAL_WINDOW_SIZE, 100)]));
    assert_eq!(content(&mut client)?, CONTENT[2..]);
    Ok(())
}

/// 6.9.1: the window of the connection counts for all streams together.
#[test]
fn the_connection_has_a_window_as_well() -> Result<()> {
    let airlock = airlock("connection-window")?;
    let mut client = Client::open_with(airlock.address(), &[(setting::INITIAL_WINDOW_SIZE, MOST)])?;
    let large = [(":method", "GET"), (":scheme", "http"), (":path", "/large.py"), (":authority", "a.example")];
    client.request(1, &large);
    client.request(3, &large);
    let mut received = 0;
    while received < 65_535 {
        received += content(&mut client)?.len();
    }
    assert_eq!(received, 65_535);
    client.send(&Frame::window_update(0, 10));
    let mut more = 0;
    while more < 10 {
        more += content(&mut client)?.len();
    }
    assert_eq!(more, 10);
    Ok(())
}

/// 6.9: what a handler has read is room again, so that a body longer than any window arrives.
#[test]
fn a_body_longer_than_the_window_arrives() -> Result<()> {
    let airlock = airlock("body")?;
    let mut client = Client::open(airlock.address())?;
    let fields = [(":method", "POST"), (":scheme", "http"), (":path", "/counts_body.py"), (":authority", "a.example")];
    client.block(1, flag::NONE, &hpack::fields(&fields));
    let (mut stream, mut connection, mut left) = (65_535_i64, 65_535_i64, 2_000_000_usize);
    while left > 0 {
        let length = left.min(16_000);
        while stream < length as i64 || connection < length as i64 {
            let frame = client.receive()?.context("a frame")?;
            match (frame.kind, frame.stream) {
                (kind::WINDOW_UPDATE, 0) => connection += i64::from(frame.number_at(0).unwrap_or_default()),
                (kind::WINDOW_UPDATE, _) => stream += i64::from(frame.number_at(0).unwrap_or_default()),
                (kind::SETTINGS, _) if !frame.has(flag::ACK) => stream += initial_window(&frame) - 65_535,
                _ => {}
            }
        }
        left -= length;
        client.data(1, if left == 0 { flag::END_STREAM } else { flag::NONE }, &vec![b'x'; length]);
        stream -= length as i64;
        connection -= length as i64;
    }
    assert_eq!(content(&mut client)?, b"2000000");
    Ok(())
}

fn initial_window(settings: &Frame) -> i64 {
    let mut values = settings.payload.chunks_exact(6);
    let value = values.find(|value| value.starts_with(&setting::INITIAL_WINDOW_SIZE.to_be_bytes()));
    value.and_then(|value| value.get(2..)?.try_into().ok()).map_or(65_535, |value| i64::from(u32::from_be_bytes(value)))
}
