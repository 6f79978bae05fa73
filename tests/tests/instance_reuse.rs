//! With `isolation = "handler"` an instance answers further requests of the same text of the same handler of the same
//! tenant, and nothing else: not after a failure, not beyond its count or its age. What belongs to a request is gone in
//! the next.
//!
//! The handlers lie in `tests/instance_reuse/docroot/`. They count in `sys` how many requests their interpreter has
//! answered.

use std::collections::BTreeSet;

use airlock_tests::configured::{Configured, docroot_of};
use airlock_tests::eventually::eventually;
use airlock_tests::raw_http::Connection;
use airlock_tests::requests::{Answer, ask, ask_on, get, get_from, post};
use airlock_tests::scratch::Scratch;
use anyhow::{Context, Result, ensure};
use serde_json::Value;

const REUSE: &str = "isolation = \"handler\"\nreuse = { max-requests = 1000000, max-age = \"1h\" }";

/// Two tenants; the first's own settings are given.
fn serve(name: &str, of_first: &str) -> Result<Configured> {
    let configuration = format!(
        "[[tenant]]\nname = \"first\"\nhosts = [\"first.test\"]\ndocroot = \"first\"\n{of_first}\n\
         [[tenant]]\nname = \"second\"\nhosts = [\"second.test\"]\ndocroot = \"second\"\n{REUSE}\n"
    );
    Configured::start("instance_reuse", name, &configuration)
}

fn count(server: &Configured, host: &str, target: &str) -> Result<u32> {
    let text = server.text(host, target)?;
    text.parse().with_context(|| format!("{target}: {text}"))
}

/// The answers to requests one after the other. An instance may be back a moment later than its answer is here: then
/// another one takes the next request.
fn counts(server: &Configured, host: &str, target: &str, requests: usize) -> Result<Vec<u32>> {
    (0..requests).map(|_| count(server, host, target)).collect()
}

#[test]
fn state_stays_in_the_same_handler() -> Result<()> {
    let server = serve("stays", REUSE)?;
    eventually("a request finds what an earlier one left", || {
        Ok((count(&server, "first.test", "/counter.py")? >= 10).then_some(()))
    })
}

#[test]
fn by_default_every_request_finds_a_new_interpreter() -> Result<()> {
    let server = serve("default", "")?;
    assert_eq!(counts(&server, "first.test", "/counter.py", 50)?, vec![1; 50]);
    eventually("the other tenant's stays", || Ok((count(&server, "second.test", "/counter.py")? > 3).then_some(())))?;
    assert_eq!(count(&server, "first.test", "/counter.py")?, 1);
    Ok(())
}

/// The same text under another name, and under the same name in another tenant.
#[test]
fn neither_another_handler_nor_another_tenant_gets_the_instance() -> Result<()> {
    let server = serve("apart", REUSE)?;
    let used = |host: &str, target: &str, least: u32| {
        eventually("it is used again", || Ok((count(&server, host, target)? >= least).then_some(())))
    };
    used("first.test", "/counter.py", 20)?;
    assert_eq!(count(&server, "first.test", "/another_counter.py")?, 1);
    assert_eq!(count(&server, "second.test", "/counter.py")?, 1);
    used("second.test", "/counter.py", 3)?;
    // All of the first tenant's answers still belong to one of its own.
    ensure!(count(&server, "first.test", "/another_counter.py")? <= 2);
    used("first.test", "/counter.py", 20)
}

#[test]
fn an_edited_file_begins_anew() -> Result<()> {
    let server = serve("edited", REUSE)?;
    let original = std::fs::read_to_string(server.folder.place("first/counter.py"))?;
    for edit in 0..5 {
        eventually("it is used again", || Ok((count(&server, "first.test", "/counter.py")? >= 5).then_some(())))?;
        server.folder.write("first/counter.py", format!("{original}\n# edit {edit}\n"))?;
        assert_eq!(count(&server, "first.test", "/counter.py")?, 1, "edit {edit}");
    }
    // The text that was there first: its instances are gone, or were kept under the same text. Both are right.
    server.folder.write("first/counter.py", &original)?;
    server.text("first.test", "/counter.py")?;
    Ok(())
}

#[test]
fn an_instance_answers_as_often_as_it_may() -> Result<()> {
    let server = serve("requests", "isolation = \"handler\"\nreuse = { max-requests = 3, max-age = \"1h\" }")?;
    let mut seen = BTreeSet::new();
    eventually("some instance has answered three times", || {
        seen.insert(count(&server, "first.test", "/counter.py")?);
        Ok(seen.contains(&3).then_some(()))
    })?;
    seen.extend(counts(&server, "first.test", "/counter.py", 50)?);
    assert_eq!(seen, BTreeSet::from([1, 2, 3]));
    let once = serve("once", "isolation = \"handler\"\nreuse = { max-requests = 1 }")?;
    assert_eq!(counts(&once, "first.test", "/counter.py", 20)?, vec![1; 20]);
    Ok(())
}

