//! Section 8: which messages are malformed.

use airlock_tests::hpack;
use airlock_tests::http2_frames::flag;
use anyhow::Result;

use crate::case::{Case, Expected};
use crate::client::{Client, FILE};
use crate::play;

/// A request with one more field.
fn with(client: &mut Client, name: &[u8], value: &[u8]) -> Result<()> {
    client.block(1, flag::END_STREAM, &[hpack::fields(&FILE), hpack::literal(name, value)].concat());
    Ok(())
}

/// A request without one of the pseudo-header fields.
fn without(client: &mut Client, name: &str) -> Result<()> {
    let rest: Vec<_> = FILE.into_iter().filter(|(known, _)| *known != name).collect();
    client.request(1, &rest);
    Ok(())
}

/// See the module.
pub const NAMES: &[Case] = &[
    Case {
        section: "8.2.1",
        what: "a name with a capital letter",
        send: |client| with(client, b"X-Test", b"1"),
        expected: Expected::Malformed(1),
    },
    Case {
        section: "8.2.1",
        what: "a name with a space",
        send: |client| with(client, b"x test", b"1"),
        expected: Expected::Malformed(1),
    },
    Case {
        section: "8.2.1",
        what: "a name with a colon inside",
        send: |client| with(client, b"x:test", b"1"),
        expected: Expected::Malformed(1),
    },
    Case {
        section: "8.2.1",
        what: "a name that is empty",
        send: |client| with(client, b"", b"1"),
        expected: Expected::Malformed(1),
    },
    Case {
        section: "8.2.1",
        what: "a name with a byte outside of ASCII",
        send: |client| with(client, b"x-\xe9", b"1"),
        expected: Expected::Malformed(1),
    },
    Case {
        section: "8.2.1",
        what: "a value with NUL",
        send: |client| with(client, b"x-test", b"a\0b"),
        expected: Expected::Malformed(1),
    },
    Case {
        section: "8.2.1",
        what: "a value with CR and LF",
        send: |client| with(client, b"x-test", b"a\r\nx-other: b"),
        expected: Expected::Malformed(1),
    },
    Case {
        section: "8.2.1",
        what: "a value that begins with a space",
        send: |client| with(client, b"x-test", b" a"),
        expected: Expected::Malformed(1),
    },
    Case {
        section: "8.2.1",
        what: "a value that ends with a tab",
        send: |client| with(client, b"x-test", b"a\t"),
        expected: Expected::Malformed(1),
    },
    Case {
        section: "8.2.1",
        what: "a value with bytes outside of ASCII",
        send: |client| with(client, b"x-test", b"caf\xe9"),
        expected: Expected::Answer(1),
    },
    Case {
        section: "8.2.2",
        what: "connection",
        send: |client| with(client, b"connection", b"keep-alive"),
        expected: Expected::Malformed(1),
    },
    Case {
        section: "8.2.2",
        what: "keep-alive",
        send: |client| with(client, b"keep-alive", b"timeout=5"),
        expected: Expected::Malformed(1),
    },
    Case {
        section: "8.2.2",
        what: "proxy-connection",
        send: |client| with(client, b"proxy-connection", b"keep-alive"),
        expected: Expected::Malformed(1),
    },
    Case {
        section: "8.2.2",
        what: "transfer-encoding",
        send: |client| with(client, b"transfer-encoding", b"chunked"),
        expected: Expected::Malformed(1),
    },
    Case {
        section: "8.2.2",
        what: "upgrade",
        send: |client| with(client, b"upgrade", b"websocket"),
        expected: Expected::Malformed(1),
    },
    Case {
        section: "8.2.2",
        what: "te with another value than trailers",
        send: |client| with(client, b"te", b"trailers, deflate"),
        expected: Expected::Malformed(1),
    },
    Case {
        section: "8.2.2",
        what: "te: trailers",
        send: |client| with(client, b"te", b"trailers"),
        expected: Expected::Answer(1),
    },
    Case {
        section: "8.2.3",
        what: "cookie in several fields",
        send: |client| {
            client.get_with(1, &[("cookie", "a=1"), ("cookie", "b=2")]);
            Ok(())
        },
        expected: Expected::Answer(1),
    },
];

