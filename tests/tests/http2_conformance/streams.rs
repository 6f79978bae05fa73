//! Sections 5, 6.1 to 6.4, 6.6 and 6.10: streams, and the frames on them.

use airlock_tests::hpack;
use airlock_tests::http2_frames::error::{
    CANCEL, ENHANCE_YOUR_CALM, FRAME_SIZE_ERROR, PROTOCOL_ERROR, REFUSED_STREAM, STREAM_CLOSED,
};
use airlock_tests::http2_frames::{Frame, flag, kind};
use anyhow::Result;

use crate::case::{Case, Expected};
use crate::client::{FILE, Seen};
use crate::play;

/// Depends on no stream, and weighs 17.
const PRIORITY: [u8; 5] = [0, 0, 0, 0, 16];

/// See the module.
pub const STATES: &[Case] = &[
    Case {
        section: "5.1",
        what: "DATA on an idle stream",
        send: |client| {
            client.data(1, flag::END_STREAM, b"x");
            Ok(())
        },
        expected: Expected::ConnectionError(&[PROTOCOL_ERROR, STREAM_CLOSED]),
    },
    Case {
        section: "5.1",
        what: "RST_STREAM on an idle stream",
        send: |client| {
            client.send(&Frame::reset(1, CANCEL));
            Ok(())
        },
        expected: Expected::ConnectionError(&[PROTOCOL_ERROR]),
    },
    Case {
        section: "5.1",
        what: "WINDOW_UPDATE on an idle stream",
        send: |client| {
            client.send(&Frame::window_update(1, 100));
            Ok(())
        },
        expected: Expected::ConnectionError(&[PROTOCOL_ERROR]),
    },
    Case {
        section: "5.1",
        what: "CONTINUATION on an idle stream",
        send: |client| {
            client.frame(kind::CONTINUATION, flag::END_HEADERS, 1, &hpack::fields(&FILE));
            Ok(())
        },
        expected: Expected::ConnectionError(&[PROTOCOL_ERROR]),
    },
    Case {
        section: "5.1",
        what: "PRIORITY on an idle stream",
        send: |client| {
            client.frame(kind::PRIORITY, flag::NONE, 5, &PRIORITY);
            client.get(1);
            Ok(())
        },
        expected: Expected::Answer(1),
    },
    Case {
        section: "5.1",
        what: "DATA on a stream that the client has ended",
        send: |client| {
            client.rest(1, flag::END_STREAM);
            client.data(1, flag::END_STREAM, b"x");
            Ok(())
        },
        expected: Expected::StreamError(1, STREAM_CLOSED),
    },
    Case {
        section: "5.1",
        what: "HEADERS on a stream that the client has ended",
        send: |client| {
            client.rest(1, flag::END_STREAM);
            client.get(1);
            Ok(())
        },
        expected: Expected::StreamError(1, STREAM_CLOSED),
    },
    Case {
        section: "5.1",
        what: "CONTINUATION on a stream that the client has ended",
        send: |client| {
            client.rest(1, flag::END_STREAM);
            client.frame(kind::CONTINUATION, flag::END_HEADERS, 1, &hpack::fields(&[("x", "1")]));
            Ok(())
        },
        expected: Expected::ConnectionError(&[PROTOCOL_ERROR, STREAM_CLOSED]),
    },
    Case {
        section: "5.1",
        what: "WINDOW_UPDATE, PRIORITY and RST_STREAM on a stream that the client has ended",
        send: |client| {
            client.rest(1, flag::END_STREAM);
            client.send(&Frame::window_update(1, 100));
            client.frame(kind::PRIORITY, flag::NONE, 1, &PRIORITY);
            client.send(&Frame::reset(1, CANCEL));
            client.get(3);
            Ok(())
        },
        expected: Expected::Answer(3),
    },
    Case {
        section: "5.1",
        what: "DATA on a stream that the client has reset",
        send: |client| {
            client.rest(1, flag::NONE);
            client.send(&Frame::reset(1, CANCEL));
            client.data(1, flag::END_STREAM, b"x");
            Ok(())
        },
        expected: Expected::StreamError(1, STREAM_CLOSED),
    },
    Case {
        section: "5.1",
        what: "HEADERS on a stream that the client has reset",
        send: |client| {
            client.rest(1, flag::NONE);
            client.send(&Frame::reset(1, CANCEL));
            client.get(1);
            Ok(())
        },
        expected: Expected::StreamError(1, STREAM_CLOSED),
    },
    Case {
        section: "5.1",
        what: "DATA on a stream that has come to its end",
        send: |client| {
            client.get(1);
            client.answered(1)?;
            client.data(1, flag::END_STREAM, b"x");
            Ok(())
        },
        expected: Expected::StreamError(1, STREAM_CLOSED),
    },
    Case {
        section: "5.1",
        what: "HEADERS on a stream that has come to its end",
        send: |client| {
            client.get(1);
            client.answered(1)?;
            client.get(1);
            Ok(())
        },
        expected: Expected::ConnectionError(&[STREAM_CLOSED, PROTOCOL_ERROR]),
    },
    Case {
        section: "5.1",
        what: "WINDOW_UPDATE, PRIORITY and RST_STREAM on a stream that has come to its end",
        send: |client| {
            client.get(1);
            client.answered(1)?;
            client.send(&Frame::window_update(1, 100));
            client.frame(kind::PRIORITY, flag::NONE, 1, &PRIORITY);
            client.send(&Frame::reset(1, CANCEL));
            client.get(3);
            Ok(())
        },
        expected: Expected::Answer(3),
    },
    Case {
        section: "5.1.1",
        what: "a stream with an even number",
        send: |client| {
            client.get(2);
            Ok(())
        },
        expected: Expected::ConnectionError(&[PROTOCOL_ERROR]),
    },
    Case {
        section: "5.1.1",
        what: "a stream with a smaller number than the one before",
        send: |client| {
            client.get(5);
            client.answered(5)?;
            client.get(3);
            Ok(())
        },
        expected: Expected::ConnectionError(&[PROTOCOL_ERROR, STREAM_CLOSED]),
    },
    Case {
        section: "5.1.1",
        what: "a stream with a number that leaves others out",
        send: |client| {
            client.get(1001);
            Ok(())
        },
        expected: Expected::Answer(1001),
    },
    Case {
        section: "5.1.2",
        what: "more streams at once than the server has told",
        send: |client| {
            for number in 0..100 {
                client.rest(2 * number + 1, flag::END_STREAM);
            }
            client.rest(201, flag::END_STREAM);
            Ok(())
        },
        expected: Expected::StreamError(201, REFUSED_STREAM),
    },
    Case {
        section: "5.3.1",
        what: "HEADERS that depend on their own stream: priorities may be ignored",
        send: |client| {
            let block = [&[0, 0, 0, 1, 16][..], &hpack::fields(&FILE)].concat();
            client.block(1, flag::END_STREAM | flag::PRIORITY, &block);
            Ok(())
        },
        expected: Expected::AnswerOrStreamError(1, PROTOCOL_ERROR),
    },
    Case {
        section: "5.4.1",
        what: "nothing more, after an error: the connection is closed",
        send: |client| {
            client.data(1, flag::END_STREAM, b"x");
            while client.next()? != Seen::Closed {}
            Ok(())
        },
        expected: Expected::ConnectionError(&[]),
    },
];

