//! Instances begin with their application loaded already, and show no other trace of it: what a request changes is gone in
//! the next, what is drawn by chance differs, an edited file is seen, and nothing is shared between tenants.
//!
//! The applications lie in `tests/app_snapshots/docroot/`, a docroot for each tenant.

use std::collections::BTreeSet;
use std::sync::Barrier;

use airlock_tests::configured::Configured;
use airlock_tests::eventually::eventually;
use anyhow::{Context, Result, anyhow, ensure};
use serde_json::Value;

const IN_A_ROW: usize = 200;
const AT_ONCE: usize = 16;
const APPLICATION: &str = "def application(environ, start_response):
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [b'mended']
";
const REUSE: &str = "isolation = \"handler\"\nreuse = { max-requests = 1000000, max-age = \"1h\" }\n";

/// Two tenants; the first's own settings are given.
fn serve(name: &str, of_first: &str) -> Result<Configured> {
    Configured::start("app_snapshots", name, &configuration(of_first))
}

fn configuration(of_first: &str) -> String {
    format!(
        "[[tenant]]\nname = \"first\"\nhosts = [\"first.test\"]\ndocroot = \"first\"\n{of_first}\n\
         [[tenant]]\nname = \"second\"\nhosts = [\"second.test\"]\ndocroot = \"second\"\n"
    )
}

/// What `fresh.wsgi` shows.
fn shown(server: &Configured, host: &str, rest: &str) -> Result<Value> {
    let text = server.text(host, &format!("/fresh.wsgi/{rest}"))?;
    serde_json::from_str(&text).context(text)
}

fn field<'a>(shown: &'a Value, name: &str) -> Result<&'a Value> {
    shown.get(name).with_context(|| format!("no {name} in {shown}"))
}

/// Which loading of the application a request saw.
fn loaded(server: &Configured, host: &str) -> Result<String> {
    Ok(field(&shown(server, host, "")?, "loaded")?.to_string())
}

fn prepared(server: &Configured, application: &str) -> Result<usize> {
    Ok(server.log().lines_with(&["application prepared", application])?.len())
}

/// What `parts.wsgi` shows is `expected`, whatever else it shows.
fn ensure_parts(server: &Configured, expected: &str) -> Result<()> {
    let text = server.text("first.test", "/parts.wsgi")?;
    ensure!(text.split(", ").any(|part| part == expected), "{expected}: {text}");
    Ok(())
}

/// Each as if it were the first, and all from one image.
fn ensure_fresh(shown: &[Value]) -> Result<()> {
    let (mut drawn, mut loadings) = (BTreeSet::new(), BTreeSet::new());
    for one in shown {
        ensure!(field(one, "later")? == true, "its clocks have gone back: {one}");
        ensure!(field(one, "seen")? == 1 && field(one, "longest")? == 2 && field(one, "entries")? == 20_001, "{one}");
        loadings.insert(field(one, "loaded")?.to_string());
        for value in field(one, "drawn")?.as_array().context("a list")? {
            ensure!(drawn.insert(value.to_string()), "{value} was drawn twice");
        }
    }
    ensure!(loadings.len() == 1, "loaded more than once: {loadings:?}");
    Ok(())
}

#[test]
fn what_a_request_changes_is_gone_in_the_next() -> Result<()> {
    let server = serve("in-a-row", "")?;
    let all = (0..IN_A_ROW).map(|round| shown(&server, "first.test", &format!("{}", round % 3)));
    ensure_fresh(&all.collect::<Result<Vec<_>>>()?)?;
    assert_eq!(prepared(&server, "fresh.wsgi:application")?, 1);
    Ok(())
}

/// The first ones wait for the same preparation.
#[test]
fn requests_at_once_see_nothing_of_each_other() -> Result<()> {
    let server = serve("at-once", "")?;
    let start = Barrier::new(AT_ONCE);
    let all = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..AT_ONCE)
            .map(|client| {
                let (server, start) = (&server, &start);
                scope.spawn(move || {
                    start.wait();
                    (0..5).map(|_| shown(server, "first.test", &client.to_string())).collect::<Result<Vec<_>>>()
                })
            })
            .collect();
        let answers = clients.into_iter().map(|client| client.join().map_err(|_| anyhow!("a client failed"))?);
        answers.collect::<Result<Vec<_>>>()
    })?;
    ensure_fresh(&all.concat())?;
    assert_eq!(prepared(&server, "fresh.wsgi:application")?, 1);
    Ok(())
}

#[test]
fn an_edit_is_seen_by_the_next_request() -> Result<()> {
    let server = serve("edit", "")?;
    let write = |name: &str, content: String| server.folder.write(&format!("first/{name}"), content);
    let own = std::fs::read_to_string(server.folder.place("first/parts.wsgi"))?;
    ensure_parts(&server, "nothing added")?;
    for edit in 1..4 {
        write("parts.wsgi", own.replace("own 0", &format!("own {edit}")))?;
        ensure_parts(&server, &format!("own {edit}"))?;
        write("part.py", format!("TEXT = \"part {edit}\""))?;
        ensure_parts(&server, &format!("part {edit}"))?;
        write("at_import.txt", format!("at import {edit}"))?;
        ensure_parts(&server, &format!("at import {edit}"))?;
        write("at_request.txt", format!("at request {edit}"))?;
        ensure_parts(&server, &format!("at request {edit}"))?;
        write("added.py", format!("TEXT = \"added {edit}\""))?;
        ensure_parts(&server, &format!("added {edit}"))?;
        std::fs::remove_file(server.folder.place("first/added.py"))?;
        ensure_parts(&server, "nothing added")?;
    }
    ensure!(prepared(&server, "parts.wsgi:application")? >= 12);
    // What has nothing to do with it leaves it as it is.
    let before = prepared(&server, "parts.wsgi:application")?;
    write("unrelated.py", String::new())?;
    ensure_parts(&server, "nothing added")?;
    assert_eq!(prepared(&server, "parts.wsgi:application")?, before);
    Ok(())
}

