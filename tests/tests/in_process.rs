//! Trusted handlers, in the server's own process: what they can do that others can not, what they can not do to others.
//!
//! The handlers lie in `tests/in_process/docroot/`. Each test passes at once where the program has no such engine.

use std::thread;

use airlock_tests::airlock_process::Airlock;
use airlock_tests::engine::Engine;
use airlock_tests::places;
use airlock_tests::raw_http::Connection;
use airlock_tests::requests::{Answer, ask, get};
use airlock_tests::scratch::Scratch;
use anyhow::{Result, anyhow, ensure};
use rustix::process::Signal;

/// More than any pool of threads with its queue holds unless somebody asks for it.
const MANY: usize = 2000;

/// Runs `test` with a server that trusts all but what lies in `untrusted/`.
fn with_server(
    name: &str,
    profile: &str,
    flags: &[&str],
    test: impl FnOnce(&mut Airlock, &Scratch) -> Result<()>,
) -> Result<()> {
    if !Engine::InProcess.is_there() {
        return Ok(());
    }
    let scratch = Scratch::new(name)?;
    scratch.copy_from(&places::tests_folder().join("in_process").join("docroot"))?;
    let trust = ["--trust", "/[!u]*", "--trust", "/[!u]*/**"];
    let flags = [&trust, flags].concat();
    let mut airlock = Airlock::start_with(scratch.path(), profile, &format!("in-process-{name}"), &flags)?;
    test(&mut airlock, &scratch)?;
    ensure!(airlock.is_running(), "the server has ended");
    assert_eq!(airlock.log().lines_with(&["panicked"])?, Vec::<String>::new());
    Ok(())
}

fn is_well(airlock: &Airlock) -> Result<()> {
    assert_eq!(ask(airlock.address(), &get("/innocent.py"))?.text(), "innocent");
    Ok(())
}

#[test]
fn pieces_come_as_they_are_written() -> Result<()> {
    with_server("streams", "exposed", &[], |airlock, _| {
        let mut connection = Connection::open(airlock.address())?;
        connection.send(&get("/streams.py"));
        let first = connection.wait_for(b"first").map_err(|end| anyhow!("{end:?}"))?;
        let all = connection.read_stream();
        assert!(all.body.ends_with(b"firstsecondthird"), "{first} {all:?}");
        is_well(airlock)
    })
}

#[test]
fn modules_of_one_name_in_two_folders_stay_apart() -> Result<()> {
    with_server("same-names", "wpt", &[], |airlock, _| {
        let address = airlock.address();
        let clients: Vec<_> = (0..8)
            .map(|client| {
                let folder = if client % 2 == 0 { "one" } else { "two" };
                thread::spawn(move || -> Result<()> {
                    for _ in 0..20 {
                        let answer = ask(address, &get(&format!("/{folder}/handler.py")))?;
                        assert_eq!(answer.text(), format!("{folder} {folder} 1"));
                    }
                    Ok(())
                })
            })
            .collect();
        for client in clients {
            client.join().map_err(|_| anyhow!("a client failed"))??;
        }
        Ok(())
    })
}

#[test]
fn tenants_of_one_interpreter_do_not_meet() -> Result<()> {
    with_server("edited", "wpt", &[], |airlock, scratch| {
        for word in ["once", "twice", "thrice"] {
            scratch.write("one/helper.py", format!("WHO = '{word}'\nCOUNT = 0\n"))?;
            assert_eq!(ask(airlock.address(), &get("/one/handler.py"))?.text(), format!("{word} {word} 1"));
        }
        Ok(())
    })
}

#[test]
fn imports_find_what_they_find_in_the_sandbox() -> Result<()> {
    with_server("imports", "wpt", &[], |airlock, _| {
        let expected = "{\"records\": \"1 two\", \"circle\": [\"first\", \"second\", \"first\"], \
                        \"leaf\": [\"space.deep.leaf\", true], \"beside\": true, \"shared\": true}";
        for _ in 0..3 {
            assert_eq!(ask(airlock.address(), &get("/imports.py"))?.text(), expected);
        }
        // The same handler where nobody trusts it.
        let docroot = places::tests_folder().join("in_process").join("docroot");
        let sandbox = Airlock::start(&docroot, "wpt", "in-process-imports-sandbox")?;
        assert_eq!(ask(sandbox.address(), &get("/imports.py"))?.text(), expected);
        Ok(())
    })
}