/// See the module.
pub const FRAMES: &[Case] = &[
    Case {
        section: "6.1",
        what: "DATA on the connection",
        send: |client| {
            client.data(0, flag::END_STREAM, b"x");
            Ok(())
        },
        expected: Expected::ConnectionError(&[PROTOCOL_ERROR]),
    },
    Case {
        section: "6.1",
        what: "DATA with padding",
        send: |client| {
            client.begin_post(1, &[("content-length", "1")]);
            client.data(1, flag::END_STREAM | flag::PADDED, b"\x03x\0\0\0");
            Ok(())
        },
        expected: Expected::Answer(1),
    },
    Case {
        section: "6.1",
        what: "DATA whose padding is as long as the frame",
        send: |client| {
            client.begin_post(1, &[]);
            client.data(1, flag::END_STREAM | flag::PADDED, b"\x04x\0\0");
            Ok(())
        },
        expected: Expected::ConnectionError(&[PROTOCOL_ERROR]),
    },
    Case {
        section: "6.2",
        what: "HEADERS on the connection",
        send: |client| {
            client.get(0);
            Ok(())
        },
        expected: Expected::ConnectionError(&[PROTOCOL_ERROR]),
    },
    Case {
        section: "6.2",
        what: "HEADERS with padding and a priority",
        send: |client| {
            let block = [&[2][..], &PRIORITY, &hpack::fields(&FILE), &[0, 0]].concat();
            client.block(1, flag::END_STREAM | flag::PADDED | flag::PRIORITY, &block);
            Ok(())
        },
        expected: Expected::Answer(1),
    },
    Case {
        section: "6.2",
        what: "HEADERS whose padding is longer than the frame",
        send: |client| {
            let block = [&[255][..], &hpack::fields(&FILE)].concat();
            client.block(1, flag::END_STREAM | flag::PADDED, &block);
            Ok(())
        },
        expected: Expected::ConnectionError(&[PROTOCOL_ERROR]),
    },
    Case {
        section: "6.3",
        what: "PRIORITY on the connection",
        send: |client| {
            client.frame(kind::PRIORITY, flag::NONE, 0, &PRIORITY);
            Ok(())
        },
        expected: Expected::ConnectionError(&[PROTOCOL_ERROR]),
    },
    Case {
        section: "6.3",
        what: "PRIORITY of another length than 5",
        send: |client| {
            client.rest(1, flag::END_STREAM);
            client.frame(kind::PRIORITY, flag::NONE, 1, &[0, 0, 0, 0]);
            Ok(())
        },
        expected: Expected::StreamError(1, FRAME_SIZE_ERROR),
    },
    Case {
        section: "6.4",
        what: "RST_STREAM on the connection",
        send: |client| {
            client.send(&Frame::reset(0, CANCEL));
            Ok(())
        },
        expected: Expected::ConnectionError(&[PROTOCOL_ERROR]),
    },
    Case {
        section: "6.4",
        what: "RST_STREAM of another length than 4",
        send: |client| {
            client.rest(1, flag::END_STREAM);
            client.frame(kind::RST_STREAM, flag::NONE, 1, &[0, 0, 8]);
            Ok(())
        },
        expected: Expected::ConnectionError(&[FRAME_SIZE_ERROR]),
    },
    Case {
        section: "6.6",
        what: "PUSH_PROMISE from a client",
        send: |client| {
            client.rest(1, flag::NONE);
            let promise = [&[0, 0, 0, 2][..], &hpack::fields(&FILE)].concat();
            client.frame(kind::PUSH_PROMISE, flag::END_HEADERS, 1, &promise);
            Ok(())
        },
        expected: Expected::ConnectionError(&[PROTOCOL_ERROR]),
    },
    Case {
        section: "6.10",
        what: "a block of fields in several CONTINUATIONs",
        send: |client| {
            let block = hpack::fields(&FILE);
            let (first, rest) = block.split_at(1);
            client.frame(kind::HEADERS, flag::END_STREAM, 1, first);
            for piece in rest.chunks(40) {
                client.frame(kind::CONTINUATION, flag::NONE, 1, piece);
            }
            client.frame(kind::CONTINUATION, flag::END_HEADERS, 1, b"");
            Ok(())
        },
        expected: Expected::Answer(1),
    },
    Case {
        section: "10.5",
        what: "CONTINUATIONs without end",
        send: |client| {
            client.frame(kind::HEADERS, flag::END_STREAM, 1, &hpack::fields(&FILE));
            for _ in 0..1000 {
                client.frame(kind::CONTINUATION, flag::NONE, 1, b"");
            }
            Ok(())
        },
        expected: Expected::ConnectionError(&[ENHANCE_YOUR_CALM]),
    },
    Case {
        section: "6.10",
        what: "CONTINUATION on another stream",
        send: |client| {
            client.frame(kind::HEADERS, flag::END_STREAM, 1, &hpack::fields(&FILE));
            client.frame(kind::CONTINUATION, flag::END_HEADERS, 3, &hpack::fields(&[("x", "1")]));
            Ok(())
        },
        expected: Expected::ConnectionError(&[PROTOCOL_ERROR]),
    },
    Case {
        section: "6.10",
        what: "CONTINUATION on the connection",
        send: |client| {
            client.frame(kind::HEADERS, flag::END_STREAM, 1, &hpack::fields(&FILE));
            client.frame(kind::CONTINUATION, flag::END_HEADERS, 0, &hpack::fields(&[("x", "1")]));
            Ok(())
        },
        expected: Expected::ConnectionError(&[PROTOCOL_ERROR]),
    },
    Case {
        section: "6.10",
        what: "CONTINUATION after the end of the fields",
        send: |client| {
            client.rest(1, flag::NONE);
            client.frame(kind::CONTINUATION, flag::END_HEADERS, 1, &hpack::fields(&[("x", "1")]));
            Ok(())
        },
        expected: Expected::ConnectionError(&[PROTOCOL_ERROR]),
    },
    Case {
        section: "6.10",
        what: "DATA in the midst of a block of fields",
        send: |client| {
            client.frame(kind::HEADERS, flag::NONE, 1, &hpack::fields(&FILE));
            client.data(1, flag::END_STREAM, b"x");
            Ok(())
        },
        expected: Expected::ConnectionError(&[PROTOCOL_ERROR]),
    },
];

#[test]
fn states_of_streams() -> Result<()> {
    play("states", STATES)
}

#[test]
fn frames_on_streams() -> Result<()> {
    play("streams", FRAMES)
}
