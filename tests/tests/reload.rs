//! A changed configuration comes into force while the server runs: all of it, or nothing; for requests that begin after it;
//! and without a request that fails.
//!
//! The handlers lie in `tests/reload/docroot/`, a docroot for each tenant.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use airlock_tests::configured::{Configured, FILE, LOADED, REFUSED};
use airlock_tests::eventually::eventually;
use airlock_tests::raw_http::Connection;
use airlock_tests::requests::{Answer, ask_on, get, get_from};
use airlock_tests::stash_client::{new_key, put, take};
use anyhow::{Context, Result, anyhow, ensure};
use rustix::process::Signal;

const ONE: &str = "[[tenant]]\nname = \"one\"\ndocroot = \"one\"\n";
const TWO: &str = "[[tenant]]\nname = \"two\"\nhosts = [\"two.test\"]\ndocroot = \"two\"\n";

fn serve(name: &str, configuration: &str) -> Result<Configured> {
    Configured::start("reload", name, configuration)
}

/// The handler may read no files any more.
fn withheld() -> String {
    format!("{ONE}grants.files = \"none\"\n")
}

fn reads(server: &Configured) -> Result<String> {
    server.text("one.test", "/reads.py")
}

fn is_withheld(server: &Configured) -> Result<bool> {
    Ok(reads(server)?.contains("the policy withholds this grant: files"))
}

#[test]
fn a_changed_file_is_seen_by_itself() -> Result<()> {
    let server = serve("file", ONE)?;
    for _ in 0..2 {
        assert_eq!(reads(&server)?, "page one\n");
        server.folder.write(FILE, withheld())?;
        eventually("the change is in force", || Ok(is_withheld(&server)?.then_some(())))?;
        // Another file in its place, as editors and deployments do it.
        let new = server.folder.write("new.toml", ONE)?;
        std::fs::rename(new, server.folder.place(FILE))?;
        eventually("the change is taken back", || Ok((!is_withheld(&server)?).then_some(())))?;
    }
    server.log().wait_for_lines(4, &[LOADED])
}

/// Neither a time that was set back nor one that lies ahead hides a change.
#[test]
fn a_change_is_seen_whatever_time_the_file_bears() -> Result<()> {
    let server = serve("times", ONE)?;
    let day = Duration::from_secs(24 * 60 * 60);
    for (configuration, expected, time) in
        [(withheld(), true, SystemTime::now() + day), (ONE.to_owned(), false, SystemTime::UNIX_EPOCH + day)]
    {
        let new = server.folder.write("new.toml", configuration)?;
        std::fs::File::options().write(true).open(&new)?.set_modified(time)?;
        std::fs::rename(new, server.folder.place(FILE))?;
        eventually("the change is in force", || Ok((is_withheld(&server)? == expected).then_some(())))?;
    }
    Ok(())
}

/// By way of a link, as mounted configuration maps have it.
#[test]
fn a_link_that_leads_elsewhere_is_a_change() -> Result<()> {
    let server = serve("link", ONE)?;
    server.folder.write("a.toml", withheld())?;
    server.folder.link("link.toml", "a.toml")?;
    std::fs::rename(server.folder.place("link.toml"), server.folder.place(FILE))?;
    eventually("the change is in force", || Ok(is_withheld(&server)?.then_some(())))?;
    server.folder.write("b.toml", ONE)?;
    server.folder.link("link.toml", "b.toml")?;
    std::fs::rename(server.folder.place("link.toml"), server.folder.place(FILE))?;
    eventually("the change is taken back", || Ok((!is_withheld(&server)?).then_some(())))
}

/// Also when the file says the same: docroots are opened anew.
#[test]
fn a_signal_loads_it_again() -> Result<()> {
    let server = serve("signal", ONE)?;
    for round in 1..=3 {
        server.airlock.signal(Signal::HUP)?;
        server.log().wait_for_lines(round, &[LOADED])?;
    }
    std::fs::rename(server.folder.place("one"), server.folder.place("old"))?;
    std::fs::rename(server.folder.place("two"), server.folder.place("one"))?;
    assert_eq!(server.text("one.test", "/page.txt")?, "page one\n");
    server.airlock.signal(Signal::HUP)?;
    server.log().wait_for_lines(4, &[LOADED])?;
    assert_eq!(server.text("one.test", "/page.txt")?, "page two\n");
    Ok(())
}

/// One line for each text, however often the file is written.
#[test]
fn a_file_that_says_the_same_is_no_news() -> Result<()> {
    let server = serve("same", ONE)?;
    for _ in 0..3 {
        server.folder.write(FILE, ONE)?;
    }
    server.reload(&withheld())?;
    server.folder.write(FILE, withheld())?;
    server.reload_broken("nonsense")?;
    server.reload(ONE)?;
    assert_eq!(server.log().lines_with(&[LOADED])?.len(), 2);
    assert_eq!(server.log().lines_with(&[REFUSED])?.len(), 1);
    Ok(())
}

