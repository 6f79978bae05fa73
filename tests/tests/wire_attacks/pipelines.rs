//! Promise 9: many requests on one connection, each of which is answered in its place or not at all.

use airlock_tests::raw_http::{Connection, End};
use airlock_tests::requests::{Answer, all_answers};
use anyhow::{Context, Result, ensure};

use crate::attack::Attack;
use crate::lane::{LANES, Lane};
use crate::scene::Scene;

/// Behind all others: the connection ends with it.
const LAST: &[u8] = b"GET /marker.py?last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

/// See the module.
pub const ATTACKS: &[Attack] = &[
    Attack {
        name: "all-lanes-in-a-row",
        trick: "A request within the content of each lane's request, all on one connection.",
        launch: all_lanes_in_a_row,
    },
    Attack {
        name: "ten-thousand-requests",
        trick: "Ten thousand requests that nobody waits for, of which one may be answered twice or never.",
        launch: ten_thousand_requests,
    },
    Attack {
        name: "a-pipeline-that-is-left",
        trick: "Thousands of requests, and a client that is gone before the second answer.",
        launch: |scene| {
            for _ in 0..20 {
                let mut connection = Connection::open(scene.address())?;
                connection.send(&b"GET /marker.py?left HTTP/1.1\r\nHost: a\r\n\r\n".repeat(1_000));
                connection.wait_for(b"marker left").ok().context("no first answer")?;
                connection.reset()?;
            }
            scene.all_are_gone()
        },
    },
    Attack {
        name: "a-pipeline-behind-a-body-that-never-comes",
        trick: "The client closes its side in the middle of a body, with a request where the rest should be.",
        launch: |scene| {
            for lane in LANES {
                let mut connection = Connection::open(scene.address())?;
                let head =
                    format!("{} {} HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n", lane.method, lane.target);
                connection.send(&[head.as_bytes(), b"GET /marker.py?smuggled HTTP/1.1\r\nHost: a\r\n\r\n"].concat());
                connection.end_sending();
                let (answers, end) = all_answers(&mut connection).context(lane.target)?;
                ensure!(matches!(end, End::Closed | End::Reset), "{}: open", lane.target);
                let is_own = |answer: &Answer| lane.may_answer_broken(answer.status, &answer.text(), None);
                ensure!(answers.len() <= 1 && answers.iter().all(is_own), "{}: {answers:?}", lane.target);
            }
            Ok(())
        },
    },
    Attack {
        name: "one-answer-at-a-time",
        trick: "A client that reads nothing until it has sent everything, in every size of answer.",
        launch: |scene| {
            let mut connection = Connection::open(scene.address())?;
            let targets: Vec<&str> = LANES.iter().map(|lane| lane.target).cycle().take(200).collect();
            for target in &targets {
                connection.send(format!("GET {target} HTTP/1.1\r\nHost: a\r\n\r\n").as_bytes());
            }
            connection.send(LAST);
            let (answers, end) = all_answers(&mut connection)?;
            ensure!((answers.len(), end) == (targets.len() + 1, End::Closed), "{} answers, {end:?}", answers.len());
            Ok(())
        },
    },
];

/// Each lane gets a request with another one for its content, and a marker behind.
fn all_lanes_in_a_row(scene: &Scene) -> Result<()> {
    const SMUGGLED: &str = "GET /marker.py?smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
    let framings = [
        format!("Content-Length: {}\r\n\r\n{SMUGGLED}", SMUGGLED.len()),
        format!("Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{SMUGGLED}\r\n0\r\n\r\n", SMUGGLED.len()),
    ];
    for framed in framings {
        let mut connection = Connection::open(scene.address())?;
        for lane in LANES {
            let request = format!("{} {} HTTP/1.1\r\nHost: a\r\n{framed}", lane.method, lane.target);
            let marker = format!("GET /marker.py?{} HTTP/1.1\r\nHost: a\r\n\r\n", lane.target);
            connection.send(format!("{request}{marker}").as_bytes());
        }
        connection.send(LAST);
        let (answers, end) = all_answers(&mut connection)?;
        let found: Vec<(u16, String)> = answers.iter().map(|answer| (answer.status, answer.text())).collect();
        let expected = |lane: &Lane| [lane.answer_to(SMUGGLED), (200, format!("marker {}", lane.target))];
        let last = (200, "marker last".to_owned());
        let expected: Vec<(u16, String)> = LANES.iter().flat_map(expected).chain([last]).collect();
        ensure!((&found, end) == (&expected, End::Closed), "{end:?}: {found:?}");
    }
    Ok(())
}

fn ten_thousand_requests(scene: &Scene) -> Result<()> {
    const TURNS: usize = 10;
    const FILES: usize = 999;
    let mut connection = Connection::open(scene.address())?;
    for turn in 0..TURNS {
        // A handler's answer after many files': it would come too early if one were lost.
        let files = b"GET /file.txt HTTP/1.1\r\nHost: a\r\n\r\n".repeat(FILES);
        let marker = format!("GET /marker.py?{turn} HTTP/1.1\r\nHost: a\r\n\r\n");
        connection.send(&[&files, marker.as_bytes()].concat());
        for number in 0..FILES {
            let answer = Answer::from(connection.read_response(false)).with_context(|| format!("{turn}, {number}"))?;
            ensure!(answer.text() == "a file\n", "{turn}, {number}: {}", answer.text());
        }
        let marker = Answer::from(connection.read_response(false))?;
        ensure!(marker.text() == format!("marker {turn}"), "{}", marker.text());
    }
    Ok(())
}
