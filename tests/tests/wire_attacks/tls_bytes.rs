//! Promise 8: bytes on the listener for TLS that are no TLS, or hardly, and TLS where none is spoken.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use airlock_tests::command;
use airlock_tests::configured::{Configured, copy_of};
use airlock_tests::raw_http::{Connection, DEADLINE, End};
use airlock_tests::tls_client::{ask_once, config, connect_offering};
use anyhow::{Context, Result, ensure};
use rustls::pki_types::ServerName;
use rustls::{ClientConnection, StreamOwned};

use crate::attack::Attack;
use crate::scene::Scene;

const GET: &str = "GET /innocent.py HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

/// A server with a listener for TLS.
pub fn scene() -> Result<Scene> {
    let configuration = "server.listen-tls = [\"127.0.0.1:0\"]\nserver.state = \"state\"\nserver.handshake-time = \"1s\"\n\
        [[tenant]]\nname = \"only\"\ndocroot = \".\"\n";
    Scene::over(Configured::start_in(copy_of("wire_attacks")?, "wire-attacks-tls", configuration)?)
}

/// See the module.
pub const ATTACKS: &[Attack] = &[
    Attack {
        name: "tls-text-where-tls-is-spoken",
        trick: "A request in the clear, whose answer would be in the clear as well.",
        launch: |scene| {
            for said in [GET.as_bytes(), b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"\x80\x2e\x01\x00\x02", &[0; 1_000]] {
                never_answered(scene, said)?;
            }
            Ok(())
        },
    },
    Attack {
        name: "tls-a-hello-where-text-is-spoken",
        trick: "A handshake on the listener without TLS.",
        launch: |scene| {
            let mut connection = Connection::open(scene.address())?;
            connection.send(&hello(scene)?);
            let received = connection.read_stream();
            ensure!(matches!(received.end, End::Closed | End::Reset), "{:?}", received.end);
            ensure!(received.parsed().is_none_or(|head| head.status == 400), "{:?}", received.parsed());
            Ok(())
        },
    },
    Attack {
        name: "tls-a-hello-in-single-bytes",
        trick: "Every byte of the handshake in a segment of its own, which a filter on the way may not put together.",
        launch: |scene| {
            let socket = TcpStream::connect_timeout(&scene.server.airlock.tls_address()?, DEADLINE)?;
            socket.set_read_timeout(Some(DEADLINE))?;
            socket.set_nodelay(true)?;
            let client =
                ClientConnection::new(config(&ca(scene)?, &[b"http/1.1"])?, ServerName::try_from("localhost")?)?;
            let mut connection = StreamOwned::new(client, ByteByByte(socket));
            connection.write_all(GET.as_bytes())?;
            let mut answer = String::new();
            connection.read_to_string(&mut answer)?;
            ensure!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("innocent"), "{answer}");
            Ok(())
        },
    },
    Attack {
        name: "tls-a-hello-that-trickles",
        trick: "A handshake that goes on by a byte now and then.",
        launch: |scene| {
            let address = scene.server.airlock.tls_address()?;
            let mut connection = Connection::open_for(address, Duration::from_millis(50))?;
            for byte in hello(scene)?.into_iter().cycle().take(10_000) {
                // Whatever comes of it is no answer but an end.
                connection.send(&[byte]);
                if !matches!(connection.wait_for(b"HTTP/1.1"), Err(End::Deadline)) {
                    return Ok(());
                }
            }
            anyhow::bail!("it is waited for without end")
        },
    },
    Attack {
        name: "tls-a-record-larger-than-any",
        trick: "A record that announces more than a record may have, and brings it.",
        launch: |scene| never_answered(scene, &[&[0x16, 3, 1, 0xff, 0xff][..], &[1; 70_000]].concat()),
    },
    Attack {
        name: "tls-records-of-nothing",
        trick: "Records without content, without end.",
        launch: |scene| {
            for kind in [0x14, 0x15, 0x16, 0x17] {
                let records = [kind, 3, 3, 0, 0].repeat(20_000);
                never_answered(scene, &records)?;
                never_answered(scene, &[hello(scene)?, records].concat())?;
            }
            Ok(())
        },
    },
    Attack {
        name: "tls-a-hello-of-single-bytes",
        trick: "The hello is divided into records of a byte each.",
        launch: |scene| {
            let hello = hello(scene)?;
            let records: Vec<u8> =
                hello.get(5..).unwrap_or_default().iter().flat_map(|byte| [0x16, 3, 1, 0, 1, *byte]).collect();
            never_answered(scene, &records)
        },
    },
    Attack {
        name: "tls-warnings-without-end",
        trick: "Alerts that are only warnings, of which each is to be ignored.",
        launch: |scene| never_answered(scene, &[hello(scene)?, [0x15, 3, 3, 0, 2, 1, 90].repeat(20_000)].concat()),
    },
    Attack {
        name: "tls-protocols-that-nobody-has",
        trick: "A thousand protocols to choose from, none of them known.",
        launch: |scene| {
            let names: Vec<String> = (0..1_000).map(|number| format!("none/{number}")).collect();
            let names: Vec<&[u8]> = names.iter().map(|name| name.as_bytes()).collect();
            let address = scene.server.airlock.tls_address()?;
            ensure!(connect_offering(address, "localhost", &ca(scene)?, &names).is_err(), "agreed on one");
            Ok(())
        },
    },
    Attack {
        name: "tls-text-where-frames-were-agreed-on",
        trick: "HTTP/2 is agreed on, and HTTP/1 spoken.",
        launch: |scene| {
            let address = scene.server.airlock.tls_address()?;
            let mut connection = connect_offering(address, "localhost", &ca(scene)?, &[b"h2"])?;
            let answer = ask_once(&mut connection, GET);
            ensure!(answer.as_ref().map_or(true, |answer| !answer.contains("innocent")), "{answer:?}");
            Ok(())
        },
    },
    Attack {
        name: "tls-handshakes-that-are-left",
        trick: "Hundreds of hellos, and nobody there for the answers.",
        launch: |scene| {
            let hello = hello(scene)?;
            for number in 0..200 {
                let mut connection = Connection::open(scene.server.airlock.tls_address()?)?;
                connection.send(hello.get(..hello.len() - number % 3).unwrap_or_default());
                if number % 2 == 0 {
                    connection.reset()?;
                }
            }
            scene.all_are_gone()
        },
    },
];