#[test]
fn a_module_that_no_rule_covers_does_not_run() -> Result<()> {
    with_server("untrusted", "wpt", &[], |airlock, _| {
        let refusal =
            "untrusted/helper.py: the trusted handler imports_untrusted.py imports it, but no trust rule covers it";
        assert_eq!(ask(airlock.address(), &get("/imports_untrusted.py"))?.text(), refusal);
        let others = ask(airlock.address(), &get("/reaches_untrusted.py"))?.text();
        assert_eq!(others.matches("no trust rule covers it").count(), 3, "{others}");
        assert_eq!(airlock.log().lines_with(&["it ran"])?, Vec::<String>::new());
        airlock.log().wait_for(&["module refused", "untrusted/helper.py"])?;
        // By itself it runs in the sandbox.
        assert_eq!(ask(airlock.address(), &get("/untrusted/helper.py"))?.status, 500);
        airlock.log().wait_for(&["it ran"])?;
        Ok(())
    })
}

#[test]
fn what_is_printed_is_in_the_log() -> Result<()> {
    with_server("prints", "wpt", &[], |airlock, _| {
        assert_eq!(ask(airlock.address(), &get("/prints.py"))?.text(), "not to the log\n");
        for (level, text) in [
            ("INFO", "to the log"),
            ("INFO", "without end"),
            ("WARN", "as a warning"),
            ("WARN", "by logging"),
            ("INFO", "by a thread"),
        ] {
            airlock.log().wait_for(&[level, text, "handler=\"prints.py\""])?;
        }
        assert_eq!(airlock.log().lines_with(&["not to the log"])?, Vec::<String>::new());
        Ok(())
    })
}

#[test]
fn no_error_shows_where_the_docroot_lies() -> Result<()> {
    with_server("errors", "wpt", &[], |airlock, scratch| {
        for target in ["/fails.py", "/fails.py?missing", "/no_main.py", "/imports_untrusted.py", "/nothing.py"] {
            let answer = ask(airlock.address(), &get(target))?;
            let place = scratch.path().to_string_lossy().into_owned();
            assert!(!answer.text().contains(&place), "{target}: {}", answer.text());
            assert!(!answer.text().contains("airlock_in_process"), "{target}: {}", answer.text());
        }
        let failure = ask(airlock.address(), &get("/fails.py"))?.error_message()?;
        assert!(failure.contains("File \"/docroot/fails.py\", line 7, in main"), "{failure}");
        Ok(())
    })
}

#[test]
fn no_template_shows_where_the_docroot_lies() -> Result<()> {
    with_server("templates", "wpt", &[], |airlock, _| {
        for (template, shown) in [
            ("{{doc_root}}", "/docroot"),
            ("{{paths[doc_root]}}", "/docroot"),
            ("{{$root:doc_root}}%20{{$root}}", "/docroot /docroot"),
            ("{{fs_path(/a/b.txt)}}", "/docroot/a/b.txt"),
        ] {
            let answer = ask(airlock.address(), &get(&format!("/returns_parameter.py?pipe=sub&text={template}")))?;
            assert_eq!((answer.status, answer.text().as_str()), (200, shown), "{template}");
        }
        Ok(())
    })
}

#[test]
fn a_handler_whose_time_is_over_is_ended() -> Result<()> {
    with_server("wall", "exposed", &["--wall-time", "300ms"], |airlock, _| {
        for _ in 0..5 {
            for handler in ["loops", "sleeps", "holds_stash_lock"] {
                let answer = ask(airlock.address(), &get(&format!("/ends/{handler}.py")))?;
                assert_eq!((answer.status, answer.error_message()?.contains("wall-time")), (504, true), "{handler}");
            }
        }
        // The lock is free, and so are all threads.
        assert_eq!(ask(airlock.address(), &get("/stash.py"))?.text(), "locked");
        is_well(airlock)?;
        assert_eq!(airlock.log().lines_with(&["does not end"])?, Vec::<String>::new());
        Ok(())
    })
}

