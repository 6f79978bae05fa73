//! The listening socket and its connections under clients that mean no good: many that say nothing, some that never come
//! to an end, more than there are files for.

use std::time::{Duration, Instant};

use airlock_tests::airlock_process::Airlock;
use airlock_tests::command;
use airlock_tests::configured::Configured;
use airlock_tests::eventually::eventually;
use airlock_tests::innocents::Innocents;
use airlock_tests::places;
use airlock_tests::proc_files::{open_sockets, resident_bytes};
use airlock_tests::raw_http::{Connection, End};
use airlock_tests::requests::{Answer, ask, ask_on, get};
use airlock_tests::tls_client::{ask_once, connect};
use anyhow::{Context, Result, anyhow};
use rustix::process::{Pid, Resource, Rlimit, prlimit};

fn airlock(name: &str) -> Result<Airlock> {
    let docroot = places::tests_folder().join("listener").join("docroot");
    Airlock::start(&docroot, "exposed", &format!("listener-{name}"))
}

#[test]
fn thousands_that_say_nothing_are_no_burden() -> Result<()> {
    const IDLE: usize = 3000;
    const MEMORY_EACH: u64 = 24 << 10;
    let mut airlock = airlock("idle")?;
    let innocents = Innocents::start(airlock.address(), "/innocent.py", "innocent")?;
    let before = resident_bytes(airlock.process_id())?;
    let mut idle = Vec::new();
    for number in 0..IDLE {
        let mut connection = Connection::open(airlock.address())?;
        if number % 2 == 1 {
            connection.send(b"GET /innocent.py HTTP/1.1\r\nHost: a\r\nX-Un");
        }
        idle.push(connection);
    }
    // The last one is served, so all before it have been accepted.
    assert_eq!(ask(airlock.address(), &get("/innocent.py"))?.text(), "innocent");
    let added = resident_bytes(airlock.process_id())?.saturating_sub(before);
    assert!(added < MEMORY_EACH * IDLE as u64, "{added} bytes for {IDLE} connections");
    // A connection that has waited for long is as good as any.
    let mut patient = idle.pop().context("a connection")?;
    patient.send(b"finished: x\r\n\r\n");
    assert_eq!(patient.read_response(false).parsed().map(|head| head.status), Some(200));
    drop(idle);
    innocents.finish()?;
    assert!(airlock.is_running());
    Ok(())
}

/// The times are fixed in the server, so that this test waits for them: see docs/configuration.md.
#[test]
fn a_head_that_never_ends_and_an_idle_connection_are_closed_in_time() -> Result<()> {
    const LONGER_THAN_BOTH: Duration = Duration::from_secs(120);
    let airlock = airlock("slow")?;
    let address = airlock.address();
    let open = || Connection::open_for(address, LONGER_THAN_BOTH);
    let mut said_nothing = open()?;
    let mut half_a_head = open()?;
    half_a_head.send(b"GET /innocent.py HTTP/1.1\r\nHost: a\r\n");
    let mut idle = open()?;
    ask_on(&mut idle, &get("/innocent.py"))?;
    let mut trickling = Connection::open_for(address, Duration::from_millis(200))?;
    trickling.send(b"GET /innocent.py HTTP/1.1\r\nHost: a\r\n");
    let start = Instant::now();
    // A byte now and then does not help: the head as a whole has its time.
    let trickled = loop {
        trickling.send(b"x");
        match trickling.wait_for(b"\r\n\r\n") {
            Err(End::Deadline) if start.elapsed() < LONGER_THAN_BOTH => {}
            end => break end,
        }
    };
    assert!(!matches!(trickled, Err(End::Deadline)), "a head that trickles in is waited for without end");
    for (name, connection) in
        [("said nothing", &mut said_nothing), ("half a head", &mut half_a_head), ("idle", &mut idle)]
    {
        let received = connection.read_stream();
        assert!(matches!(received.end, End::Closed | End::Reset), "{name}: {:?}", received.end);
    }
    assert_eq!(ask(address, &get("/innocent.py"))?.text(), "innocent");
    Ok(())
}

