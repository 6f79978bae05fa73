//! The access log has one line for each request, whatever becomes of it, and is there for those who ask for nothing else.
//!
//! The handlers lie in `tests/http_messages/docroot/`.

use airlock_tests::airlock_process::Airlock;
use airlock_tests::http2_client::{Http2Client, run};
use airlock_tests::places;
use airlock_tests::raw_http::Connection;
use airlock_tests::requests::{ask, get};
use airlock_tests::stash_client::{new_key, wait_for};
use anyhow::Result;
use http::Request;

/// As docs/configuration.md shows it.
const FILTER: &str = "info,airlock::access=debug";

fn airlock(name: &str) -> Result<Airlock> {
    let docroot = places::tests_folder().join("http_messages").join("docroot");
    Airlock::start_with(&docroot, "exposed", &format!("access-log-{name}"), &["--log", FILTER])
}

/// The only line for a request with this mark in its target, as soon as there is one and the server has gone on since.
fn line_of(airlock: &Airlock, mark: &str) -> Result<String> {
    airlock.log().wait_for(&["client=", "target=", mark])?;
    let later = format!("later{}", new_key()?);
    ask(airlock.address(), &get(&format!("/innocent.py?{later}")))?;
    airlock.log().wait_for(&["client=", "target=", &later])?;
    let lines = airlock.log().lines_with(&["client=", "target=", mark])?;
    assert_eq!(lines.len(), 1, "{lines:?}");
    Ok(lines.concat())
}

#[test]
fn each_answer_has_its_line() -> Result<()> {
    let airlock = airlock("answers")?;
    for (path, status) in [("innocent.py", 200), ("fails.py", 500), ("nothing-there", 404)] {
        ask(airlock.address(), &get(&format!("/{path}?http1")))?;
        let line = line_of(&airlock, &format!("/{path}?http1"))?;
        assert!(line.contains(&format!("status={status} ")), "{line}");
        run(async {
            let url = format!("http://a/{path}?http2");
            Http2Client::open(airlock.address()).await?.ask(Request::get(url).body(())?, b"").await
        })?;
        let line = line_of(&airlock, &format!("/{path}?http2"))?;
        assert!(line.contains(&format!("status={status} ")), "{line}");
    }
    Ok(())
}

#[test]
fn a_client_that_left_before_its_answer_has_a_line() -> Result<()> {
    let airlock = airlock("departures")?;
    for way in ["close", "reset"] {
        let (begun, late) = (new_key()?, new_key()?);
        let mut connection = Connection::open(airlock.address())?;
        connection.send(&get(&format!("/sleeps_then_puts.py?{begun}&{late}")));
        wait_for(airlock.address(), &begun)?;
        match way {
            "close" => drop(connection),
            _ => connection.reset()?,
        }
        let line = line_of(&airlock, &late)?;
        assert!(line.contains("not answered"), "after a {way}: {line}");
    }
    Ok(())
}

#[test]
fn a_stream_that_was_taken_back_has_a_line() -> Result<()> {
    let airlock = airlock("streams")?;
    let (begun, late) = (new_key()?, new_key()?);
    run(async {
        let mut client = Http2Client::open(airlock.address()).await?;
        let url = format!("http://a/sleeps_then_puts.py?{begun}&{late}");
        let (response, _) = client.requests.send_request(Request::get(url).body(())?, true)?;
        let (address, begun) = (airlock.address(), begun.clone());
        tokio::task::spawn_blocking(move || wait_for(address, &begun)).await??;
        drop(response);
        // The reset is on its way before the next request.
        client.text("http://a/innocent.py").await
    })?;
    let line = line_of(&airlock, &late)?;
    assert!(line.contains("not answered"), "{line}");
    Ok(())
}
