//! Promise 8: clients that take their time. The server has short times here; that they end is what is waited for.

use airlock_tests::raw_http::{Connection, End};
use airlock_tests::requests::Answer;
use anyhow::{Context, Result, anyhow, ensure};

use crate::attack::Attack;
use crate::lane::{LANES, Lane};
use crate::scene::Scene;

/// What the server is configured with.
pub const TIMES: &str =
    "server.head-time = \"2s\"\nserver.body-time = \"500ms\"\nserver.write-time = \"1s\"\nlimits.wall-time = \"4s\"\n";

/// See the module.
pub const ATTACKS: &[Attack] = &[
    Attack {
        name: "heads-that-trickle",
        trick: "Two hundred heads that go on by a byte now and then, and never end.",
        launch: heads_that_trickle,
    },
    Attack {
        name: "heads-that-stop",
        trick: "Heads that stop at every byte of a request.",
        launch: |scene| {
            let head = b"POST /reads.py HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r";
            let stopped = (0..head.len()).map(|end| {
                let mut connection = Connection::open(scene.address())?;
                connection.send(head.get(..end).unwrap_or_default());
                Ok(connection)
            });
            let stopped = stopped.collect::<Result<Vec<_>>>()?;
            for (end, mut connection) in stopped.into_iter().enumerate() {
                let received = connection.read_stream();
                ensure!(matches!(received.end, End::Closed | End::Reset), "after {end} bytes: {:?}", received.end);
                let status = received.parsed().map(|head| head.status);
                ensure!(matches!(status, None | Some(400 | 408)), "after {end} bytes: {status:?}");
            }
            Ok(())
        },
    },
    Attack {
        name: "bodies-that-never-come",
        trick: "A length, and nothing behind it, for who reads and who does not.",
        launch: |scene| bodies_that_stop(scene, "Content-Length: 100\r\n\r\n"),
    },
    Attack {
        name: "bodies-that-stop",
        trick: "A body that stops within a chunk.",
        launch: |scene| bodies_that_stop(scene, "Transfer-Encoding: chunked\r\n\r\n64\r\nhalf"),
    },
    Attack {
        name: "bodies-that-are-called-for-in-vain",
        trick: "A client that asks to be told to go on, is told, and does not.",
        launch: |scene| bodies_that_stop(scene, "Expect: 100-continue\r\nContent-Length: 100\r\n\r\n"),
    },
    Attack {
        name: "a-body-that-trickles",
        trick: "A byte now and then, so that no wait for the next one is too long.",
        launch: a_body_that_trickles,
    },
    Attack {
        name: "a-huge-answer-that-nobody-takes",
        trick: "A gigabyte is asked for, many times, and nothing of it is taken.",
        launch: a_huge_answer_that_nobody_takes,
    },
    Attack {
        name: "pipelines-whose-answers-nobody-takes",
        trick: "More and more requests, and no answer is ever taken.",
        launch: |scene| {
            let request = b"GET /huge.bin HTTP/1.1\r\nHost: a\r\nRange: bytes=0-999999\r\n\r\n";
            make_huge(scene)?;
            let mut connection = Connection::open(scene.address())?;
            connection.send(&request.repeat(500));
            scene.all_are_gone()
        },
    },
];

fn heads_that_trickle(scene: &Scene) -> Result<()> {
    const CROWD: usize = 200;
    let begin = |_| {
        // Short, so that a turn through all of them is one.
        let mut connection = Connection::open_for(scene.address(), std::time::Duration::from_millis(1))?;
        connection.send(b"GET /innocent.py HTTP/1.1\r\nX-Slow: ");
        Ok(connection)
    };
    let mut crowd = (0..CROWD).map(begin).collect::<Result<Vec<_>>>()?;
    let mut turns = 0;
    while !crowd.is_empty() {
        turns += 1;
        ensure!(turns < 2_000, "{} heads go on and on", crowd.len());
        crowd.retain_mut(|connection| {
            connection.send(b"x");
            matches!(connection.wait_for(b"\r\n\r\n"), Err(End::Deadline))
        });
    }
    scene.all_are_gone()
}

/// Each lane gets a request whose body does not come; who waits for it is told that it took too long.
fn bodies_that_stop(scene: &Scene, rest: &str) -> Result<()> {
    let begin = |lane: &Lane| {
        let mut connection = Connection::open(scene.address())?;
        connection.send(format!("{} {} HTTP/1.1\r\nHost: a\r\n{rest}", lane.method, lane.target).as_bytes());
        Ok(connection)
    };
    let begun = LANES.iter().map(begin).collect::<Result<Vec<_>>>()?;
    for (lane, mut connection) in LANES.iter().zip(begun) {
        let answer = Answer::from(connection.read_response(false)).context(lane.target)?;
        let is_own = lane.may_answer_broken(answer.status, &answer.text(), None);
        ensure!(is_own, "{}: {} {}", lane.target, answer.status, answer.text());
        let rest = connection.read_stream();
        ensure!(rest.bytes().is_empty() && rest.end != End::Deadline, "{}: {:?} behind", lane.target, rest.end);
    }
    Ok(())
}

fn a_body_that_trickles(scene: &Scene) -> Result<()> {
    let mut connection = Connection::open_for(scene.address(), std::time::Duration::from_millis(100))?;
    connection.send(b"POST /reads.py HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n");
    for _ in 0..600 {
        connection.send(b"x");
        match connection.wait_for(b"\r\n\r\n") {
            Err(End::Deadline) => {}
            Ok(_) => {
                let status = connection.read_response(false).parsed().map(|head| head.status);
                ensure!(matches!(status, Some(408 | 504)), "{status:?}");
                return scene.server.log().wait_for(&["reads.py", "wall-time"]).map(drop);
            }
            Err(_) => return scene.server.log().wait_for(&["reads.py", "wall-time"]).map(drop),
        }
    }
    Err(anyhow!("it is waited for without end"))
}

fn make_huge(scene: &Scene) -> Result<()> {
    let file = std::fs::File::create(scene.server.folder.place("docroot/huge.bin"))?;
    Ok(file.set_len(1 << 30)?)
}

fn a_huge_answer_that_nobody_takes(scene: &Scene) -> Result<()> {
    const MOST: u64 = 64 << 20;
    make_huge(scene)?;
    let before = scene.resident()?;
    let ask = |_| {
        let mut connection = Connection::open(scene.address())?;
        connection.send(b"GET /huge.bin HTTP/1.1\r\nHost: a\r\n\r\n");
        connection.wait_for(b"HTTP/1.1 200").map_err(|end| anyhow!("no answer: {end:?}"))?;
        Ok(connection)
    };
    let readers = (0..50).map(ask).collect::<Result<Vec<_>>>()?;
    let grown = scene.resident()?.saturating_sub(before);
    ensure!(grown < MOST, "{grown} bytes more for fifty who take nothing");
    // They are still there: the server lets go of them.
    scene.all_are_gone()?;
    drop(readers);
    Ok(())
}