#[test]
fn a_server_without_files_left_goes_on_when_there_are_some() -> Result<()> {
    const FEW: usize = 12;
    let mut airlock = airlock("no-files")?;
    let mut known = Connection::open(airlock.address())?;
    assert_eq!(ask_on(&mut known, &get("/innocent.py"))?.text(), "innocent");

    let process = i32::try_from(airlock.process_id()).ok().and_then(Pid::from_raw).context("its process id")?;
    let open_files = std::fs::read_dir(format!("/proc/{}/fd", airlock.process_id()))?.count();
    let limit = Some((open_files + FEW) as u64);
    let start = Instant::now();
    prlimit(Some(process), Resource::Nofile, Rlimit { current: limit, maximum: limit })?;
    let crowd = (0..4 * FEW).map(|_| Connection::open(airlock.address())).collect::<Result<Vec<_>>>()?;
    airlock.log().wait_for(&["accepting a connection failed"])?;
    assert!(open_sockets(airlock.process_id())? < 4 * FEW, "not all were accepted");
    assert!(airlock.is_running());

    drop(crowd);
    let answer = ask(airlock.address(), &get("/innocent.py")).map_err(|error| anyhow!("after the crowd: {error:#}"))?;
    assert_eq!(answer.text(), "innocent");
    assert_eq!(ask_on(&mut known, &get("/innocent.py"))?.text(), "innocent");
    let complaints = airlock.log().lines_with(&["accepting a connection failed"])?.len();
    let seconds = usize::try_from(start.elapsed().as_secs())? + 2;
    assert!(complaints <= seconds, "{complaints} lines in the log within {seconds} s");
    Ok(())
}

#[test]
fn one_client_has_no_more_connections_than_it_may() -> Result<()> {
    const MOST: usize = 5;
    let configuration =
        format!("server.max-connections-per-client = {MOST}\n[[tenant]]\nname = \"only\"\ndocroot = \".\"\n");
    let server = Configured::start("listener", "per-client", &configuration)?;
    let mut known = Vec::new();
    for _ in 0..MOST {
        let mut connection = Connection::open(server.address())?;
        assert_eq!(ask_on(&mut connection, &get("/innocent.py"))?.text(), "innocent");
        known.push(connection);
    }
    let mut beyond = Connection::open(server.address())?;
    assert!(matches!(beyond.read_stream().end, End::Closed | End::Reset));
    server.log().wait_for(&["server.max-connections-per-client", "connection closed"])?;
    // Those that it has go on, and one that ends makes room.
    let mut last = known.pop().context("a connection")?;
    assert_eq!(ask_on(&mut last, &get("/innocent.py"))?.text(), "innocent");
    drop(last);
    let answer = eventually("room for one more", || Ok(ask(server.address(), &get("/innocent.py")).ok()))?;
    assert_eq!(answer.text(), "innocent");
    Ok(())
}

#[test]
fn a_place_is_for_whoever_comes_at_any_address() -> Result<()> {
    let configuration = r#"
        server.max-connections = 1
        server.listen-tls = ["127.0.0.1:0"]
        server.state = "state"
        [[tenant]]
        name = "only"
        docroot = "."
    "#;
    let server = Configured::start("listener", "places", configuration)?;
    let state = server.folder.place("state");
    let ca = command::airlock(&["ca", "--state", state.to_str().context("a path that is no text")?])?.stdout;
    let tls_address = server.airlock.tls_address()?;
    for _ in 0..3 {
        let mut first = Connection::open(server.address())?;
        assert_eq!(ask_on(&mut first, &get("/innocent.py"))?.text(), "innocent");
        let mut waiting = Connection::open(server.address())?;
        waiting.send(&get("/innocent.py"));
        drop(first);
        assert_eq!(Answer::from(waiting.read_response(false))?.text(), "innocent");
        drop(waiting);
        let mut other = connect(tls_address, "localhost", &ca)?;
        let answer = ask_once(&mut other, "GET /innocent.py HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")?;
        assert!(answer.ends_with("innocent"), "{answer}");
    }
    Ok(())
}

#[test]
fn a_body_that_stalls_is_given_up() -> Result<()> {
    let configuration = "server.body-time = \"300ms\"\n[[tenant]]\nname = \"only\"\ndocroot = \".\"\n";
    let server = Configured::start("listener", "body", configuration)?;
    let head = b"POST /echo.py HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n";
    let mut connection = Connection::open(server.address())?;
    connection.send(&[&head[..], b"half of"].concat());
    let received = connection.read_response(false);
    assert_eq!(received.parsed().map(|head| head.status), Some(408), "{:?}", received.end);
    assert!(matches!(connection.read_stream().end, End::Closed | End::Reset));
    server.log().wait_for(&["its body does not come", "echo.py"])?;
    Ok(())
}
