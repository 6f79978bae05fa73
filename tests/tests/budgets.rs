//! What all requests of a tenant together may use up: what goes beyond is refused with a status that says when to come
//! again, and the log names tenant, handler, limit and value. What one tenant uses up is nothing to the other.
//!
//! The handlers lie in `tests/budgets/docroot/`.

use std::time::Duration;

use airlock_tests::configured::Configured;
use airlock_tests::eventually::eventually;
use airlock_tests::proc_files::open_sockets;
use airlock_tests::raw_http::{Connection, End};
use airlock_tests::requests::{Answer, ask, ask_on, get_from, post_to};
use airlock_tests::stash_client::new_key;
use anyhow::{Context, Result, anyhow, ensure};

/// Two tenants with the same files. `budget` and what else is given is the first one's.
fn serve(name: &str, of_first: &str) -> Result<Configured> {
    let configuration = format!(
        "[[tenant]]\nname = \"first\"\nhosts = [\"first.test\"]\ndocroot = \".\"\n{of_first}\n\
         [[tenant]]\nname = \"second\"\nhosts = [\"second.test\"]\ndocroot = \".\"\n"
    );
    Configured::start("budgets", name, &configuration)
}

/// A request whose handler runs and waits for the file `word`.
fn begin(server: &Configured, host: &str, word: &str) -> Result<Connection> {
    let mut connection = Connection::open(server.address())?;
    connection.send(&get_from(host, &format!("/waits.py?{word}")));
    connection.wait_for(b"begun").map_err(|end| anyhow!("{host} {word}: did not begin: {end:?}"))?;
    Ok(connection)
}

/// The answer is a refusal of `status` that says when to come again.
fn is_refused(answer: &Answer, status: u16) -> Result<()> {
    ensure!(answer.status == status, "{} {}", answer.status, answer.text());
    let seconds: Vec<u64> =
        answer.head.values("retry-after").filter_map(|value| std::str::from_utf8(value).ok()?.parse().ok()).collect();
    ensure!(matches!(seconds.as_slice(), [1..=3600]), "Retry-After: {seconds:?}");
    answer.error_message().map(drop)
}

/// The log says so of a tenant's handler: its limit and the limit's value. Any of them may stand in quotes.
fn is_logged(server: &Configured, tenant: &str, handler: &str, limit: &str, value: &str) -> Result<()> {
    let words = [("tenant", tenant), ("handler", handler), ("limit", limit), ("value", value)];
    let words = words.map(|(name, word)| format!(" {name}={word}"));
    let line = eventually(&format!("a log line with {words:?}"), || {
        let lines = server.log().lines_with(&["WARN"])?;
        Ok(lines.into_iter().find(|line| words.iter().all(|word| line.replace('"', "").contains(word))))
    });
    line.map(drop).with_context(|| server.log().tail())
}

#[test]
fn one_runs_one_waits_and_the_third_is_refused() -> Result<()> {
    let server = serve("queue", "budget = { concurrency = 1, queue = 1, queue-time = \"1h\" }")?;
    let mut first = begin(&server, "first.test", "word")?;
    // Which of two requests on their way comes first is not known: one of them waits, the others are refused.
    let mut clients = Vec::new();
    for _ in 0..3 {
        let mut connection = Connection::open(server.address())?;
        connection.send(&get_from("first.test", "/hello.py"));
        clients.push(connection);
    }
    let words = ["request refused", "tenant=\"first\"", "hello.py", "limit=queue"];
    server.log().wait_for_lines(2, &words)?;
    is_logged(&server, "first", "hello.py", "queue", "1")?;
    // Files are no handlers, and the other tenant has its own.
    assert_eq!(server.text("first.test", "/file.txt")?, "a file\n");
    assert_eq!(server.text("second.test", "/hello.py")?, "hello");

    server.folder.write("word", "")?;
    assert_eq!(Answer::from(first.read_response(false))?.text(), "begun ended");
    let mut answered = 0;
    for client in &mut clients {
        let answer = Answer::from(client.read_response(false))?;
        if answer.status == 200 {
            answered += 1;
            assert_eq!(answer.text(), "hello");
        } else {
            is_refused(&answer, 503)?;
        }
    }
    assert_eq!(answered, 1);
    assert_eq!(server.log().lines_with(&words)?.len(), 2);
    assert_eq!(server.text("first.test", "/hello.py")?, "hello");
    Ok(())
}

#[test]
fn without_a_queue_none_waits() -> Result<()> {
    let server = serve("no-queue", "budget = { concurrency = 2, queue = 0 }")?;
    let running = [begin(&server, "first.test", "never")?, begin(&server, "first.test", "never")?];
    is_refused(&server.get("first.test", "/hello.py")?, 503)?;
    is_logged(&server, "first", "hello.py", "queue", "0")?;
    drop(running);
    eventually("there is room again", || Ok((server.get("first.test", "/hello.py")?.status == 200).then_some(())))
}

