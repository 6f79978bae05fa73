//! 5. No leaks between tenants.

use airlock_tests::attacks::corpus::{Lane, Outcome, Trick, tricks};
use airlock_tests::attacks::docroot::{SITE, handler, target};
use airlock_tests::attacks::siege::Siege;
use airlock_tests::attacks::verdict;
use airlock_tests::raw_http::Connection;
use airlock_tests::requests::{ask, get, get_from};
use anyhow::{Context, Result, ensure};

use crate::AT_ONCE;

const BOB: &str = "[tenant.limits]\nwall-time = \"3s\"\n\
                   [[tenant]]\nname = \"bob\"\nhosts = [\"bob.test\"]\ndocroot = \"bob\"\ncgi-directories = [\"/script\"]\n";

/// Bob keeps a value under a key that eve knows, and has something in memory.
const KEEPS: &str = "import _airlock\n\n\ndef main(request, response):\n    \
                     secret = b'only bob knows' * 100_000\n    \
                     return b'%d' % _airlock.stash_put('b0b00000-0000-4000-8000-000000000000', '/kept', secret[:14])\n";
const TAKES: &str = "import _airlock\n\n\ndef main(request, response):\n    \
                     return _airlock.stash_take('b0b00000-0000-4000-8000-000000000000', '/kept')\n";
const LOCKS: &str = "def main(request, response):\n    with request.server.stash.lock:\n        return b'locked'\n";

fn bob(siege: &Siege, target: &str) -> Result<String> {
    let answer = ask(siege.address(), &get_from("bob.test", target))?;
    ensure!(answer.status == 200, "{target}: {} {}", answer.status, answer.text());
    Ok(answer.text())
}

#[test]
fn nothing_of_a_tenant_is_got_at_by_another() -> Result<()> {
    let tricks = tricks("tenants")?;
    let siege = Siege::lay("tenants", &tricks, BOB)?;
    for (name, text) in [("keeps.py", KEEPS), ("takes.py", TAKES)] {
        siege.folder.write(&format!("bob/{name}"), text)?;
    }
    assert_eq!(bob(&siege, "/keeps.py")?, "1");
    siege.play(&tricks, AT_ONCE, verdict::play)?;
    assert_eq!(bob(&siege, "/takes.py")?, "only bob knows", "bob's value is still there");
    let forged = siege.log().lines_with(&["forged.py"])?;
    ensure!(!forged.is_empty(), "nothing was printed");
    for line in forged {
        ensure!(line.contains("tenant=\"eve\"") && !line.contains("tenant=\"bob\""), "{line}");
    }
    siege.conclude()
}

/// Whose text is the same may have its code compiled once; that is all they share.
#[test]
fn nothing_that_a_tenant_left_is_found_by_another() -> Result<()> {
    let tricks: Vec<Trick> = tricks("requests")?;
    let siege = Siege::lay("tenants-traces", &tricks, BOB)?;
    siege.play(&tricks, AT_ONCE, |siege, trick, lane| {
        let file = handler(trick, lane);
        siege.folder.write(&format!("bob/{file}"), std::fs::read(siege.folder.place(&format!("{SITE}/{file}")))?)?;
        for _ in 0..2 {
            let left = ask(siege.address(), &get(&format!("{}?leave", target(trick, lane))))?;
            ensure!(left.text() == "left", "{} {}", left.status, left.text());
            let found = bob(siege, &format!("{}?look", target(trick, lane)))?;
            ensure!(Outcome::Contained(found.clone()) == trick.outcome()?, "{found}");
        }
        Ok(())
    })?;
    siege.conclude()
}

#[test]
fn a_lock_that_a_tenant_holds_is_free_for_others() -> Result<()> {
    let tricks: Vec<Trick> = tricks("tenants")?.into_iter().filter(|trick| trick.name == "holds_lock").collect();
    let trick = tricks.first().context("the trick")?;
    let siege = Siege::lay("tenants-lock", &tricks, BOB)?;
    siege.folder.write("bob/locks.py", LOCKS)?;
    let mut eve = Connection::open(siege.address())?;
    eve.send(&get(&target(trick, Lane::Handler)));
    siege.log().wait_for(&["eve holds the lock"])?;
    assert_eq!(bob(&siege, "/locks.py")?, "locked");
    verdict::comes_to(&siege, trick, Lane::Handler, eve.read_response(false), &trick.outcome()?)?;
    siege.conclude()
}