#[test]
fn an_instance_answers_until_it_is_too_old() -> Result<()> {
    let server = serve("age", "isolation = \"handler\"\nreuse = { max-age = \"1ns\" }")?;
    assert_eq!(counts(&server, "first.test", "/counter.py", 20)?, vec![1; 20]);
    let server = serve("age-second", "isolation = \"handler\"\nreuse = { max-age = \"1s\" }")?;
    eventually("it is used again", || Ok((count(&server, "first.test", "/counter.py")? > 1).then_some(())))?;
    // Asked all the time, and yet one day it is another.
    eventually("a new one", || Ok((count(&server, "first.test", "/counter.py")? == 1).then_some(())))
}

#[test]
fn a_rule_says_which_handlers_keep_theirs() -> Result<()> {
    let rule = "[[tenant.rule]]\npath = \"/counter.py\"\nisolation = \"handler\"\nreuse = { max-age = \"1h\" }";
    let server = serve("rule", rule)?;
    eventually("it is used again", || Ok((count(&server, "first.test", "/counter.py")? > 3).then_some(())))?;
    assert_eq!(counts(&server, "first.test", "/another_counter.py", 10)?, vec![1; 10]);
    Ok(())
}

/// How many requests the interpreter that answers has answered, and which one it is.
fn identity(server: &Configured) -> Result<(u32, String)> {
    let text = server.text("first.test", "/fails.py")?;
    let (count, identity) = text.split_once(' ').with_context(|| text.clone())?;
    Ok((count.parse()?, identity.to_owned()))
}

/// Ends a request of an interpreter that has answered others; which one it was.
fn end_by(server: &Configured, how: &str) -> Result<String> {
    eventually("a used interpreter ends", || {
        eventually("one is used again", || Ok((identity(server)?.0 > 1).then_some(())))?;
        let words = format!("ends by {how}: ");
        let before = server.log().lines_with(&[&words])?.len();
        let mut connection = Connection::open(server.address())?;
        connection.send(&get_from("first.test", &format!("/fails.py?{how}")));
        server.log().wait_for_lines(before + 1, &[&words])?;
        if how == "leave" {
            connection.reset()?;
        } else {
            let status = connection.read_response(false).parsed().map(|head| head.status);
            ensure!(matches!(status, Some(200 | 500 | 504 | 507)), "{how}: {status:?}");
            // Half of an answer can not be taken back: it is cut.
            ensure!(status != Some(200) || how == "half", "{how}: {status:?}");
        }
        let line = server.log().lines_with(&[&words])?.pop().context("a line")?;
        let said = line.split(&words).nth(1).context("what it says")?;
        let (count, rest) = said.split_once(' ').context("a count")?;
        let identity = rest.split_whitespace().next().context("an identity")?;
        Ok((count != "1").then(|| identity.to_owned()))
    })
}

#[test]
fn an_instance_that_failed_is_never_used_again() -> Result<()> {
    let limits = "limits = { wall-time = \"2s\", cpu-time = \"200ms\", memory = \"96MiB\", response = \"1MiB\" }";
    let server = serve("failed", &format!("{REUSE}\n{limits}"))?;
    for how in ["raise", "exit", "_exit", "cpu", "wall", "memory", "response", "fail", "half", "leave"] {
        let ended = end_by(&server, how)?;
        for _ in 0..20 {
            assert_ne!(identity(&server)?.1, ended, "after {how}");
        }
    }
    Ok(())
}

fn found(server: &Configured) -> Result<Value> {
    let text = server.text("first.test", "/leaves_things.py")?;
    serde_json::from_str(&text).with_context(|| text.clone())
}

