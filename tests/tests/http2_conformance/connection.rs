//! Sections 3.4, 6.5, 6.7 and 6.8: how a connection begins, settings, PING and GOAWAY.

use airlock_tests::airlock_process::Airlock;
use airlock_tests::configured::docroot_of;
use airlock_tests::http2_frames::error::{FLOW_CONTROL_ERROR, FRAME_SIZE_ERROR, NO_ERROR, PROTOCOL_ERROR};
use airlock_tests::http2_frames::{Frame, PREFACE, flag, kind, setting};
use anyhow::{Context, Result, ensure};

use crate::case::{Case, Expected};
use crate::client::Client;
use crate::play;

/// See the module.
pub const CASES: &[Case] = &[
    Case {
        section: "6.5",
        what: "SETTINGS with ACK and a value",
        send: |client| {
            client.frame(kind::SETTINGS, flag::ACK, 0, &[0; 6]);
            Ok(())
        },
        expected: Expected::ConnectionError(&[FRAME_SIZE_ERROR]),
    },
    Case {
        section: "6.5",
        what: "SETTINGS on a stream",
        send: |client| {
            client.frame(kind::SETTINGS, flag::NONE, 1, &[0, 3, 0, 0, 0, 100]);
            Ok(())
        },
        expected: Expected::ConnectionError(&[PROTOCOL_ERROR]),
    },
    Case {
        section: "6.5",
        what: "SETTINGS of a length that is no multiple of 6",
        send: |client| {
            client.frame(kind::SETTINGS, flag::NONE, 0, &[0, 3, 0]);
            Ok(())
        },
        expected: Expected::ConnectionError(&[FRAME_SIZE_ERROR]),
    },
    Case {
        section: "6.5.2",
        what: "ENABLE_PUSH that is neither 0 nor 1",
        send: |client| {
            client.send(&Frame::settings(&[(setting::ENABLE_PUSH, 2)]));
            Ok(())
        },
        expected: Expected::ConnectionError(&[PROTOCOL_ERROR]),
    },
    Case {
        section: "6.5.2",
        what: "INITIAL_WINDOW_SIZE beyond what a window can be",
        send: |client| {
            client.send(&Frame::settings(&[(setting::INITIAL_WINDOW_SIZE, 1 << 31)]));
            Ok(())
        },
        expected: Expected::ConnectionError(&[FLOW_CONTROL_ERROR]),
    },
    Case {
        section: "6.5.2",
        what: "MAX_FRAME_SIZE below what each must take",
        send: |client| {
            client.send(&Frame::settings(&[(setting::MAX_FRAME_SIZE, (1 << 14) - 1)]));
            Ok(())
        },
        expected: Expected::ConnectionError(&[PROTOCOL_ERROR]),
    },
    Case {
        section: "6.5.2",
        what: "MAX_FRAME_SIZE beyond what a frame can be",
        send: |client| {
            client.send(&Frame::settings(&[(setting::MAX_FRAME_SIZE, 1 << 24)]));
            Ok(())
        },
        expected: Expected::ConnectionError(&[PROTOCOL_ERROR]),
    },
    Case {
        section: "6.5.2",
        what: "a setting that nobody knows",
        send: |client| {
            client.send(&Frame::settings(&[(0xff, 1)]));
            client.get(1);
            Ok(())
        },
        expected: Expected::Answer(1),
    },
    Case {
        section: "6.5.3",
        what: "the same setting twice: the last one counts",
        send: |client| {
            client.send(&Frame::settings(&[(setting::INITIAL_WINDOW_SIZE, 0), (setting::INITIAL_WINDOW_SIZE, 100)]));
            client.get(1);
            Ok(())
        },
        expected: Expected::Answer(1),
    },
    Case {
        section: "6.7",
        what: "PING with ACK that nobody has asked for",
        send: |client| {
            client.frame(kind::PING, flag::ACK, 0, b"12345678");
            client.get(1);
            Ok(())
        },
        expected: Expected::Answer(1),
    },
    Case {
        section: "6.7",
        what: "PING on a stream",
        send: |client| {
            client.frame(kind::PING, flag::NONE, 1, b"12345678");
            Ok(())
        },
        expected: Expected::ConnectionError(&[PROTOCOL_ERROR]),
    },
    Case {
        section: "6.7",
        what: "PING of another length than 8",
        send: |client| {
            client.frame(kind::PING, flag::NONE, 0, b"123456");
            Ok(())
        },
        expected: Expected::ConnectionError(&[FRAME_SIZE_ERROR]),
    },
    Case {
        section: "6.8",
        what: "GOAWAY on a stream",
        send: |client| {
            client.frame(kind::GOAWAY, flag::NONE, 1, &[0; 8]);
            Ok(())
        },
        expected: Expected::ConnectionError(&[PROTOCOL_ERROR]),
    },
    Case {
        section: "6.8",
        what: "GOAWAY behind a request, which is still answered",
        send: |client| {
            client.get(1);
            client.frame(kind::GOAWAY, flag::NONE, 0, &[0; 8]);
            Ok(())
        },
        expected: Expected::Answer(1),
    },
];

