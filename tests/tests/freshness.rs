//! Nothing carries over from one request to the next, and what is drawn by chance differs: in a row on one connection,
//! and on many connections at once.
//!
//! The handlers lie in `tests/freshness/docroot/`. A control run on the reference server, which keeps its interpreter,
//! shows that every probe can find what it looks for.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Barrier;

use airlock_tests::airlock_process::Airlock;
use airlock_tests::oracle_process::Oracle;
use airlock_tests::places;
use airlock_tests::raw_http::{Connection, End};
use airlock_tests::wire_text::readable;
use anyhow::{Context, Result, anyhow, ensure};

/// Requests one after the other.
const IN_A_ROW: usize = 1000;
/// Connections at once, and requests on each.
const AT_ONCE: usize = 64;
const ON_EACH: usize = 4;

fn docroot() -> PathBuf {
    places::tests_folder().join("freshness").join("docroot")
}

fn airlock(name: &str) -> Result<Airlock> {
    Airlock::start(&docroot(), "exposed", &format!("freshness-{name}"))
}

/// One request on an open connection; the content of its answer.
fn ask(connection: &mut Connection, target: &str, status: u16) -> Result<String> {
    connection.send(format!("GET {target} HTTP/1.1\r\nHost: web-platform.test\r\n\r\n").as_bytes());
    let received = connection.read_response(false);
    let head = received.parsed().with_context(|| format!("no answer: {:?}", readable(&received.bytes())))?;
    ensure!(head.status == status, "{target}: {}", readable(&received.bytes()));
    ensure!(received.end == End::Complete, "the connection ended: {}", readable(&received.bytes()));
    Ok(String::from_utf8_lossy(&received.body).into_owned())
}

/// The contents of many answers: all on one connection.
fn in_a_row(address: SocketAddr, target: &str) -> Result<Vec<String>> {
    let mut connection = Connection::open(address)?;
    (0..IN_A_ROW).map(|_| ask(&mut connection, target, 200)).collect()
}

/// The contents of many answers: connections that all ask at the same moment.
fn at_once(address: SocketAddr, target: &str) -> Result<Vec<String>> {
    let start = Barrier::new(AT_ONCE);
    std::thread::scope(|scope| {
        let clients: Vec<_> = (0..AT_ONCE)
            .map(|_| {
                scope.spawn(|| {
                    let connection = Connection::open(address);
                    start.wait();
                    let mut connection = connection?;
                    (0..ON_EACH).map(|_| ask(&mut connection, target, 200)).collect::<Result<Vec<_>>>()
                })
            })
            .collect();
        let mut contents = Vec::new();
        for client in clients {
            contents.extend(client.join().map_err(|_| anyhow!("a client panicked"))??);
        }
        Ok(contents)
    })
}

#[test]
fn no_trace_in_a_row() -> Result<()> {
    let airlock = airlock("traces-in-a-row")?;
    let found: BTreeSet<String> = in_a_row(airlock.address(), "/traces.py")?.into_iter().collect();
    assert_eq!(found, BTreeSet::from(["clean".to_owned()]));
    Ok(())
}

#[test]
fn no_trace_at_once() -> Result<()> {
    let airlock = airlock("traces-at-once")?;
    let found: BTreeSet<String> = at_once(airlock.address(), "/traces.py")?.into_iter().collect();
    assert_eq!(found, BTreeSet::from(["clean".to_owned()]));
    Ok(())
}

#[test]
fn no_trace_of_a_handler_that_failed() -> Result<()> {
    let airlock = airlock("traces-of-a-failure")?;
    for _ in 0..20 {
        ask(&mut Connection::open(airlock.address())?, "/traces.py?fail", 500)?;
        let found = ask(&mut Connection::open(airlock.address())?, "/traces.py", 200)?;
        assert_eq!(found, "clean");
    }
    Ok(())
}

/// The control: on a server that keeps its interpreter, the second request finds every mark of the first.
#[test]
fn every_probe_can_find_its_trace() -> Result<()> {
    let oracle = Oracle::start(&docroot(), "freshness-control")?;
    let mut connection = Connection::open(oracle.address())?;
    assert_eq!(ask(&mut connection, "/traces.py", 200)?, "clean");
    let found = ask(&mut connection, "/traces.py", 200)?;
    let probes = ask(&mut connection, "/traces.py?probes", 200)?;
    assert_eq!(found, probes, "traces found / all probes");
    Ok(())
}

#[test]
fn numbers_differ_in_a_row() -> Result<()> {
    let airlock = airlock("numbers-in-a-row")?;
    all_differ(&in_a_row(airlock.address(), "/numbers_drawn.py")?)
}

#[test]
fn numbers_differ_at_once() -> Result<()> {
    let airlock = airlock("numbers-at-once")?;
    all_differ(&at_once(airlock.address(), "/numbers_drawn.py")?)
}

/// How many different values must be among `count`. Short numbers meet by chance; the bounds leave room for that (the
/// probability of a false alarm is below one in a million), but none for a value that repeats from instance to instance.
fn least_different(name: &str, count: usize) -> usize {
    match name {
        // 14 bits: about 970 of 1,000 are to be expected.
        "uuid.uuid1.clock_seq" => count * 9 / 10,
        // 31 bits where the machine word has 32.
        "email boundary" => count - 2,
        _ => count,
    }
}

fn all_differ(contents: &[String]) -> Result<()> {
    let mut values: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for content in contents {
        for line in content.lines() {
            let (name, value) = line.split_once('=').with_context(|| format!("no value in {line:?}"))?;
            values.entry(name).or_default().push(value);
        }
    }
    assert_eq!(values.len(), 15, "the sources: {:?}", values.keys());
    for (name, values) in values {
        assert_eq!(values.len(), contents.len(), "{name}");
        let different: BTreeSet<_> = values.iter().collect();
        let least = least_different(name, values.len());
        assert!(different.len() >= least, "{name}: {} different values of {}", different.len(), values.len());
    }
    Ok(())
}