#[test]
fn a_broken_file_changes_nothing_and_the_log_says_where() -> Result<()> {
    let server = serve("broken", &withheld())?;
    for (broken, says) in [
        (format!("{ONE}[grants\nstash = true\n"), "airlock.toml:4"),
        (format!("{ONE}\ngrants.stesh = false\n"), "airlock.toml:5: tenant[0].grants.stesh"),
        (format!("{ONE}limits.wall-time = \"soon\"\n"), "airlock.toml:4: tenant[0].limits.wall-time"),
        (ONE.replace("\"one\"\n", "\"missing\"\n"), "airlock.toml:3: tenant[0].docroot"),
        (format!("{ONE}{ONE}"), "airlock.toml"),
        (String::new(), "tenant"),
        ("\0".to_owned(), "airlock.toml:1"),
    ] {
        server.reload_broken(&broken).context(broken.clone())?;
        let line = server.log().lines_with(&[REFUSED])?.pop().context("a line")?;
        assert!(line.contains(says), "{says:?} in {line}");
        assert!(is_withheld(&server)?, "{broken}");
    }
    // Bytes that are no text, and no file at all.
    let refused = server.log().lines_with(&[REFUSED])?.len();
    std::fs::write(server.folder.place(FILE), b"\xff\xfe")?;
    server.log().wait_for_lines(refused + 1, &[REFUSED])?;
    std::fs::remove_file(server.folder.place(FILE))?;
    server.airlock.signal(Signal::HUP)?;
    server.log().wait_for_lines(refused + 2, &[REFUSED])?;
    assert!(is_withheld(&server)?);
    server.reload(ONE)?;
    assert_eq!(reads(&server)?, "page one\n");
    Ok(())
}

#[test]
fn requests_under_way_keep_the_policy_they_began_with() -> Result<()> {
    let server = serve("under-way", ONE)?;
    let key = new_key()?;
    let mut waiting = Connection::open(server.address())?;
    waiting.send(&get(&format!("/waits.py?{key}")));
    server.log().wait_for(&["waits.py", "begun"])?;
    // The stash has to stay, for the word to come; the rule is for others.
    let strict = format!(
        "{ONE}limits.memory = \"96MiB\"\nbudget.concurrency = 1\nbudget.queue = 0\ngrants.files = \"none\"\n\
         [[tenant.rule]]\npath = \"/waits.py\"\ngrants = {{ stash = false, sleep = false, log = false }}\n"
    );
    server.reload(&strict)?;
    assert!(is_withheld(&server)?);
    assert_eq!(server.get("one.test", &format!("/waits.py?{key}"))?.status, 500);
    put(server.address(), &key, "go on")?;
    let answer = Answer::from(waiting.read_response(false))?;
    assert_eq!((answer.status, answer.text()), (200, "104857600 page one\n".to_owned()));
    Ok(())
}

#[test]
fn what_is_in_the_stash_stays() -> Result<()> {
    let server = serve("stash", ONE)?;
    let (kept, another) = (new_key()?, new_key()?);
    put(server.address(), &kept, "from before")?;
    server.reload(&format!("{ONE}stash = {{ entries = 1 }}\n"))?;
    assert!(put(server.address(), &another, "one too many").is_err());
    // Also for a tenant that was served by another name of its folder, another host, another place in the file.
    server.reload(&format!("{TWO}{ONE}stash = {{ entries = 2 }}\n"))?;
    put(server.address(), &another, "fits")?;
    assert_eq!(take(server.address(), &kept)?.as_deref(), Some("from before"));
    assert_eq!(take(server.address(), &another)?.as_deref(), Some("fits"));
    Ok(())
}

/// A name is what a tenant keeps its values under: another name is another tenant.
#[test]
fn another_name_is_another_stash() -> Result<()> {
    let server = serve("renamed", ONE)?;
    let key = new_key()?;
    put(server.address(), &key, "of one")?;
    server.reload(&ONE.replace("name = \"one\"", "name = \"other\""))?;
    assert_eq!(take(server.address(), &key)?, None);
    Ok(())
}

#[test]
fn tenants_come_and_go() -> Result<()> {
    let only_two = TWO.to_owned();
    let server = serve("tenants", &only_two)?;
    let three = TWO.replace("two", "three");
    let mut connection = Connection::open(server.address())?;
    let mut status = |host: &str| Ok::<_, anyhow::Error>(ask_on(&mut connection, &get_from(host, "/hello.py"))?.status);
    for _ in 0..2 {
        assert_eq!((status("two.test")?, status("three.test")?), (200, 404));
        server.reload(&format!("{only_two}{three}"))?;
        assert_eq!((status("two.test")?, status("three.test")?), (200, 200));
        server.reload(&three)?;
        assert_eq!((status("two.test")?, status("three.test")?), (404, 200));
        server.reload(&only_two)?;
    }
    Ok(())
}

