//! Promise 9: clients that go in the worst moment. What they leave behind is let go of.

use airlock_tests::raw_http::{Connection, End};
use anyhow::{Context, Result, anyhow, ensure};

use crate::attack::Attack;
use crate::lane::LANES;
use crate::scene::Scene;

/// See the module.
pub const ATTACKS: &[Attack] = &[
    Attack {
        name: "a-reset-within-a-head",
        trick: "The connection is torn down where no request is known yet.",
        launch: |scene| torn_down(scene, 10, |head| head.get(..head.len() / 2).unwrap_or_default().to_vec()),
    },
    Attack {
        name: "a-reset-within-a-body",
        trick: "The connection is torn down under a handler that reads.",
        launch: |scene| torn_down(scene, 10, |head| [head, b"half of it"].concat()),
    },
    Attack {
        name: "a-reset-behind-a-request",
        trick: "The request is whole, and nobody is there for the answer.",
        launch: |scene| torn_down(scene, 10, |head| [head, &[b'x'; 100][..]].concat()),
    },
    Attack {
        name: "hundreds-that-come-and-go",
        trick: "Connections that say nothing, a byte, or a line, and are gone, faster than they can be let go of.",
        launch: |scene| {
            for said in [&b""[..], b"G", b"GET / HTTP/1.1\r\n", b"\x16\x03\x01", b"PRI * HTTP/2.0\r\n\r\n"] {
                for number in 0..200 {
                    let mut connection = Connection::open(scene.address())?;
                    connection.send(said);
                    if number % 2 == 0 {
                        connection.reset()?;
                    }
                }
            }
            scene.all_are_gone()
        },
    },
    Attack {
        name: "a-closed-side-before-anything",
        trick: "A client that closes its side at once, or within a line, and waits for an answer that nobody owes.",
        launch: |scene| {
            for said in [&b""[..], b"\r\n", b"GET", b"GET /innocent.py HTTP/1.1\r\nHost: a\r\n"] {
                let mut connection = Connection::open(scene.address())?;
                connection.send(said);
                connection.end_sending();
                let received = connection.read_stream();
                ensure!(matches!(received.end, End::Closed | End::Reset), "{said:?}: {:?}", received.end);
                let status = received.parsed().map(|head| head.status);
                ensure!(matches!(status, None | Some(400)), "{said:?}: {status:?}");
            }
            Ok(())
        },
    },
    Attack {
        name: "a-reset-within-an-answer",
        trick: "A reader of a huge file tears the connection down when the first bytes are there.",
        launch: |scene| {
            let file = std::fs::File::create(scene.server.folder.place("docroot/huge.bin"))?;
            file.set_len(1 << 30)?;
            for _ in 0..20 {
                let mut connection = Connection::open(scene.address())?;
                connection.send(b"GET /huge.bin HTTP/1.1\r\nHost: a\r\n\r\n");
                connection.wait_for(&[0; 100]).map_err(|end| anyhow!("no content: {end:?}"))?;
                connection.reset()?;
            }
            scene.all_are_gone()
        },
    },
];

/// Sends a part of a request with a body of a hundred bytes, in every lane, and resets the connection.
fn torn_down(scene: &Scene, times: usize, part: fn(&[u8]) -> Vec<u8>) -> Result<()> {
    for lane in LANES {
        let head = format!("{} {} HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n", lane.method, lane.target);
        for _ in 0..times {
            let mut connection = Connection::open(scene.address())?;
            connection.send(&part(head.as_bytes()));
            connection.reset()?;
        }
    }
    scene.all_are_gone().context("after resets")
}