/// See the module.
pub const PSEUDO: &[Case] = &[
    Case {
        section: "8.3",
        what: "a pseudo-header field that nobody knows",
        send: |client| {
            client.request(1, &[&FILE[..], &[(":test", "1")]].concat());
            Ok(())
        },
        expected: Expected::Malformed(1),
    },
    Case {
        section: "8.3",
        what: "a response's, :status",
        send: |client| {
            client.request(1, &[&FILE[..], &[(":status", "200")]].concat());
            Ok(())
        },
        expected: Expected::Malformed(1),
    },
    Case {
        section: "8.3",
        what: "one behind another field",
        send: |client| {
            let [method, scheme, path, authority] = FILE;
            client.request(1, &[method, scheme, ("x-test", "1"), path, authority]);
            Ok(())
        },
        expected: Expected::Malformed(1),
    },
    Case {
        section: "8.3",
        what: "one in trailers",
        send: |client| {
            client.begin_post(1, &[]);
            client.data(1, flag::NONE, b"body");
            client.block(1, flag::END_STREAM, &hpack::fields(&[(":path", "/")]));
            Ok(())
        },
        expected: Expected::Malformed(1),
    },
    Case {
        section: "8.3",
        what: ":method twice",
        send: |client| with(client, b":method", b"GET"),
        expected: Expected::Malformed(1),
    },
    Case {
        section: "8.3",
        what: ":scheme twice",
        send: |client| with(client, b":scheme", b"http"),
        expected: Expected::Malformed(1),
    },
    Case {
        section: "8.3",
        what: ":path twice",
        send: |client| with(client, b":path", b"/"),
        expected: Expected::Malformed(1),
    },
    Case {
        section: "8.3",
        what: ":authority twice",
        send: |client| with(client, b":authority", b"b.example"),
        expected: Expected::Malformed(1),
    },
    Case {
        section: "8.3.1",
        what: "no :method",
        send: |client| without(client, ":method"),
        expected: Expected::Malformed(1),
    },
    Case {
        section: "8.3.1",
        what: "no :scheme",
        send: |client| without(client, ":scheme"),
        expected: Expected::Malformed(1),
    },
    Case {
        section: "8.3.1",
        what: "no :path",
        send: |client| without(client, ":path"),
        expected: Expected::Malformed(1),
    },
    Case {
        section: "8.3.1",
        what: "an empty :path",
        send: |client| {
            client.request(1, &[(":method", "GET"), (":scheme", "http"), (":path", ""), (":authority", "a.example")]);
            Ok(())
        },
        expected: Expected::Malformed(1),
    },
    Case {
        section: "8.3.1",
        what: "a :path that does not begin with a slash",
        send: |client| {
            client.request(
                1,
                &[(":method", "GET"), (":scheme", "http"), (":path", "file.txt"), (":authority", "a.example")],
            );
            Ok(())
        },
        expected: Expected::Malformed(1),
    },
    Case {
        section: "8.3.1",
        what: "host in the place of :authority",
        send: |client| {
            let [method, scheme, path, _] = FILE;
            client.request(1, &[method, scheme, path, ("host", "a.example")]);
            Ok(())
        },
        expected: Expected::Answer(1),
    },
    Case {
        section: "8.3.1",
        what: "host that is another than :authority",
        send: |client| with(client, b"host", b"b.example"),
        expected: Expected::Malformed(1),
    },
];

/// See the module.
pub const CONTENT: &[Case] = &[
    Case {
        section: "8.1",
        what: "trailers",
        send: |client| {
            client.begin_post(1, &[]);
            client.data(1, flag::NONE, b"body");
            client.block(1, flag::END_STREAM, &hpack::fields(&[("x-trailer", "1")]));
            Ok(())
        },
        expected: Expected::Answer(1),
    },
    Case {
        section: "8.1",
        what: "fields in the midst of a body",
        send: |client| {
            client.begin_post(1, &[]);
            client.data(1, flag::NONE, b"body");
            client.block(1, flag::NONE, &hpack::fields(&[("x-trailer", "1")]));
            client.data(1, flag::END_STREAM, b"more");
            Ok(())
        },
        expected: Expected::Malformed(1),
    },
    Case {
        section: "8.1.1",
        what: "a body that is shorter than its content-length",
        send: |client| {
            client.begin_post(1, &[("content-length", "5")]);
            client.data(1, flag::END_STREAM, b"body");
            Ok(())
        },
        expected: Expected::Malformed(1),
    },
    Case {
        section: "8.1.1",
        what: "a body that is longer than its content-length, in several pieces",
        send: |client| {
            client.begin_post(1, &[("content-length", "6")]);
            client.data(1, flag::NONE, b"body");
            client.data(1, flag::END_STREAM, b"body");
            Ok(())
        },
        expected: Expected::Malformed(1),
    },
    Case {
        section: "8.1.1",
        what: "no body, where content-length tells of one",
        send: |client| with(client, b"content-length", b"1"),
        expected: Expected::Malformed(1),
    },
    Case {
        section: "8.1.1",
        what: "content-length that is no number",
        send: |client| with(client, b"content-length", b"one"),
        expected: Expected::Malformed(1),
    },
    Case {
        section: "8.1.1",
        what: "a body as long as it tells",
        send: |client| {
            client.begin_post(1, &[("content-length", "8")]);
            client.data(1, flag::NONE, b"body");
            client.data(1, flag::END_STREAM, b"body");
            Ok(())
        },
        expected: Expected::Answer(1),
    },
];

#[test]
fn names_and_values() -> Result<()> {
    play("names", NAMES)
}

#[test]
fn pseudo_header_fields() -> Result<()> {
    play("pseudo", PSEUDO)
}

#[test]
fn bodies_and_trailers() -> Result<()> {
    play("bodies", CONTENT)
}