/// An instance was made for one policy, and is not used under another.
#[test]
fn kept_instances_end_with_their_configuration() -> Result<()> {
    let kept = format!("{ONE}isolation = \"handler\"\n");
    let server = serve("kept", &kept)?;
    let count = || server.text("one.test", "/counter.py");
    for round in 0..3 {
        eventually("one is used again", || Ok((count()?.parse::<u32>()? > 1).then_some(())))?;
        server.reload(&format!("{kept}limits.wall-time = \"{}s\"\n", 20 + round))?;
        assert_eq!(count()?, "1");
    }
    Ok(())
}

#[test]
fn what_needs_a_restart_is_said() -> Result<()> {
    let server = serve("restart", ONE)?;
    server.reload(&format!("[server]\nmax-connections = 5\n[log]\nfilter = \"debug\"\n{}", withheld()))?;
    for table in ["[server]", "[log]"] {
        server.log().wait_for(&[table, "restart"])?;
    }
    // The rest of it is in force.
    assert!(is_withheld(&server)?);
    Ok(())
}

/// How a changed file comes about.
const CHANGES: usize = 50;
const REQUESTS: usize = 10_000;
const CLIENTS: usize = 4;

/// Each other than the one before; every fifth is broken.
fn version(number: usize) -> String {
    let tenants = if number.is_multiple_of(2) { format!("{TWO}{ONE}") } else { format!("{ONE}{TWO}") };
    let third = if number.is_multiple_of(3) { TWO.replace("two", "three") } else { String::new() };
    let limits = format!("limits.wall-time = \"{}s\"\nbudget.concurrency = {}\n", 30 + number, 100 + number);
    let kept = if number.is_multiple_of(4) { "isolation = \"handler\"\n" } else { "" };
    let broken = if number % 5 == 4 { "[limits]\nwall-time = \"never\"\n" } else { "" };
    format!("{kept}{limits}{tenants}{third}{broken}")
}

fn change(server: &Configured, number: usize) -> Result<()> {
    if number.is_multiple_of(2) {
        server.folder.write(FILE, version(number))?;
    } else {
        let new = server.folder.write("new.toml", version(number))?;
        std::fs::rename(new, server.folder.place(FILE))?;
    }
    // Without the signal it would be seen as well, a quarter of a second later.
    if !number.is_multiple_of(5) {
        server.airlock.signal(Signal::HUP)?;
    }
    let outcome = if number % 5 == 4 { REFUSED } else { LOADED };
    let expected = (0..=number).filter(|number| (number % 5 == 4) == (outcome == REFUSED)).count();
    server.log().wait_for_lines(expected, &[outcome])
}

fn ask_again_and_again(address: SocketAddr, client: usize, asked: &AtomicUsize, done: &AtomicBool) -> Result<()> {
    let mut connection = Connection::open(address)?;
    for turn in client.. {
        if asked.fetch_add(1, Ordering::Relaxed) >= REQUESTS && done.load(Ordering::Relaxed) {
            break;
        }
        // Now and then another connection: those are what a reload might disturb.
        if turn.is_multiple_of(50) {
            connection = Connection::open(address)?;
        }
        let (host, target, expected) = match turn % 8 {
            0 => ("one.test", "/page.txt", "page one\n"),
            1 => ("two.test", "/page.txt", "page two\n"),
            2 | 3 => ("two.test", "/hello.py", "hello"),
            _ => ("one.test", "/hello.py", "hello"),
        };
        let answer = ask_on(&mut connection, &get_from(host, target))?;
        ensure!(
            answer.status == 200 && answer.text() == expected,
            "{host}{target}: {} {}",
            answer.status,
            answer.text()
        );
    }
    Ok(())
}

#[test]
fn ten_thousand_requests_while_the_file_changes_fifty_times() -> Result<()> {
    let mut server = serve("load", &format!("{ONE}{TWO}"))?;
    let (asked, done) = (AtomicUsize::new(0), AtomicBool::new(false));
    let address = server.address();
    std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let (asked, done) = (&asked, &done);
                scope.spawn(move || {
                    ask_again_and_again(address, client, asked, done).with_context(|| format!("client {client}"))
                })
            })
            .collect();
        let changed = (0..CHANGES).try_for_each(|number| change(&server, number).with_context(|| version(number)));
        done.store(true, Ordering::Relaxed);
        for client in clients {
            client.join().map_err(|_| anyhow!("a client panicked"))??;
        }
        changed
    })?;
    ensure!(asked.load(Ordering::Relaxed) >= REQUESTS);
    ensure!(server.airlock.is_running());
    Ok(())
}