#[test]
fn a_thread_that_can_not_be_stopped_is_replaced() -> Result<()> {
    with_server("stuck", "exposed", &["--wall-time", "300ms"], |airlock, _| {
        let asked = ask(airlock.address(), &get("/ends/waits_for_lock.py?for=4"))?;
        assert_eq!(asked.status, 504);
        airlock.log().wait_for(&["does not end", "waits_for_lock.py", "stuck=1"])?;
        is_well(airlock)?;
        // It ends after all, and its thread goes.
        airlock.log().wait_for(&["has ended", "waits_for_lock.py", "stuck=0"])?;
        assert_eq!(ask(airlock.address(), &get("/ends/swallows.py?for=3"))?.status, 504);
        airlock.log().wait_for(&["does not end", "swallows.py", "stuck=1"])?;
        is_well(airlock)
    })
}

#[test]
fn threads_are_replaced_up_to_a_bound_and_then_requests_are_refused() -> Result<()> {
    with_server("bound", "exposed", &["--wall-time", "200ms"], |airlock, _| {
        let address = airlock.address();
        let waiting: Vec<_> = (0..MANY)
            .map(|_| {
                let mut connection = Connection::open(address)?;
                connection.send(&get("/ends/waits_for_lock.py"));
                Ok(connection)
            })
            .collect::<Result<_>>()?;
        let mut refused = None;
        for mut connection in waiting {
            let answer = Answer::from(connection.read_response(false))?;
            match answer.status {
                503 => refused = Some(answer),
                status => assert_eq!(status, 504),
            }
        }
        // On a busy machine all of them may have come before a thread was given up.
        for _ in 0..MANY {
            if refused.is_some() {
                break;
            }
            let answer = ask(address, &get("/ends/waits_for_lock.py"))?;
            refused = (answer.status == 503).then_some(answer);
        }
        let refused = refused.ok_or_else(|| anyhow!("no request was refused"))?;
        assert_eq!(refused.head.values("retry-after").collect::<Vec<_>>(), [b"1"], "{:?}", refused.head);
        Ok(())
    })
}

#[test]
fn a_client_that_leaves_ends_a_handler_that_writes_for_ever() -> Result<()> {
    with_server("leaves", "exposed", &[], |airlock, _| {
        let mut connection = Connection::open(airlock.address())?;
        connection.send(&get("/ends/writes_for_ever.py"));
        airlock.log().wait_for(&["begun"])?;
        drop(connection);
        airlock.log().wait_for(&["ended: ClientGone"])?;
        is_well(airlock)
    })
}

#[test]
fn a_response_without_end_is_cut() -> Result<()> {
    with_server("large", "exposed", &["--response", "1MiB"], |airlock, _| {
        let mut connection = Connection::open(airlock.address())?;
        connection.send(&get("/large.py"));
        let received = connection.read_stream();
        assert!(received.body.len() <= 1 << 20, "{}", received.body.len());
        airlock.log().wait_for(&["over its limit", "limit=response"])?;
        is_well(airlock)
    })
}

#[test]
fn a_thread_that_outlives_its_request_harms_nobody() -> Result<()> {
    with_server("outlives", "wpt", &[], |airlock, _| {
        for _ in 0..20 {
            assert_eq!(ask(airlock.address(), &get("/outlives.py"))?.text(), "done");
            is_well(airlock)?;
        }
        assert_eq!(ask(airlock.address(), &get("/sleeps_a_little.py"))?.text(), "slept");
        Ok(())
    })
}

#[test]
fn a_signal_ends_the_server_while_handlers_sleep() -> Result<()> {
    if !Engine::InProcess.is_there() {
        return Ok(());
    }
    for (signal, handler, status) in [(Signal::TERM, "/sleeps_a_little.py", 200), (Signal::INT, "/ends/sleeps.py", 0)] {
        let docroot = places::tests_folder().join("in_process").join("docroot");
        let flags = ["--trust", "/**", "--grace", "5s"];
        let mut airlock = Airlock::start_with(&docroot, "exposed", "in-process-signal", &flags)?;
        let mut connection = Connection::open(airlock.address())?;
        connection.send(&get(handler));
        is_well(&airlock)?;
        airlock.signal(signal)?;
        let received = connection.read_response(false);
        assert_eq!(received.parsed().map_or(0, |head| head.status), status, "{handler}");
        assert!(airlock.wait_for_end()?.success());
    }
    Ok(())
}
