//! Many connections at once, each with requests of every kind, each answered with what belongs to it.
//!
//! The handlers lie in `tests/concurrency/docroot/`.

use std::net::SocketAddr;
use std::sync::Barrier;

use airlock_tests::airlock_process::Airlock;
use airlock_tests::places;
use airlock_tests::raw_http::Connection;
use airlock_tests::requests::{Answer, ask_on, get, post};
use anyhow::{Context, Result, anyhow, ensure};

fn airlock(name: &str) -> Result<Airlock> {
    let docroot = places::tests_folder().join("concurrency").join("docroot");
    Airlock::start(&docroot, "exposed", &format!("concurrency-{name}"))
}

/// A request and its answer; `mark` is its own.
fn kinds(mark: &str) -> Vec<(Vec<u8>, u16, String)> {
    let failure = "{\"error\": {\"code\": 500, \"message\": \"Internal Server Error\"}}".to_owned();
    let missing = "{\"error\": {\"code\": 404, \"message\": \"404\"}}".to_owned();
    let streamed: String = ('0'..='9').map(|digit| digit.to_string().repeat(1000)).collect();
    let body = mark.repeat(3000);
    vec![
        (get(&format!("/echo.py?{mark}")), 200, format!("/echo.py?{mark} []")),
        (post(&format!("/echo.py?{mark}"), body.as_bytes()), 200, format!("/echo.py?{mark} [{body}]")),
        (get(&format!("/sleeps.py?{mark}")), 200, format!("slept /sleeps.py?{mark}")),
        (get(&format!("/fails.py?{mark}")), 500, failure),
        (get(&format!("/missing.py?{mark}")), 404, missing),
        (get("/streams.py"), 200, streamed),
        (get("/computes.py"), 200, "199990000".to_owned()),
        (get("/allocates.py"), 200, "1".to_owned()),
        (get("/file.txt"), 200, "a file\n".to_owned()),
        (post("/innocent.py", body.as_bytes()), 200, "innocent".to_owned()),
    ]
}

/// Runs `client` so often at once, each with its number and a connection of its own that was opened before any began.
fn at_once(
    count: usize,
    address: SocketAddr,
    client: impl Fn(usize, &mut Connection) -> Result<()> + Sync,
) -> Result<()> {
    let start = Barrier::new(count);
    std::thread::scope(|scope| {
        let clients: Vec<_> = (0..count)
            .map(|number| {
                let (start, client) = (&start, &client);
                scope.spawn(move || {
                    let connection = Connection::open(address);
                    start.wait();
                    client(number, &mut connection?).with_context(|| format!("client {number}"))
                })
            })
            .collect();
        clients.into_iter().try_for_each(|client| client.join().map_err(|_| anyhow!("a client panicked"))?)
    })
}

fn is(answer: &Answer, status: u16, content: &str) -> Result<()> {
    let (found, text) = (answer.status, answer.text());
    ensure!(found == status && text == content, "{found}, {} bytes: {:?}", text.len(), text.get(..text.len().min(200)));
    Ok(())
}

#[test]
fn two_hundred_connections_of_every_kind() -> Result<()> {
    let mut airlock = airlock("mixed")?;
    at_once(200, airlock.address(), |number, connection| {
        let kinds = kinds(&format!("mark{number}"));
        // Each begins elsewhere, so that all kinds meet.
        for (request, status, content) in kinds.iter().cycle().skip(number % kinds.len()).take(kinds.len()) {
            is(&ask_on(connection, request)?, *status, content)?;
        }
        Ok(())
    })?;
    assert!(airlock.is_running());
    Ok(())
}

#[test]
fn five_hundred_asleep_at_once() -> Result<()> {
    let mut airlock = airlock("asleep")?;
    at_once(500, airlock.address(), |number, connection| {
        let target = format!("/sleeps_long.py?{number}");
        is(&ask_on(connection, &get(&target))?, 200, &format!("slept {target}"))
    })?;
    assert!(airlock.is_running());
    Ok(())
}

#[test]
fn fifty_connections_with_all_their_requests_in_one_piece() -> Result<()> {
    let mut airlock = airlock("pipelined")?;
    at_once(50, airlock.address(), |number, connection| {
        let kinds = kinds(&format!("mark{number}"));
        let requests: Vec<&[u8]> = kinds.iter().map(|(request, ..)| request.as_slice()).collect();
        connection.send(&requests.concat());
        for (_, status, content) in &kinds {
            is(&Answer::from(connection.read_response(false))?, *status, content)?;
        }
        Ok(())
    })?;
    assert!(airlock.is_running());
    Ok(())
}

/// Connections that come and go, most of them without a word.
#[test]
fn a_thousand_connections_that_come_and_go() -> Result<()> {
    let mut airlock = airlock("come-and-go")?;
    at_once(20, airlock.address(), |number, connection| {
        for turn in 0..50 {
            let mut other = Connection::open(airlock.address())?;
            match (number + turn) % 3 {
                0 => drop(other),
                1 => other.send(b"GET /echo.py HTTP/1.1\r\n"),
                _ => is(&ask_on(&mut other, &get("/innocent.py"))?, 200, "innocent")?,
            }
        }
        is(&ask_on(connection, &get("/innocent.py"))?, 200, "innocent")
    })?;
    assert!(airlock.is_running());
    Ok(())
}