#[test]
fn settings_pings_and_farewells() -> Result<()> {
    play("connection", CASES)
}

fn airlock(name: &str) -> Result<Airlock> {
    Airlock::start(&docroot_of("http2"), "exposed", &format!("http2-conformance-{name}"))
}

/// 3.4: each side begins with SETTINGS. 6.5.3: they are acknowledged.
#[test]
fn a_server_begins_with_settings_and_acknowledges_the_clients() -> Result<()> {
    let airlock = airlock("begin")?;
    let mut client = Client::open(airlock.address())?;
    let first = client.receive()?.context("a first frame")?;
    assert_eq!((first.kind, first.flags, first.stream), (kind::SETTINGS, flag::NONE, 0));
    let second = client.receive_kind(kind::SETTINGS)?.context("a second SETTINGS")?;
    assert_eq!((second.flags, second.payload.len()), (flag::ACK, 0));
    Ok(())
}

/// 6.7: a PING is sent back with what it carries.
#[test]
fn a_ping_comes_back() -> Result<()> {
    let airlock = airlock("ping")?;
    let mut client = Client::open(airlock.address())?;
    client.frame(kind::PING, flag::NONE, 0, b"carried!");
    let pong = client.receive_kind(kind::PING)?.context("a PING")?;
    assert_eq!((pong.flags, pong.payload.as_slice()), (flag::ACK, &b"carried!"[..]));
    Ok(())
}

/// 3.4: what begins in another way is HTTP/1 here, or nothing.
#[test]
fn another_preface_is_none() -> Result<()> {
    let airlock = airlock("preface")?;
    let mut client = Client::connect(airlock.address())?;
    client.bytes(b"PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n");
    client.send(&Frame::settings(&[]));
    while let Ok(Some(_)) = client.receive() {}
    ensure!(client.receive()?.is_none(), "the connection ends");
    Ok(())
}

/// 3.4: SETTINGS come first, also from the client. Airlock does not insist: a deviation that docs/http2.md tells of.
#[test]
fn a_client_that_does_not_begin_with_settings() -> Result<()> {
    let airlock = airlock("no-settings")?;
    let mut client = Client::connect(airlock.address())?;
    client.bytes(PREFACE);
    client.get(1);
    client.answered(1)
}

/// 6.8: a server that stops says so, and answers what it has taken.
#[test]
fn a_server_that_stops_says_which_streams_it_has_seen() -> Result<()> {
    let airlock = airlock("stops")?;
    let mut client = Client::open(airlock.address())?;
    client.get(1);
    client.answered(1)?;
    airlock.signal(rustix::process::Signal::TERM)?;
    let farewell = client.receive_kind(kind::GOAWAY)?.context("a GOAWAY")?;
    assert_eq!(farewell.number_at(4), Some(NO_ERROR));
    Ok(())
}
