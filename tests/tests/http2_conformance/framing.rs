//! Section 4: frames as such.

use airlock_tests::hpack;
use airlock_tests::http2_frames::error::{COMPRESSION_ERROR, FRAME_SIZE_ERROR, PROTOCOL_ERROR};
use airlock_tests::http2_frames::{flag, kind};
use anyhow::Result;

use crate::case::{Case, Expected};
use crate::client::FILE;
use crate::play;

/// The most that a frame may carry, unless the server says otherwise.
const FRAME: usize = 1 << 14;

/// See the module.
pub const CASES: &[Case] = &[
    Case {
        section: "4.1",
        what: "a frame of a type that nobody knows",
        send: |client| {
            client.frame(0x16, flag::NONE, 0, b"12345678");
            client.get(1);
            Ok(())
        },
        expected: Expected::Answer(1),
    },
    Case {
        section: "4.1",
        what: "a flag that the frame does not know",
        send: |client| {
            client.frame(kind::PING, 0x16 & !flag::ACK, 0, b"12345678");
            client.get(1);
            Ok(())
        },
        expected: Expected::Answer(1),
    },
    Case {
        section: "4.1",
        what: "the reserved bit",
        send: |client| {
            client.frame(kind::HEADERS, flag::END_STREAM | flag::END_HEADERS, 1 | 1 << 31, &hpack::fields(&FILE));
            Ok(())
        },
        expected: Expected::Answer(1),
    },
    Case {
        section: "4.2",
        what: "DATA as large as it may be",
        send: |client| {
            client.begin_post(1, &[]);
            client.data(1, flag::END_STREAM, &[b'x'; FRAME]);
            Ok(())
        },
        expected: Expected::Answer(1),
    },
    Case {
        section: "4.2",
        what: "DATA that is too large",
        send: |client| {
            client.begin_post(1, &[]);
            client.data(1, flag::END_STREAM, &[b'x'; FRAME + 1]);
            Ok(())
        },
        expected: Expected::StreamError(1, FRAME_SIZE_ERROR),
    },
    Case {
        section: "4.2",
        what: "HEADERS that are too large",
        send: |client| {
            let long = "x".repeat(FRAME);
            client.get_with(1, &[("x-long", &long)]);
            Ok(())
        },
        expected: Expected::ConnectionError(&[FRAME_SIZE_ERROR]),
    },
    Case {
        section: "4.3",
        what: "PRIORITY in the midst of a block of fields",
        send: |client| {
            client.frame(kind::HEADERS, flag::END_STREAM, 1, &hpack::fields(&FILE));
            client.frame(kind::PRIORITY, flag::NONE, 1, &[0, 0, 0, 0, 16]);
            client.frame(kind::CONTINUATION, flag::END_HEADERS, 1, &hpack::fields(&[("x", "1")]));
            Ok(())
        },
        expected: Expected::ConnectionError(&[PROTOCOL_ERROR]),
    },
    Case {
        section: "4.3",
        what: "HEADERS of another stream in the midst of a block of fields",
        send: |client| {
            client.frame(kind::HEADERS, flag::END_STREAM, 1, &hpack::fields(&FILE));
            client.get(3);
            Ok(())
        },
        expected: Expected::ConnectionError(&[PROTOCOL_ERROR]),
    },
    Case {
        section: "4.3",
        what: "a block of fields that ends in the midst of a field",
        send: |client| {
            let whole = hpack::fields(&FILE);
            client.block(1, flag::END_STREAM, whole.get(..whole.len() - 3).unwrap_or_default());
            Ok(())
        },
        expected: Expected::ConnectionError(&[COMPRESSION_ERROR]),
    },
    Case {
        section: "5.5",
        what: "a frame of an unknown type in the midst of a block of fields",
        send: |client| {
            client.frame(kind::HEADERS, flag::END_STREAM, 1, &hpack::fields(&FILE));
            client.frame(0x16, flag::NONE, 0, b"12345678");
            client.frame(kind::CONTINUATION, flag::END_HEADERS, 1, &hpack::fields(&[("x", "1")]));
            Ok(())
        },
        expected: Expected::ConnectionError(&[PROTOCOL_ERROR]),
    },
];

#[test]
fn frames() -> Result<()> {
    play("framing", CASES)
}