#[test]
fn none_waits_for_longer_than_the_queue_time() -> Result<()> {
    let server = serve("queue-time", "budget = { concurrency = 1, queue = 5, queue-time = \"200ms\" }")?;
    let mut first = begin(&server, "first.test", "word")?;
    for _ in 0..2 {
        is_refused(&server.get("first.test", "/hello.py")?, 503)?;
    }
    is_logged(&server, "first", "hello.py", "queue-time", "200ms")?;
    server.folder.write("word", "")?;
    assert_eq!(Answer::from(first.read_response(false))?.text(), "begun ended");
    assert_eq!(server.text("first.test", "/hello.py")?, "hello");
    Ok(())
}

/// A place in the queue is for clients that are there.
#[test]
fn a_client_that_leaves_the_queue_makes_room() -> Result<()> {
    let server = serve("leaves", "budget = { concurrency = 1, queue = 1, queue-time = \"1h\" }")?;
    let mut first = begin(&server, "first.test", "word")?;
    let wait = || {
        let mut connection = Connection::open_for(server.address(), Duration::from_secs(1))?;
        connection.send(&get_from("first.test", "/hello.py"));
        // None comes while it waits; a refusal comes at once.
        let waits = connection.read_response(false).end == End::Deadline;
        anyhow::Ok(waits.then_some(connection))
    };
    let waiting = wait()?.context("the first that waits is refused")?;
    assert!(wait()?.is_none(), "the second is not");
    drop(waiting);
    let mut last = eventually("its place is free", wait)?;
    server.folder.write("word", "")?;
    assert_eq!(Answer::from(first.read_response(false))?.text(), "begun ended");
    let answer = eventually("the last one's answer", || {
        let received = last.read_response(false);
        Ok((received.end != End::Deadline).then_some(received))
    })?;
    assert_eq!(Answer::from(answer)?.text(), "hello");
    Ok(())
}

#[test]
fn a_tenant_that_uses_up_its_own_leaves_the_others_theirs() -> Result<()> {
    let server = serve("others", "budget = { concurrency = 3, queue = 2 }")?;
    let mut running = Vec::new();
    for _ in 0..3 {
        running.push(begin(&server, "first.test", "word")?);
    }
    for _ in 0..2 {
        let mut connection = Connection::open(server.address())?;
        connection.send(&get_from("first.test", "/waits.py?word"));
        running.push(connection);
    }
    eventually("the first one's queue is full", || {
        let mut another = Connection::open(server.address())?;
        another.send(&get_from("first.test", "/waits.py?word"));
        running.push(another);
        Ok((!server.log().lines_with(&["limit=queue"])?.is_empty()).then_some(()))
    })?;
    let mut connection = Connection::open(server.address())?;
    for _ in 0..100 {
        let answer = ask_on(&mut connection, &get_from("second.test", "/hello.py"))?;
        assert_eq!((answer.status, answer.text()), (200, "hello".to_owned()));
    }
    let lines = server.log().lines_with(&["tenant=\"second\"", "refused"])?;
    assert!(lines.is_empty(), "{lines:?}");
    Ok(())
}

#[test]
fn requests_per_second_are_those_of_files_as_well() -> Result<()> {
    for (key, limit) in
        [("requests-per-second", "requests-per-second"), ("client-requests-per-second", "client-requests-per-second")]
    {
        // Three at once, and the next after a quarter of an hour: as good as never.
        let server = serve(key, &format!("budget = {{ {key} = 0.001 }}"))?;
        assert_eq!(server.text("first.test", "/hello.py")?, "hello");
        for target in ["/hello.py", "/file.txt", "/no-such-file", "/waits.py?never"] {
            let answer = server.get("first.test", target)?;
            is_refused(&answer, 429)?;
        }
        for handler in ["hello.py", "file.txt"] {
            is_logged(&server, "first", handler, limit, "0.001")?;
        }
        for _ in 0..20 {
            assert_eq!(server.text("second.test", "/hello.py")?, "hello");
        }
    }
    Ok(())
}

#[test]
fn as_many_requests_come_at_once_as_a_second_allows() -> Result<()> {
    let server = serve("rate", "budget = { requests-per-second = 5 }")?;
    let mut statuses = Vec::new();
    // However slow this machine is: some of many are answered, and some are refused unless it takes seconds for each.
    for _ in 0..100 {
        let answer = server.get("first.test", "/file.txt")?;
        if answer.status != 200 {
            is_refused(&answer, 429)?;
        }
        statuses.push(answer.status);
    }
    assert!(statuses.iter().take(5).all(|status| *status == 200), "{statuses:?}");
    assert!(statuses.contains(&429), "{statuses:?}");
    eventually("the rate lets another one through", || {
        Ok((server.get("first.test", "/file.txt")?.status == 200).then_some(()))
    })
}

fn put(server: &Configured, host: &str, key: &str, length: usize) -> Result<Answer> {
    ask(server.address(), &post_to(host, &format!("/stash.py?{key}"), &vec![b'x'; length]))
}

