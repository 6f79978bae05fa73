//! What came of a trick, compared with what its row says.

use anyhow::{Context, Result, bail, ensure};

use super::corpus::{Kind, Lane, Outcome, Trick};
use super::docroot::{handler, target};
use super::siege::Siege;
use crate::raw_http::{Connection, End, Received};
use crate::requests::{Answer, ask, get};
use crate::wire_text::readable;

/// Plays a trick once.
pub fn play(siege: &Siege, trick: &Trick, lane: Lane) -> Result<()> {
    let target = target(trick, lane);
    let outcome = trick.outcome()?;
    match (trick.kind, &outcome) {
        (Kind::Answer, _) | (_, Outcome::Sent(_)) => sends_one_response(siege, trick, lane, &target),
        (Kind::Pair, _) => pair(siege, trick, lane),
        (Kind::Attempt | Kind::Whole, _) => {
            let mut connection = Connection::open(siege.address())?;
            connection.send(&get(&target));
            let received = connection.read_response(false);
            comes_to(siege, trick, lane, received, &outcome)
        }
    }
}

/// The same text where it is trusted: it gets what it is after.
pub fn control(siege: &Siege, trick: &Trick, lane: Lane) -> Result<()> {
    let Some(wanted) = &trick.control else { return Ok(()) };
    let target = target(trick, lane);
    let found = if trick.kind == Kind::Pair {
        text(siege, &format!("{target}?leave"))?;
        text(siege, &format!("{target}?look"))?
    } else {
        text(siege, &target)?
    };
    let got = found.starts_with(wanted) && trick.outcome()? != Outcome::Contained(found.clone());
    ensure!(got, "it is said to get {wanted:?} where it is trusted, and found {found:?}");
    Ok(())
}

fn text(siege: &Siege, target: &str) -> Result<String> {
    let answer = ask(siege.address(), &get(target))?;
    ensure!(answer.status == 200, "{target}: {} {}", answer.status, answer.text());
    Ok(answer.text())
}

/// Whether the received is the outcome.
pub fn comes_to(siege: &Siege, trick: &Trick, lane: Lane, received: Received, outcome: &Outcome) -> Result<()> {
    shows_no_path(siege, &received)?;
    let file = handler(trick, lane);
    match outcome {
        Outcome::Denied(error) => {
            let text = whole(received)?.text();
            ensure!(text.starts_with(&format!("raised {error}")), "{text}");
        }
        Outcome::Contained(wanted) => {
            let text = whole(received)?.text();
            ensure!(text == *wanted, "{text}");
        }
        Outcome::Limit(limit) => {
            ended(trick, received, status_of(limit)?, Some(limit))?;
            siege.log().wait_for(&[&file, "limit", limit])?;
        }
        Outcome::Failure(words) => {
            ended(trick, received, 500, None)?;
            siege.log().wait_for(&[&file, words])?;
        }
        Outcome::Sent(_) => bail!("is for responses"),
    }
    Ok(())
}

/// A complete answer of 200.
fn whole(received: Received) -> Result<Answer> {
    let answer = Answer::from(received)?;
    ensure!(answer.status == 200, "{} {}", answer.status, answer.text());
    Ok(answer)
}

/// What a limit that ends a request answers.
fn status_of(limit: &str) -> Result<u16> {
    match limit {
        "cpu-time" | "wall-time" => Ok(504),
        "memory" => Ok(507),
        "response" => Ok(500),
        _ => bail!("{limit} ends no request"),
    }
}

/// It was ended: with an error page that says which limit it was and nothing else, or by a cut where the head was out.
fn ended(trick: &Trick, received: Received, status: u16, limit: Option<&str>) -> Result<()> {
    if trick.cut {
        let shown = readable(&received.bytes());
        ensure!(received.parsed().is_some_and(|head| head.status == 200), "no head: {shown}");
        ensure!(matches!(received.end, End::Closed | End::Reset), "not cut: {:?}", received.end);
        return Ok(());
    }
    let answer = Answer::from(received)?;
    ensure!(answer.status == status, "{} {}", answer.status, answer.text());
    let message = answer.error_message()?;
    match limit {
        Some(limit) => ensure!(message.contains(limit), "{message:?} does not name {limit}"),
        None => ensure!(message == "Internal Server Error", "{message:?}"),
    }
    Ok(())
}

/// Where the docroot lies is in no response.
fn shows_no_path(siege: &Siege, received: &Received) -> Result<()> {
    let (path, bytes) = (siege.folder.path().to_string_lossy(), received.bytes());
    let shows = bytes.windows(path.len()).any(|window| window == path.as_bytes());
    ensure!(!shows, "the response shows a path of the host: {}", readable(&bytes));
    Ok(())
}

/// Leaves something in one request; neither the next of the same handler nor one of each other lane finds it.
fn pair(siege: &Siege, trick: &Trick, lane: Lane) -> Result<()> {
    let left = text(siege, &format!("{}?leave", target(trick, lane)))?;
    ensure!(left == "left", "nothing was left: {left}");
    let others = trick.lanes.iter().filter(|other| **other != lane);
    for looking in [lane].iter().chain(others) {
        let mut connection = Connection::open(siege.address())?;
        connection.send(&get(&format!("{}?look", target(trick, *looking))));
        let received = connection.read_response(false);
        comes_to(siege, trick, *looking, received, &trick.outcome()?)
            .with_context(|| format!("looking as {}", looking.as_str()))?;
    }
    Ok(())
}

/// One response, whose end can be told, and behind it nothing but the answer to the next request, or the end of the connection.
fn sends_one_response(siege: &Siege, trick: &Trick, lane: Lane, target: &str) -> Result<()> {
    let mut connection = Connection::open(siege.address())?;
    connection.send(&get(target));
    connection.send(b"GET /innocent.py HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    let first = connection.read_response(false);
    let rest = readable(&connection.read_stream().bytes());
    let shown = readable(&first.bytes());
    let head = first.parsed().with_context(|| format!("no head: {shown}"))?;
    ensure!(first.interim.is_empty(), "an interim response: {}", readable(&first.interim));
    ensure!(head.values("x-smuggled").count() == 0, "smuggled: {shown}");
    let framings = head.values("content-length").count() + head.values("transfer-encoding").count();
    ensure!(framings <= 1, "{framings} framings: {shown}");
    let answers_next = rest.starts_with("HTTP/1.1 200 OK") && rest.ends_with("innocent");
    ensure!(rest.is_empty() || answers_next && rest.matches("HTTP/1.1").count() == 1, "behind it: {rest}");
    match trick.outcome()? {
        Outcome::Sent(status) => ensure!(head.status == status, "{shown}"),
        outcome => comes_to(siege, trick, lane, first, &outcome)?,
    }
    Ok(())
}
