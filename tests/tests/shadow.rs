//! Shadow runs: trusted requests that are run in the sandbox as well. The client gets the trusted answer; the log tells where
//! the other differs. The handlers lie in `tests/shadow/docroot/`. Each test passes at once without the trusted engine.

use airlock_tests::configured::Configured;
use airlock_tests::engine::Engine;
use airlock_tests::requests::{ask, post};
use anyhow::{Result, ensure};

const SAME: &str = "shadow: the same answer";
const AGREES: &str = "shadow: the sandbox answers as the trusted engine does";
const DIFFERS: &str = "shadow: the sandbox answers differently";

fn with_sample(name: &str, sample: &str, test: impl FnOnce(&mut Configured) -> Result<()>) -> Result<()> {
    if !Engine::InProcess.is_there() {
        return Ok(());
    }
    let configuration = format!(
        "[log]\nfilter = 'debug'\n[[tenant]]\nname = 'one'\ndocroot = '.'\n[[tenant.rule]]\npath = '/**'\n\
         trust = 'in-process'\nshadow = 'sandbox'\nsample = {sample}\n"
    );
    let mut server = Configured::start("shadow", name, &configuration)?;
    test(&mut server)?;
    ensure!(server.airlock.is_running(), "the server has ended");
    Ok(())
}

/// How many comparisons the log tells of.
fn compared(server: &Configured) -> Result<usize> {
    let log = server.log();
    Ok(log.lines_with(&[SAME])?.len() + log.lines_with(&[AGREES])?.len() + log.lines_with(&[DIFFERS])?.len())
}

#[test]
fn the_second_run_sees_what_the_first_saw_and_leaves_no_trace() -> Result<()> {
    with_sample("agrees", "1", |server| {
        let target = "/agrees.py?key=b10a4d5e-0d1f-4a77-9c1e-3b6f0f1c8a01";
        let mut before = "None".to_owned();
        for round in 1..=6 {
            let answer = ask(server.address(), &post(target, b"abc"))?;
            assert_eq!(answer.text(), format!("before {before}, said b'abc'"));
            before = (round * 3).to_string();
            // One after the other, so that a place for the second run is free each time.
            airlock_tests::eventually::eventually("a comparison", || Ok((compared(server)? >= round).then_some(())))?;
        }
        assert_eq!(server.log().lines_with(&[DIFFERS])?, Vec::<String>::new());
        Ok(())
    })
}

#[test]
fn what_differs_is_named_and_the_client_gets_the_trusted_answer() -> Result<()> {
    with_sample("differs", "1", |server| {
        assert_eq!(server.text("any", "/disagrees.py")?, "on linux");
        let line = server.log().wait_for(&[DIFFERS, "disagrees.py"])?;
        for part in [
            "status: 200 != 404",
            "only when trusted",
            "only when sandboxed",
            "from byte 3 on",
            "tenant=\"one\"",
            "different=1",
        ] {
            assert!(line.contains(part), "{part} is not in {line}");
        }
        assert_eq!(server.text("any", "/fails_inside.py")?, "has sockets");
        server.log().wait_for(&[DIFFERS, "fails_inside.py", "status: 200 != 500"])?;
        Ok(())
    })
}

#[test]
fn pieces_are_compared_as_a_whole() -> Result<()> {
    with_sample("streams", "1", |server| {
        assert_eq!(server.text("any", "/streams.py")?, "one two three");
        server.log().wait_for(&[AGREES, "compared=1", "different=0"])?;
        Ok(())
    })
}

#[test]
fn a_sample_is_a_part_and_large_bodies_are_left_out() -> Result<()> {
    with_sample("sample", "0.25", |server| {
        let large = vec![b'x'; (1 << 20) + 1];
        for _ in 0..4 {
            let target = "/agrees.py?key=b10a4d5e-0d1f-4a77-9c1e-3b6f0f1c8a02";
            let answer = ask(server.address(), &post(target, &large))?;
            assert_eq!(answer.status, 200, "{}", answer.text());
        }
        for round in 1..=3 {
            for _ in 0..4 {
                assert_eq!(server.text("any", "/disagrees.py")?, "on linux");
            }
            server.log().wait_for(&[DIFFERS, &format!("compared={round} ")])?;
        }
        assert_eq!(compared(server)?, 3);
        Ok(())
    })
}
