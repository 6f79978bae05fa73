//! RFC 7541: fields as bytes.

use airlock_tests::hpack;
use airlock_tests::http2_frames::error::COMPRESSION_ERROR;
use airlock_tests::http2_frames::flag;
use anyhow::Result;

use crate::case::{Case, Expected};
use crate::client::{Client, FILE};
use crate::play;

/// The request for the file, and these bytes around it.
fn around(client: &mut Client, before: &[u8], behind: &[u8]) -> Result<()> {
    client.block(1, flag::END_STREAM, &[before, &hpack::fields(&FILE), behind].concat());
    Ok(())
}

const ERROR: Expected = Expected::ConnectionError(&[COMPRESSION_ERROR]);

/// See the module.
pub const CASES: &[Case] = &[
    Case {
        section: "RFC 7541, 2.3.2",
        what: "what was remembered is known in the next request",
        send: |client| {
            // 62 is the first place behind the table that all know.
            around(client, b"", b"\x40\x06x-test\x011")?;
            client.answered(1)?;
            client.block(3, flag::END_STREAM, &[hpack::fields(&FILE), vec![0x80 | 62]].concat());
            Ok(())
        },
        expected: Expected::Answer(3),
    },
    Case {
        section: "RFC 7541, 2.3.3",
        what: "a place that the tables do not have",
        send: |client| around(client, b"", &[0x80 | 70]),
        expected: ERROR,
    },
    Case {
        section: "RFC 7541, 2.3.3",
        what: "a name at a place that the tables do not have",
        send: |client| around(client, b"", b"\x40\x80\x01\x01x"),
        expected: ERROR,
    },
    Case {
        section: "RFC 7541, 4.2",
        what: "a change of the table's size behind a field",
        send: |client| around(client, b"", &[0x20]),
        expected: ERROR,
    },
    Case {
        section: "RFC 7541, 4.2",
        what: "two changes of the table's size before the first field",
        send: |client| around(client, &[0x20, 0x3f, 0xe1, 0x1f], b""),
        expected: Expected::Answer(1),
    },
    Case {
        section: "RFC 7541, 4.4",
        what: "a field that is larger than the table, which empties it",
        send: |client| {
            around(client, b"", &[&b"\x40"[..], &hpack::text(b"x-long"), &hpack::text(&[b'x'; 5000])].concat())?;
            client.answered(1)?;
            client.block(3, flag::END_STREAM, &[hpack::fields(&FILE), vec![0x80 | 62]].concat());
            Ok(())
        },
        expected: ERROR,
    },
    Case {
        section: "RFC 7541, 5.1",
        what: "a number that has no end",
        send: |client| around(client, b"", &[0xff; 20]),
        expected: ERROR,
    },
    Case {
        section: "RFC 7541, 5.2",
        what: "a text that is longer than the block",
        send: |client| around(client, b"", b"\x00\x04x-aa\x10short"),
        expected: ERROR,
    },
    Case {
        section: "RFC 7541, 5.2",
        what: "a Huffman code with padding of more than seven bits",
        // "a" is 00011, with three bits of padding; then eight more.
        send: |client| around(client, b"", b"\x00\x04x-aa\x82\x1f\xff"),
        expected: ERROR,
    },
    Case {
        section: "RFC 7541, 5.2",
        what: "a Huffman code with padding of zeros",
        send: |client| around(client, b"", b"\x00\x04x-aa\x81\x18"),
        expected: ERROR,
    },
    Case {
        section: "RFC 7541, 5.2",
        what: "a Huffman code with the end of all texts in it",
        send: |client| around(client, b"", b"\x00\x04x-aa\x84\xff\xff\xff\xff"),
        expected: ERROR,
    },
    Case {
        section: "RFC 7541, 5.2",
        what: "a Huffman code as it should be",
        send: |client| around(client, b"", b"\x00\x04x-aa\x81\x1f"),
        expected: Expected::Answer(1),
    },
    Case {
        section: "RFC 7541, 6.1",
        what: "the place 0",
        send: |client| around(client, b"", &[0x80]),
        expected: ERROR,
    },
    Case {
        section: "RFC 7541, 6.2",
        what: "each way to write a field",
        send: |client| {
            // Indexed; to be remembered, without, never; with the name's place, and with the name.
            let fields: [&[u8]; 7] = [
                b"\x90",
                b"\x7a\x01a",
                b"\x0f\x2b\x01a",
                b"\x1f\x2b\x01a",
                b"\x40\x01a\x01b",
                b"\x00\x01c\x01d",
                b"\x10\x01e\x01f",
            ];
            around(client, b"", &fields.concat())
        },
        expected: Expected::Answer(1),
    },
    Case {
        section: "RFC 7541, 6.3",
        what: "a size of the table beyond what the server has told",
        send: |client| around(client, &hpack::number(0x20, 5, 100_000), b""),
        expected: ERROR,
    },
    Case {
        section: "RFC 7541, 2.2",
        what: "what was remembered is known on that connection alone",
        send: |client| around(client, b"", &[0x80 | 62]),
        expected: ERROR,
    },
];

#[test]
fn compressed_fields() -> Result<()> {
    play("compression", CASES)
}
