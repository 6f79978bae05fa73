//! Promise 7: requests of HTTP/2 that would be other requests, or more than one, as text. What a server has to do with frames
//! that none may send is in tests/tests/http2_conformance/.

use airlock_tests::http2_frames::{Frame, flag, kind};
use anyhow::{Result, ensure};

use crate::attack::Attack;
use crate::http2_stream::{Outcome, headers, marked, open, outcome, request};
use crate::scene::Scene;

type Fields<'a> = &'a [(&'a str, &'a str)];

const SMUGGLED: &[u8] = b"0\r\n\r\nGET /marker.py?smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

/// See the module.
pub const ATTACKS: &[Attack] = &[
    Attack {
        name: "h2-line-ends-in-a-value",
        trick: "A value that is a field, or a request, where it is written as text.",
        launch: |scene| {
            for value in
                ["a\r\nTransfer-Encoding: chunked", "a\nb: c", "a\rb: c", "a\0b", "a\r\n\r\nGET /marker.py?smuggled"]
            {
                refused(scene, &with(&[("x-value", value)]), b"hello")?;
            }
            Ok(())
        },
    },
    Attack {
        name: "h2-line-ends-in-a-name",
        trick: "The same in a name, which also might have a colon or a space.",
        launch: |scene| {
            for name in ["x\r\ncontent-length", "x\ny", "content-length:", "x: y\r\nz", "content length", "", "x\0"] {
                refused(scene, &with(&[(name, "5")]), b"hello")?;
            }
            Ok(())
        },
    },
    Attack {
        name: "h2-a-request-line-in-the-path",
        trick: "A path that brings a version and fields of its own.",
        launch: |scene| {
            for path in [
                "/reads.py HTTP/1.1\r\nTransfer-Encoding: chunked\r\nX: y",
                "/reads.py HTTP/1.1",
                "/reads.py\r\n\r\nGET /marker.py?smuggled",
                "/reads.py\0",
                "/reads.py\t",
            ] {
                refused(scene, &request("POST", path), b"hello")?;
            }
            Ok(())
        },
    },
    Attack {
        name: "h2-a-request-line-in-the-method",
        trick: "A method that is a whole request line.",
        launch: |scene| {
            for method in ["GET /marker.py?smuggled HTTP/1.1\r\nX:", "GET /", "PO\r\nST", "", "G\0T"] {
                refused(scene, &request(method, "/reads.py"), b"hello")?;
            }
            Ok(())
        },
    },
    Attack {
        name: "h2-odd-authorities",
        trick: "An authority with line ends, a path, or spaces.",
        launch: |scene| {
            for authority in ["a\r\nX: y", "a b", "a/marker.py?smuggled", "a\0", "[::1"] {
                let fields =
                    [(":method", "POST"), (":scheme", "http"), (":path", "/reads.py"), (":authority", authority)];
                refused(scene, &fields, b"hello")?;
            }
            Ok(())
        },
    },
    Attack {
        name: "h2-odd-schemes",
        trick: "A scheme that is the beginning of an URL.",
        launch: |scene| {
            for scheme in ["http://b/marker.py?", "http\r\nX: y", "ht tp"] {
                let fields = [(":method", "POST"), (":scheme", scheme), (":path", "/reads.py"), (":authority", "a")];
                refused(scene, &fields, b"hello")?;
            }
            Ok(())
        },
    },
    Attack {
        name: "h2-two-authorities",
        trick: "An authority and a host that differ, or two hosts.",
        launch: |scene| {
            refused(scene, &with(&[("host", "b")]), b"hello")?;
            refused(scene, &with(&[("host", "a"), ("host", "a")]), b"hello")
        },
    },
    Attack {
        name: "h2-two-paths",
        trick: "Two of what there is one of.",
        launch: |scene| {
            refused(scene, &with(&[(":path", "/marker.py?smuggled")]), b"hello")?;
            refused(scene, &with(&[(":method", "GET")]), b"hello")?;
            refused(scene, &with(&[(":authority", "b")]), b"hello")
        },
    },
    Attack {
        name: "h2-paths-without-a-slash",
        trick: "A path that is none, or a whole URL.",
        launch: |scene| {
            for path in ["", "reads.py", "http://b/reads.py", "*", "?x"] {
                refused(scene, &request("POST", path), b"hello")?;
            }
            Ok(())
        },
    },
    Attack {
        name: "h2-chunks",
        trick: "A coding that HTTP/2 does not have, over content that is chunks.",
        launch: |scene| {
            refused(scene, &with(&[("transfer-encoding", "chunked")]), SMUGGLED)?;
            refused(scene, &with(&[("te", "chunked")]), SMUGGLED)?;
            refused(scene, &with(&[("connection", "transfer-encoding"), ("transfer-encoding", "chunked")]), SMUGGLED)
        },
    },
    Attack {
        name: "h2-a-length-below-the-content",
        trick: "A length that ends the content in its middle, where a request begins.",
        launch: |scene| {
            refused(scene, &with(&[("content-length", "5")]), SMUGGLED)?;
            refused(scene, &with(&[("content-length", "0")]), SMUGGLED)
        },
    },
    Attack {
        name: "h2-a-length-beyond-the-content",
        trick: "A length that reaches into what follows.",
        launch: |scene| refused(scene, &with(&[("content-length", "500")]), SMUGGLED),
    },
    Attack {
        name: "h2-lengths-that-are-none",
        trick: "A length in the forms that some parsers take, and two of them.",
        launch: |scene| {
            for length in ["+5", "-5", "0x5", "5,5", "18446744073709551621", "5 5"] {
                refused(scene, &with(&[("content-length", length)]), b"hello")?;
            }
            refused(scene, &with(&[("content-length", "5"), ("content-length", "6")]), b"hello")
        },
    },
    Attack {
        name: "h2-a-tunnel",
        trick: "CONNECT to another port of the machine, with bytes for who listens there.",
        launch: |scene| {
            let fields = [(":method", "CONNECT"), (":authority", "127.0.0.1:22")];
            refused(scene, &fields, SMUGGLED)?;
            let fields = [&request("CONNECT", "/reads.py")[..], &[(":protocol", "websocket")]].concat();
            refused(scene, &fields, SMUGGLED)
        },
    },
    Attack {
        name: "h2-fields-of-an-upgrade",
        trick: "Fields that ask for what the connection is already.",
        launch: |scene| {
            refused(scene, &with(&[("upgrade", "h2c")]), b"")?;
            refused(scene, &with(&[("connection", "upgrade"), ("http2-settings", "AAMAAABk")]), b"")
        },
    },
    Attack {
        name: "h2-trailers-that-frame-anew",
        trick: "Fields behind the content are none of the request's.",
        launch: |scene| {
            let mut connection = open(scene, &[])?;
            connection.send(&headers(1, flag::NONE, &request("POST", "/reads.py")));
            connection.send(&Frame::new(kind::DATA, flag::NONE, 1, *b"hello"));
            connection.send(&headers(1, flag::END_STREAM, &[("content-length", "3"), ("host", "b")]));
            let found = outcome(&mut connection, 1)?;
            let is_whole = found == Outcome::Answer(200, "read [hello]".to_owned());
            ensure!(is_whole || found == Outcome::Reset, "{found:?}");
            marked(&mut connection, 3)
        },
    },
    Attack {
        name: "h2-content-that-looks-like-frames",
        trick: "Content that is a preface and frames, or requests, is content.",
        launch: |scene| {
            let content = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nGET /marker.py?smuggled HTTP/1.1\r\n\r\n";
            let found = ask(scene, &request("POST", "/reads.py"), content)?;
            let expected = format!("read [{}]", String::from_utf8_lossy(content));
            ensure!(found == Outcome::Answer(200, expected), "{found:?}");
            Ok(())
        },
    },
];

/// A request to who reads, with more fields.
fn with<'a>(more: Fields<'a>) -> Vec<(&'a str, &'a str)> {
    [&request("POST", "/reads.py")[..], more].concat()
}

/// What becomes of a request. The one behind it is answered as it should be, or not at all.
fn ask(scene: &Scene, fields: Fields<'_>, content: &[u8]) -> Result<Outcome> {
    let mut connection = open(scene, &[])?;
    connection.send(&headers(1, flag::NONE, fields));
    connection.send(&Frame::new(kind::DATA, flag::END_STREAM, 1, content));
    let found = outcome(&mut connection, 1)?;
    marked(&mut connection, 3)?;
    Ok(found)
}

/// The request is answered with an error, if at all.
fn refused(scene: &Scene, fields: Fields<'_>, content: &[u8]) -> Result<()> {
    let found = ask(scene, fields, content)?;
    let is_refused = !matches!(found, Outcome::Answer(status, _) if status < 400);
    ensure!(is_refused, "{fields:?}: {found:?}");
    Ok(())
}