fn ca(scene: &Scene) -> Result<String> {
    let state = scene.server.folder.place("state");
    let outcome = command::airlock(&["ca", "--state", state.to_str().context("a path that is no text")?])?;
    ensure!(outcome.code == Some(0), "{}", outcome.stderr);
    Ok(outcome.stdout)
}

/// What a client says first.
fn hello(scene: &Scene) -> Result<Vec<u8>> {
    let mut client = ClientConnection::new(config(&ca(scene)?, &[b"http/1.1"])?, ServerName::try_from("localhost")?)?;
    let mut bytes = Vec::new();
    client.write_tls(&mut bytes)?;
    Ok(bytes)
}

/// Says this where TLS is spoken: the connection ends, with an alert if with anything.
fn never_answered(scene: &Scene, said: &[u8]) -> Result<()> {
    let mut connection = Connection::open(scene.server.airlock.tls_address()?)?;
    connection.send(said);
    let received = connection.read_stream();
    ensure!(matches!(received.end, End::Closed | End::Reset), "{:?}", received.end);
    ensure!(!received.bytes().starts_with(b"HTTP/"), "an answer in the clear");
    Ok(())
}

/// Sends each byte by itself.
struct ByteByByte(TcpStream);

impl Write for ByteByByte {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.write(bytes.get(..1).unwrap_or_default())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.flush()
    }
}

impl Read for ByteByByte {
    fn read(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
        self.0.read(bytes)
    }
}
