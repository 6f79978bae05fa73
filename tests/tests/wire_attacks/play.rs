//! Plays the rows of a table, each in all lanes, with a request behind that shows whether it is found in its place.

use airlock_tests::raw_http::{Connection, End};
use airlock_tests::requests::{Answer, all_answers};
use airlock_tests::wire_text::readable;
use anyhow::{Context, Result, ensure};

use crate::lane::{LANES, Lane};
use crate::row::{Expected, Row};
use crate::scene::{SECRET, Scene};

/// Stands behind each attack; those within an attack are for `marker.py?smuggled`.
const BEHIND: &[u8] = b"GET /marker.py?behind HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
/// How a longer attack is sent: whole.
const MOST_IN_PIECES: usize = 2_000;

/// Plays all rows of a table.
pub fn play_table(table: &str, scene: Scene) -> Result<()> {
    let mut failures = Vec::new();
    for row in Row::read_all(table)? {
        let innocents = scene.innocents()?;
        if let Err(error) = play(&scene, &row) {
            failures.push(format!("{}: {error:#}", row.name));
        }
        innocents.finish().with_context(|| row.name.clone())?;
    }
    ensure!(failures.is_empty(), "{} failed:\n{}", failures.len(), failures.join("\n"));
    scene.conclude()
}

/// What came of a row in one lane.
struct Outcome {
    answers: Vec<Answer>,
    end: End,
}

fn play(scene: &Scene, row: &Row) -> Result<()> {
    let lanes = if row.is_for_lanes() { LANES } else { LANES.get(..1).unwrap_or_default() };
    let mut markers: Option<(&Lane, Vec<String>)> = None;
    for lane in lanes {
        let bytes = row.bytes_for(lane)?;
        let outcome = send(scene, row, &bytes, usize::MAX).with_context(|| lane.target)?;
        check(row, lane, &outcome, true).with_context(|| shown(lane, &outcome))?;
        let found = outcome.markers();
        let (first, others) = markers.get_or_insert_with(|| (lane, found.clone()));
        ensure!(found == *others, "{} found {found:?} behind it, {} {others:?}", lane.target, first.target);
        if bytes.len() <= MOST_IN_PIECES {
            let outcome = send(scene, row, &bytes, 1).with_context(|| lane.target)?;
            check(row, lane, &outcome, false).with_context(|| format!("byte by byte, {}", shown(lane, &outcome)))?;
        }
    }
    match &row.log {
        Some(line) => scene.server.log().wait_for(&[line.as_str()]).map(drop),
        None => Ok(()),
    }
}

fn send(scene: &Scene, row: &Row, bytes: &[u8], piece: usize) -> Result<Outcome> {
    let mut connection = Connection::open(scene.address())?;
    let all = [bytes, BEHIND].concat();
    all.chunks(piece).for_each(|piece| connection.send(piece));
    // A body that is none may seem to go on. Who has closed its side may be taken for gone, and need not be answered.
    if matches!(row.expected()?, Expected::Broken(_)) {
        connection.end_sending();
    }
    let (answers, end) = all_answers(&mut connection)?;
    Ok(Outcome { answers, end })
}

/// `is_whole`: everything was there at once. A lane that does not read need not wait for the rest of a body.
fn check(row: &Row, lane: &Lane, outcome: &Outcome, is_whole: bool) -> Result<()> {
    let Outcome { answers, end } = outcome;
    ensure!(matches!(end, End::Closed | End::Reset), "the connection is open");
    let all: String = answers.iter().map(Answer::text).collect();
    for source in [SECRET, "def main", "start_response(", "sys.stdout"] {
        ensure!(!all.contains(source), "{source:?} was sent");
    }
    let behind = match row.expected()? {
        Expected::Refused(statuses) => {
            let found: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
            let is_lost = row.is_long() && found.is_empty();
            let is_refused = matches!(found.as_slice(), [only] if statuses.contains(only));
            ensure!(is_refused || is_lost, "not refused with {statuses:?} alone");
            return Ok(());
        }
        Expected::Broken(content) => {
            if let Some(first) = answers.first() {
                ensure!(lane.may_answer_broken(first.status, &first.text(), content), "an answer to another request");
            }
            ensure!(answers.len() <= 2 && answers.iter().skip(1).all(|a| a.status == 400), "answered behind a break");
            return Ok(());
        }
        Expected::Reads(body) => {
            let (first, behind) = answers.split_first().context("no answer")?;
            ensure!((first.status, first.text()) == lane.answer_to(body), "not the answer to {body:?}");
            behind
        }
        Expected::Answers(statuses) => {
            let (first, behind) = answers.split_first().context("no answer")?;
            ensure!(statuses.contains(&first.status), "{} and not {statuses:?}", first.status);
            if let Some(content) = &row.shows {
                ensure!(first.text() == *content, "not {content:?}");
            }
            if let Some(location) = &row.location {
                let found = first.head.values("location").next().unwrap_or_default();
                ensure!(found == location.as_bytes(), "to {:?}", String::from_utf8_lossy(found));
            }
            behind
        }
    };
    let behind: Vec<String> = behind.iter().map(Answer::text).collect();
    let is_all_there = behind == ["marker behind"];
    let is_left = behind.is_empty() && (row.ends || !is_whole);
    ensure!(if row.ends { is_left } else { is_all_there || is_left }, "found behind it: {behind:?}");
    Ok(())
}

impl Outcome {
    /// Answers to the request behind an attack, or to one within it.
    fn markers(&self) -> Vec<String> {
        self.answers.iter().map(Answer::text).filter(|text| text.starts_with("marker ")).collect()
    }
}

fn shown(lane: &Lane, outcome: &Outcome) -> String {
    let answers: Vec<String> =
        outcome.answers.iter().map(|answer| format!("{} {}", answer.status, answer.text())).collect();
    let answers = readable(answers.join(" | ").as_bytes());
    format!("{}: {:?} after {}", lane.target, outcome.end, answers.get(..answers.len().min(600)).unwrap_or(&answers))
}