#[test]
fn an_edited_package_is_seen_soon() -> Result<()> {
    let server = serve("package", "")?;
    ensure_parts(&server, "vendored 0")?;
    server.folder.write("first/site-packages/vendored/__init__.py", "TEXT = \"vendored 1\"")?;
    eventually("the package as it is now", || Ok(ensure_parts(&server, "vendored 1").ok()))
}

#[test]
fn tenants_share_nothing() -> Result<()> {
    let server = serve("tenants", "")?;
    let (first, second) = (loaded(&server, "first.test")?, loaded(&server, "second.test")?);
    assert_ne!(first, second);
    assert_eq!((loaded(&server, "first.test")?, loaded(&server, "second.test")?), (first, second));
    assert_eq!(prepared(&server, "fresh.wsgi:application")?, 2);
    Ok(())
}

#[test]
fn what_is_not_in_memory_alone_is_loaded_in_each_request() -> Result<()> {
    let server = serve("held", "")?;
    for (file, status, reason) in [
        ("keeps_file.wsgi", 200, "a file or timer stays open"),
        ("stash.wsgi", 200, "it asks for the stash"),
        ("fails.wsgi", 500, "RuntimeError"),
    ] {
        for _ in 0..3 {
            let answer = server.get("first.test", &format!("/{file}"))?;
            // What an application puts when it is loaded is there in the second request.
            ensure!(answer.status == status || file == "stash.wsgi", "{file}: {} {}", answer.status, answer.text());
        }
        assert_eq!(server.log().lines_with(&["application not prepared", file, reason])?.len(), 1, "{file}");
    }
    Ok(())
}

#[test]
fn what_could_not_be_loaded_is_tried_again_when_a_file_has_changed() -> Result<()> {
    let server = serve("mended", "")?;
    assert_eq!(server.get("first.test", "/fails.wsgi")?.status, 500);
    server.folder.write("first/fails.wsgi", "from part import application")?;
    assert_eq!(server.get("first.test", "/fails.wsgi")?.status, 500);
    server.folder.write("first/part.py", APPLICATION)?;
    assert_eq!(server.text("first.test", "/fails.wsgi")?, "mended");
    assert_eq!(prepared(&server, "fails.wsgi:application")?, 1);
    Ok(())
}

#[test]
fn kept_instances_begin_with_it_as_well() -> Result<()> {
    let server = serve("kept", REUSE)?;
    let seen = || -> Result<u64> { field(&shown(&server, "first.test", "")?, "seen")?.as_u64().context("a number") };
    let used = || eventually("one is used again", || Ok((seen()? >= 5).then_some(())));
    used()?;
    assert_eq!(prepared(&server, "fresh.wsgi:application")?, 1);
    let text = std::fs::read_to_string(server.folder.place("first/fresh.wsgi"))?;
    server.folder.write("first/fresh.wsgi", format!("import part\n{text}"))?;
    assert_eq!(seen()?, 1);
    used()?;
    // A module's edit ends them too.
    server.folder.write("first/part.py", "TEXT = \"part 1\"")?;
    assert_eq!(seen()?, 1);
    Ok(())
}

#[test]
fn an_unchanged_tenant_keeps_it_over_a_reload() -> Result<()> {
    let server = serve("reload", "")?;
    let (first, second) = (loaded(&server, "first.test")?, loaded(&server, "second.test")?);
    server.reload(&configuration("limits.cpu-time = \"5s\"\n"))?;
    assert_eq!(loaded(&server, "second.test")?, second);
    // A policy decides what an import sees.
    assert_ne!(loaded(&server, "first.test")?, first);
    Ok(())
}

#[test]
fn what_the_configuration_names_is_loaded_before_it_is_asked_for() -> Result<()> {
    let server = serve(
        "named",
        "app = \"named:application\"\n[[tenant.route]]\npath = \"/api/*\"\napp = \"part:application\"\n",
    )?;
    server.log().wait_for(&["application prepared", "tenant=\"first\"", "named:application"])?;
    server.log().wait_for(&["application not prepared", "tenant=\"first\"", "part:application"])?;
    assert_eq!(server.text("first.test", "/any/path")?, "named");
    assert_eq!(prepared(&server, "named:application")?, 1);
    server.folder.write("second/part.py", APPLICATION)?;
    server.reload(&format!("{}\napp = \"part:application\"", configuration("")))?;
    server.log().wait_for(&["application prepared", "tenant=\"second\"", "part:application"])?;
    assert_eq!(server.text("second.test", "/")?, "mended");
    Ok(())
}

#[test]
fn memory_that_an_application_began_with_counts() -> Result<()> {
    let server = serve("memory", "limits.memory = \"150 MiB\"\n")?;
    for _ in 0..20 {
        assert_eq!(server.text("first.test", "/large.wsgi?20")?, "20 True");
        // As much as would be free, were it not for the application.
        assert_eq!(server.get("first.test", "/large.wsgi?90")?.status, 507);
    }
    assert_eq!(prepared(&server, "large.wsgi:application")?, 1);
    Ok(())
}
