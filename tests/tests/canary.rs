//! Nothing of one request's memory is in the memory of the next, not even where no Python code should be able to look.
//!
//! One handler fills megabytes with a pattern and gives them back. The next breaks its interpreter, as an attacker would,
//! sees the whole linear memory of its instance, and looks for the pattern: in what is in use, in what was given back, in
//! what was never used. The handlers lie in `tests/canary/docroot/`.

use airlock_tests::airlock_process::Airlock;
use airlock_tests::places;
use airlock_tests::raw_http::Connection;
use airlock_tests::requests::{ask_on, get};
use anyhow::{Context, Result, anyhow, ensure};

const ROUNDS: usize = 500;
const AT_ONCE: usize = 8;
/// As many as fit into memory that the interpreter has anyway, and as many as make it grow.
const MEBIBYTES: [usize; 3] = [1, 3, 12];

fn airlock(name: &str) -> Result<Airlock> {
    let docroot = places::tests_folder().join("canary").join("docroot");
    Airlock::start(&docroot, "exposed", &format!("canary-{name}"))
}

fn leave(connection: &mut Connection, mebibytes: usize) -> Result<()> {
    leave_at(connection, "/leaves.py", mebibytes)
}

fn leave_at(connection: &mut Connection, path: &str, mebibytes: usize) -> Result<()> {
    let answer = ask_on(connection, &get(&format!("{path}?{mebibytes}")))?;
    ensure!(answer.text() == (mebibytes << 20).to_string(), "{} {}", answer.status, answer.text());
    Ok(())
}

/// Once in all: the pattern that is looked for.
fn look(connection: &mut Connection) -> Result<()> {
    look_at(connection, "/looks.py")
}

fn look_at(connection: &mut Connection, path: &str) -> Result<()> {
    let answer = ask_on(connection, &get(path))?;
    ensure!(answer.text() == "1 in all, 0 in unused memory", "{} {}", answer.status, answer.text());
    Ok(())
}

/// The control: within one request the pattern is found, although it was given back.
#[test]
fn the_pattern_can_be_found() -> Result<()> {
    let airlock = airlock("control")?;
    let mut connection = Connection::open(airlock.address())?;
    for mebibytes in MEBIBYTES {
        let answer = ask_on(&mut connection, &get(&format!("/leaves.py?{mebibytes}&look")))?;
        let found: usize = answer.text().parse().with_context(|| answer.text())?;
        // The first and last bytes of a block may serve to manage it once it is given back.
        assert!(found > (mebibytes << 14) - 10, "{mebibytes} MiB: {found} times");
    }
    Ok(())
}

#[test]
fn the_next_request_does_not_find_it() -> Result<()> {
    let airlock = airlock("in-a-row")?;
    let mut connection = Connection::open(airlock.address())?;
    for round in 0..ROUNDS {
        let mebibytes = MEBIBYTES.iter().cycle().nth(round).copied().unwrap_or(1);
        leave(&mut connection, mebibytes)?;
        look(&mut connection).with_context(|| format!("round {round}, after {mebibytes} MiB"))?;
    }
    Ok(())
}

/// An application's requests have memories of their own, which begin as its image.
#[test]
fn nor_does_an_applications_next_request() -> Result<()> {
    let airlock = airlock("application")?;
    let mut connection = Connection::open(airlock.address())?;
    for round in 0..ROUNDS {
        let mebibytes = MEBIBYTES.iter().cycle().nth(round).copied().unwrap_or(1);
        leave_at(&mut connection, "/application.wsgi/leaves", mebibytes)?;
        look_at(&mut connection, "/application.wsgi/looks").with_context(|| format!("round {round}"))?;
    }
    ensure!(airlock.log().lines_with(&["application prepared"])?.len() == 1, "{}", airlock.log().tail());
    Ok(())
}

#[test]
fn nor_do_others_at_the_same_time() -> Result<()> {
    let airlock = airlock("at-once")?;
    std::thread::scope(|scope| {
        let clients: Vec<_> = (0..AT_ONCE)
            .map(|client| {
                let address = airlock.address();
                scope.spawn(move || {
                    let mut connection = Connection::open(address)?;
                    for round in 0..ROUNDS / AT_ONCE / 2 {
                        if (client + round).is_multiple_of(2) {
                            leave(&mut connection, MEBIBYTES.iter().cycle().nth(round).copied().unwrap_or(1))?;
                        } else {
                            look(&mut connection).with_context(|| format!("round {round}"))?;
                        }
                    }
                    anyhow::Ok(())
                })
            })
            .collect();
        clients.into_iter().try_for_each(|client| client.join().map_err(|_| anyhow!("a client panicked"))?)
    })
}