#[test]
fn a_full_stash_says_so_and_room_comes_back() -> Result<()> {
    for (name, limits, fits, length, says) in [
        ("entries", "stash = { entries = 3 }", 3, 10, "it holds 3 values"),
        ("bytes", "stash = { bytes = \"64KiB\" }", 3, 20_000, "it holds 65536 bytes at most"),
    ] {
        let server = serve(&format!("stash-{name}"), limits)?;
        let keys = (0..fits).map(|_| new_key()).collect::<Result<Vec<_>>>()?;
        for key in &keys {
            assert_eq!(put(&server, "first.test", key, length)?.status, 200);
        }
        let another = new_key()?;
        for _ in 0..3 {
            let full = put(&server, "first.test", &another, length)?;
            assert_eq!(full.status, 507, "{}", full.text());
            assert!(full.text().contains("the stash is full") && full.text().contains(says), "{}", full.text());
        }
        // A value that is there is the reason before that.
        assert!(
            put(&server, "first.test", keys.first().map_or("", String::as_str), length)?.text().contains("StashError")
        );
        for _ in 0..10 {
            assert_eq!(put(&server, "second.test", &new_key()?, length)?.status, 200);
        }
        let taken = server.get("first.test", &format!("/stash.py?{}", keys.first().map_or("", String::as_str)))?;
        assert_eq!((taken.status, taken.content.len()), (200, length));
        assert_eq!(put(&server, "first.test", &another, length)?.status, 200);
        is_logged(&server, "first", "stash.py", &format!("stash-{name}"), if name == "bytes" { "65536" } else { "3" })?;
    }
    Ok(())
}

/// Every kind of kill, with the value that it has in the configuration below.
const KILLS: &[(&str, u16, &str, &str)] = &[
    ("/sleeps_long.py", 504, "wall-time", "2.5s"),
    ("/loops.py", 504, "cpu-time", "200ms"),
    ("/takes_memory.py", 507, "memory", "100663296 bytes"),
    ("/answers_long.py", 500, "response", "1048576 bytes"),
    ("/prints_much.py", 200, "log", "4096"),
];
const LIMITS: &str =
    r#"limits = { wall-time = "2500ms", cpu-time = "200ms", memory = "96MiB", response = "1MiB", log-size = "4KiB" }"#;

fn ended_at_their_limits(server: &Configured) -> Result<()> {
    for (target, status, limit, _) in KILLS {
        let answer = server.get("first.test", target)?;
        ensure!(answer.status == *status, "{target}: {} {}", answer.status, answer.text());
        if *status != 200 {
            ensure!(answer.error_message()?.contains(limit), "{target}: {}", answer.text());
        }
    }
    Ok(())
}

#[test]
fn a_kill_names_tenant_handler_limit_and_value() -> Result<()> {
    let server = serve("kills", LIMITS)?;
    ended_at_their_limits(&server)?;
    for (target, _, limit, value) in KILLS {
        is_logged(&server, "first", target.trim_start_matches('/'), limit, value)?;
    }
    Ok(())
}

#[test]
fn more_than_all_tenants_sandboxes_are_refused() -> Result<()> {
    let configuration = "[server]\nmax-sandboxes = 2\n[[tenant]]\nname = \"only\"\ndocroot = \".\"\n";
    let server = Configured::start("budgets", "sandboxes", configuration)?;
    let running = [begin(&server, "any.test", "never")?, begin(&server, "any.test", "never")?];
    is_refused(&server.get("any.test", "/hello.py")?, 503)?;
    is_logged(&server, "only", "hello.py", "max-sandboxes", "2")?;
    drop(running);
    eventually("there is room again", || Ok((server.get("any.test", "/hello.py")?.status == 200).then_some(())))
}

/// Further connections are not refused: they wait to be accepted.
#[test]
fn more_connections_than_the_server_takes_wait() -> Result<()> {
    let configuration = "[server]\nmax-connections = 3\n[[tenant]]\nname = \"only\"\ndocroot = \".\"\n";
    let server = Configured::start("budgets", "connections", configuration)?;
    let listening = open_sockets(server.airlock.process_id())?;
    let mut taken = Vec::new();
    for _ in 0..3 {
        let mut connection = Connection::open(server.address())?;
        assert_eq!(ask_on(&mut connection, &get_from("any.test", "/hello.py"))?.text(), "hello");
        taken.push(connection);
    }
    let mut waiting = Vec::new();
    for _ in 0..5 {
        let mut connection = Connection::open(server.address())?;
        connection.send(&get_from("any.test", "/hello.py"));
        waiting.push(connection);
    }
    // All of those that are open are served meanwhile, and only those.
    for connection in &mut taken {
        assert_eq!(ask_on(connection, &get_from("any.test", "/hello.py"))?.text(), "hello");
    }
    // Of the others, one at most has been accepted: it waits for its place, so that no place waits for somebody to come.
    let open = open_sockets(server.airlock.process_id())? - listening;
    assert!((3..=4).contains(&open), "{open}");
    drop(taken);
    for mut connection in waiting {
        let answer = Answer::from(connection.read_response(false))?;
        assert_eq!((answer.text(), answer.end), ("hello".to_owned(), End::Complete));
    }
    Ok(())
}