/// Whatever a request leaves behind, on the connection as well: the next one in the same interpreter is as any other.
#[test]
fn what_belongs_to_a_request_ends_with_it() -> Result<()> {
    let server = serve("leaves", REUSE)?;
    let mut expected = found(&server)?;
    let fields = expected.as_object_mut().context("an object")?;
    fields.remove("answered");
    assert_eq!(fields.get("lock").and_then(Value::as_str), Some("None"));
    assert_eq!(fields.get("open").and_then(Value::as_str), Some("'a page\\n'"));
    for left in ["lock", "file", "body", "head", "writer", "nothing", "request"] {
        for round in 0..3 {
            let target = format!("/leaves_things.py?{left}");
            let request = match left {
                "body" => [
                    b"POST /leaves_things.py?body HTTP/1.1\r\nHost: first.test\r\nCookie: left=yes\r\nX-Left: yes\r\n\
                    Authorization: Basic bGVmdDpzZWNyZXQ=\r\nContent-Length: 9\r\n\r\n"
                        .as_slice(),
                    b"left over",
                ]
                .concat(),
                _ => get_from("first.test", &target),
            };
            let mut connection = Connection::open(server.address())?;
            connection.send(&request);
            connection.read_response(false);
            drop(connection);
            // As long as it takes until an instance that has served before serves this.
            let next = eventually("a request in a used interpreter", || {
                let next = found(&server)?;
                Ok(next.get("answered").and_then(Value::as_u64).is_some_and(|count| count > 1).then_some(next))
            })?;
            let mut next = next;
            next.as_object_mut().map(|fields| fields.remove("answered"));
            assert_eq!(next, expected, "after {left}, round {round}");
        }
    }
    Ok(())
}

/// A response of an earlier request, kept by the handler, leads nowhere: not to the earlier client, not to the next one.
#[test]
fn a_response_that_was_kept_leads_nowhere() -> Result<()> {
    let server = serve("kept-response", REUSE)?;
    let mut earlier = Connection::open(server.address())?;
    let said = eventually("the one that kept it answers", || {
        assert_eq!(ask_on(&mut earlier, &get_from("first.test", "/leaves_things.py?request"))?.text(), "kept");
        let mut later = Connection::open(server.address())?;
        later.send(&get_from("first.test", "/leaves_things.py?old"));
        let answer = Answer::from(later.read_response(false))?;
        ensure!(!answer.text().contains("smuggled"), "{}", answer.text());
        Ok((answer.status == 200 && !answer.text().contains("none")).then_some(answer.text()))
    })?;
    ensure!(said.contains("\"method\": \"GET\""), "{said}");
    // Nothing more has come to the earlier client than its own answers.
    assert_eq!(ask_on(&mut earlier, &get_from("first.test", "/page.txt"))?.text(), "a page\n");
    Ok(())
}

/// Its memory is the next one's, and nothing of it is left there. See `tests/canary.rs` for how that is looked for.
#[test]
fn nothing_of_a_dropped_instance_is_in_the_next_tenants_memory() -> Result<()> {
    let docroot = docroot_of("canary");
    let docroot = docroot.to_str().context("a path that is no text")?;
    let configuration = format!(
        "[[tenant]]\nname = \"leaves\"\nprefix = \"/kept\"\ndocroot = {docroot:?}\nisolation = \"handler\"\n\
         reuse = {{ max-requests = 2, max-age = \"1h\" }}\n\
         [[tenant]]\nname = \"looks\"\nprefix = \"/fresh\"\ndocroot = {docroot:?}\n"
    );
    let server = Configured::start_in(Scratch::new("reuse-canary")?, "instance_reuse-canary", &configuration)?;
    let mut connection = Connection::open(server.address())?;
    for round in 0..100 {
        for _ in 0..2 {
            let mebibytes = [1, 3, 12].get(round % 3).copied().unwrap_or(1);
            let answer = ask_on(&mut connection, &get(&format!("/kept/leaves.py?{mebibytes}")))?;
            assert_eq!(answer.text(), (mebibytes << 20).to_string());
        }
        let answer = ask_on(&mut connection, &get("/fresh/looks.py"))?;
        assert_eq!(answer.text(), "1 in all, 0 in unused memory", "round {round}");
    }
    Ok(())
}

/// Those that ask at the same time each have an instance to themselves.
#[test]
fn at_once_each_has_its_own() -> Result<()> {
    let server = serve("at-once", REUSE)?;
    let address = server.address();
    std::thread::scope(|scope| {
        let clients: Vec<_> = (0..8)
            .map(|client| {
                scope.spawn(move || {
                    let mut connection = Connection::open(address)?;
                    for number in 0..40 {
                        let field = format!("{client}-{number}");
                        let request = post(&format!("/leaves_things.py?{field}"), field.as_bytes());
                        let request = String::from_utf8(request)?.replace("web-platform.test", "first.test");
                        let answer = ask_on(&mut connection, request.as_bytes())?;
                        let found: Value = serde_json::from_slice(&answer.content)?;
                        assert_eq!(found.get("query").and_then(Value::as_str), Some(&*field));
                        assert_eq!(found.get("body").and_then(Value::as_str), Some(&*format!("b'{field}'")));
                    }
                    anyhow::Ok(())
                })
            })
            .collect();
        clients.into_iter().try_for_each(|client| client.join().map_err(|_| anyhow::anyhow!("a client panicked"))?)
    })?;
    assert_eq!(ask(address, &get_from("second.test", "/counter.py"))?.text(), "1");
    Ok(())
}
