//! Tenants with the same paths: files, handlers, modules, stash, log and limits of one are nothing to the other, whatever a
//! request or a handler does to get there.
//!
//! The handlers lie in `tests/tenants/docroot/`: those of both tenants in `both/`, what they do not share in `alice/` and
//! `bob/`.

use airlock_tests::configured::{Configured, copy_of, share};
use airlock_tests::eventually::eventually;
use airlock_tests::raw_http::Connection;
use airlock_tests::requests::{Answer, ask, get_from, post_to};
use airlock_tests::stash_client::new_key;
use airlock_tests::wire_text::readable;
use anyhow::{Context, Result, anyhow, ensure};
use serde_json::Value;

const BY_HOST: &str = r#"
[[tenant]]
name = "alice"
hosts = ["alice.test"]
docroot = "alice"

[[tenant]]
name = "bob"
hosts = ["bob.test", "*.bob.test"]
docroot = "bob"
"#;

const BY_PREFIX: &str = r#"
[[tenant]]
name = "alice"
prefix = "/alice"
docroot = "alice"

[[tenant]]
name = "bob"
prefix = "/bob"
docroot = "bob"
"#;

/// How a tenant is asked: the host, and what stands before the path.
#[derive(Clone, Copy)]
struct Way {
    host: &'static str,
    prefix: &'static str,
}

impl Way {
    fn target(self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }
}

const HOSTS: [Way; 2] = [Way { host: "alice.test", prefix: "" }, Way { host: "bob.test", prefix: "" }];
const PREFIXES: [Way; 2] = [Way { host: "any.test", prefix: "/alice" }, Way { host: "any.test", prefix: "/bob" }];

fn serve(name: &str, configuration: &str) -> Result<Configured> {
    let folder = copy_of("tenants")?;
    share(&folder, "both", &["alice", "bob"])?;
    Configured::start_in(folder, &format!("tenants-{name}"), configuration)
}

/// Both ways to tell tenants apart, each on a server of its own.
fn in_both_ways(name: &str, test: impl Fn(&Configured, Way, Way) -> Result<()>) -> Result<()> {
    for (kind, configuration, [alice, bob]) in [("host", BY_HOST, HOSTS), ("prefix", BY_PREFIX, PREFIXES)] {
        let server = serve(&format!("{name}-{kind}"), configuration)?;
        test(&server, alice, bob).with_context(|| format!("by {kind}"))?;
    }
    Ok(())
}

fn get(server: &Configured, way: Way, path: &str) -> Result<Answer> {
    server.get(way.host, &way.target(path))
}

fn text(server: &Configured, way: Way, path: &str) -> Result<String> {
    server.text(way.host, &way.target(path))
}

fn post(server: &Configured, way: Way, path: &str, body: &str) -> Result<Answer> {
    ask(server.address(), &post_to(way.host, &way.target(path), body.as_bytes()))
}

const OF_ALICE: &str = "the file of alice the module of alice";
const OF_BOB: &str = "the file of bob the module of bob";

#[test]
fn each_has_its_own_files_handlers_and_modules() -> Result<()> {
    in_both_ways("files", |server, alice, bob| {
        for _ in 0..3 {
            assert_eq!(text(server, alice, "/who.py")?, OF_ALICE);
            assert_eq!(text(server, bob, "/who.py")?, OF_BOB);
            assert_eq!(text(server, alice, "/page.txt")?, "the file of alice\n");
            assert_eq!(text(server, bob, "/page.txt")?, "the file of bob\n");
        }
        assert_eq!(text(server, bob, "/secret.txt")?, "only bob knows\n");
        assert_eq!(get(server, alice, "/secret.txt")?.status, 404);
        Ok(())
    })
}

#[test]
fn a_folders_address_stays_the_tenants() -> Result<()> {
    in_both_ways("redirect", |server, _, bob| {
        server.folder.write("bob/a folder \u{e9}/index.html", "another")?;
        for (path, expected) in [("/folder", "/folder/"), ("/a%20folder%20%c3%a9", "/a%20folder%20%C3%A9/")] {
            let answer = get(server, bob, path)?;
            assert_eq!(answer.status, 301, "{path}");
            let location = answer.head.values("location").map(readable).collect::<Vec<_>>();
            assert_eq!(location, [bob.target(expected)]);
        }
        assert_eq!(text(server, bob, "/folder/")?, "<p>bob's index</p>\n");
        Ok(())
    })
}

#[test]
fn a_tenants_own_index_page_is_behind_a_slash() -> Result<()> {
    let server = serve("index", BY_PREFIX)?;
    assert!(server.text("any.test", "/bob/")?.contains("secret.txt"), "a list, as long as there is no index page");
    server.folder.write("bob/index.html", "all of bob")?;
    let answer = server.get("any.test", "/bob")?;
    assert_eq!(answer.status, 301);
    assert_eq!(answer.head.values("location").collect::<Vec<_>>(), [b"/bob/"]);
    assert_eq!(server.text("any.test", "/bob/")?, "all of bob");
    Ok(())
}

#[test]
fn a_host_is_known_however_it_is_written() -> Result<()> {
    let server = serve("hosts", BY_HOST)?;
    for (host, expected) in [
        ("alice.test", OF_ALICE),
        ("ALICE.Test", OF_ALICE),
        ("alice.test.", OF_ALICE),
        ("alice.test:8000", OF_ALICE),
        ("Alice.Test.:80", OF_ALICE),
        ("bob.test:", OF_BOB),
        ("www.bob.test", OF_BOB),
        ("a.b.BOB.test:1", OF_BOB),
    ] {
        assert_eq!(server.text(host, "/who.py")?, expected, "{host}");
    }
    for host in [
        "",
        "eve.test",
        ".bob.test",
        "notbob.test",
        "bob.test.evil.test",
        "alice.test..",
        "alice.test/",
        "alice.test, bob.test",
        "alice",
        "127.0.0.1",
        "[::1]",
        "alice.test:80:80",
    ] {
        for path in ["/who.py", "/page.txt", "/"] {
            let status = server.get(host, path)?.status;
            assert!(matches!(status, 400 | 404), "{host:?} {path}: {status}");
        }
    }
    Ok(())
}

#[test]
fn a_request_that_names_no_host_is_nobodys() -> Result<()> {
    let server = serve("no-host", BY_HOST)?;
    for request in ["GET /who.py HTTP/1.0\r\n\r\n", "GET /page.txt HTTP/1.0\r\n\r\n", "GET /who.py HTTP/1.1\r\n\r\n"] {
        let status = ask(server.address(), request.as_bytes())?.status;
        assert!(matches!(status, 400 | 404), "{request:?}: {status}");
    }
    Ok(())
}

/// Which of the two it meant could be read in two ways, by a proxy in front for one.
#[test]
fn a_request_that_names_two_hosts_is_refused() -> Result<()> {
    let server = serve("two-hosts", BY_HOST)?;
    for hosts in ["Host: alice.test\r\nHost: bob.test", "Host: alice.test\r\nhost: alice.test"] {
        let answer = ask(server.address(), format!("GET /who.py HTTP/1.1\r\n{hosts}\r\n\r\n").as_bytes())?;
        assert_eq!(answer.status, 400, "{hosts:?}: {}", answer.text());
    }
    Ok(())
}

/// Where the target itself names a host, that is the one (RFC 9112, 3.2.2).
#[test]
fn an_absolute_target_names_the_host() -> Result<()> {
    let server = serve("absolute", BY_HOST)?;
    for (target, host, expected) in [
        ("http://alice.test/who.py", "alice.test", OF_ALICE),
        ("http://bob.test/who.py", "alice.test", OF_BOB),
        ("HTTP://BOB.test:81/who.py?x=http://alice.test/", "alice.test", OF_BOB),
        ("https://alice.test/who.py", "eve.test", OF_ALICE),
        ("http://alice.test@bob.test/who.py", "alice.test", OF_BOB),
    ] {
        assert_eq!(server.text(host, target)?, expected, "{target}");
    }
    for target in ["http://eve.test/who.py", "http:///who.py", "ftp://alice.test/who.py", "//alice.test/who.py"] {
        let status = server.get("alice.test", target)?.status;
        assert!(matches!(status, 400 | 404), "{target}: {status}");
    }
    let by_prefix = serve("absolute-prefix", BY_PREFIX)?;
    assert_eq!(by_prefix.text("any.test", "http://any.test/bob/who.py")?, OF_BOB);
    Ok(())
}

#[test]
fn a_path_is_the_tenants_it_leads_to() -> Result<()> {
    let server = serve("paths", BY_PREFIX)?;
    for target in [
        "/alice/who.py",
        "//alice//who.py",
        "/./alice/./who.py",
        "/%61lice/who.py",
        "/alice%2fwho.py",
        "/alice/who%2Epy",
        "/alice/who.py?/../bob/",
        "/alice/who.py#/bob/who.py",
    ] {
        assert_eq!(server.text("any.test", target)?, OF_ALICE, "{target}");
    }
    for target in [
        "/",
        "/who.py",
        "/alicex/who.py",
        "/ALICE/who.py",
        "/alice;/who.py",
        "/alice/bob/who.py",
        "/alice/../bob/who.py",
        "/alice/../bob/secret.txt",
        "/alice/..;/bob/secret.txt",
        "/alice/%2e%2e/bob/secret.txt",
        "/alice/..%2fbob/secret.txt",
        "/alice%2f..%2fbob%2fsecret.txt",
        "/alice/%252e%252e/bob/secret.txt",
        "/alice/..%5cbob%5csecret.txt",
        "/alice/%c0%ae%c0%ae/bob/secret.txt",
        "/alice/..%00/bob/secret.txt",
        "/alice/.../bob/secret.txt",
        "/alice//bob/secret.txt",
        "/alice/%2fbob/secret.txt",
    ] {
        let answer = server.get("any.test", target)?;
        assert_eq!(answer.status, 404, "{target}: {}", answer.text());
    }
    Ok(())
}

#[test]
fn one_key_and_path_are_two_places_in_two_stashes() -> Result<()> {
    in_both_ways("stash", |server, alice, bob| {
        let key = new_key()?;
        let path = format!("/stash.py?{key}");
        assert_eq!(post(server, alice, &path, "of alice")?.status, 200);
        assert_eq!(get(server, bob, &path)?.status, 204);
        // It would be refused where a value is there already.
        assert_eq!(post(server, bob, &path, "of bob")?.status, 200);
        assert_eq!(text(server, alice, &path)?, "of alice");
        assert_eq!(get(server, alice, &path)?.status, 204);
        assert_eq!(text(server, bob, &path)?, "of bob");
        Ok(())
    })
}

#[test]
fn a_lock_that_one_holds_is_free_for_the_other() -> Result<()> {
    in_both_ways("lock", |server, alice, bob| {
        let mut holder = Connection::open(server.address())?;
        holder.send(&get_from(alice.host, &alice.target("/keeps_lock.py?word")));
        holder.wait_for(b"locked").map_err(|end| anyhow!("no lock: {end:?}"))?;
        let mut waiter = Connection::open(server.address())?;
        waiter.send(&get_from(alice.host, &alice.target("/takes_lock.py")));
        assert_eq!(text(server, bob, "/takes_lock.py")?, "has the lock");
        server.folder.write("alice/word", "")?;
        assert_eq!(Answer::from(waiter.read_response(false))?.text(), "has the lock");
        Ok(())
    })
}

#[test]
fn the_log_names_the_tenant() -> Result<()> {
    in_both_ways("log", |server, alice, bob| {
        for (name, way) in [("alice", alice), ("bob", bob)] {
            text(server, way, "/prints.py")?;
            let tenant = format!("tenant=\"{name}\"");
            server.log().wait_for(&[&tenant, "prints.py", "said in print"])?;
            server.log().wait_for(&[&tenant, "prints.py", "said in logging"])?;
        }
        Ok(())
    })
}

#[test]
fn the_log_names_the_tenant_of_a_failure() -> Result<()> {
    let server = serve("failure", BY_HOST)?;
    for name in ["alice", "bob"] {
        assert_eq!(server.get(&format!("{name}.test"), "/fails.py")?.status, 500);
        server.log().wait_for(&["handler failed", &format!("tenant=\"{name}\""), "fails.py", "for the log"])?;
    }
    Ok(())
}

#[test]
fn the_limits_of_one_are_not_the_others() -> Result<()> {
    let limits = "[tenant.limits]\nwall-time = \"300ms\"\nmemory = \"96MiB\"\n\n[[tenant]]\nname = \"bob\"";
    for (kind, configuration, [alice, bob]) in [("host", BY_HOST, HOSTS), ("prefix", BY_PREFIX, PREFIXES)] {
        let configuration = configuration.replace("[[tenant]]\nname = \"bob\"", limits);
        let server = serve(&format!("limits-{kind}"), &configuration)?;
        for (path, status, limit, content) in
            [("/takes_memory.py", 507, "memory", "104857600"), ("/sleeps.py", 504, "wall-time", "slept")]
        {
            let ended = get(&server, alice, path)?;
            assert_eq!(ended.status, status, "{path}: {}", ended.text());
            ensure!(ended.error_message()?.contains(limit), "{}", ended.text());
            assert_eq!(text(&server, bob, path)?, content);
        }
    }
    Ok(())
}

/// The same text at the same path, for both: what is kept of it must not bring the other's module along.
#[test]
fn what_is_compiled_for_one_is_not_the_others() -> Result<()> {
    in_both_ways("compiled", |server, alice, bob| {
        for edit in 0..5 {
            let name = format!("edited {edit}");
            server.folder.write("alice/helper.py", format!("NAME = {name:?}\n"))?;
            assert_eq!(text(server, alice, "/who.py")?, format!("the file of alice {name}"));
            assert_eq!(text(server, bob, "/who.py")?, OF_BOB);
        }
        let same = std::fs::read(server.folder.place("bob/helper.py"))?;
        server.folder.write("alice/helper.py", same)?;
        assert_eq!(text(server, alice, "/who.py")?, "the file of alice the module of bob");
        // The handler of one, the other's as before.
        server.folder.write("bob/who.py", "def main(request, response):\n    return b'another'\n")?;
        assert_eq!(text(server, bob, "/who.py")?, "another");
        assert_eq!(text(server, alice, "/who.py")?, "the file of alice the module of bob");
        // Long after the edits, when a file is known by its times alone.
        eventually("all as it was", || {
            let found = (text(server, alice, "/who.py")?, text(server, bob, "/who.py")?);
            ensure!(found == ("the file of alice the module of bob".to_owned(), "another".to_owned()), "{found:?}");
            let settled = std::fs::metadata(server.folder.place("bob/who.py"))?.modified()?.elapsed()?.as_millis() > 50;
            Ok(settled.then_some(()))
        })
    })
}

#[test]
fn no_path_leads_into_the_others_files() -> Result<()> {
    let server = serve("open", BY_HOST)?;
    server.folder.link("alice/link.txt", "../bob/secret.txt")?;
    server.folder.link("alice/link", "../bob")?;
    server.folder.link("alice/absolute.txt", server.folder.place("bob/secret.txt"))?;
    server.folder.link("alice/up", "..")?;
    let real = server.folder.place("bob/secret.txt");
    let real = real.to_str().context("a path that is no text")?;
    let paths = [
        "../bob/secret.txt",
        "/docroot/../bob/secret.txt",
        "/bob/secret.txt",
        "bob/secret.txt",
        "/docroot/folder/../../bob/secret.txt",
        "/docroot/./.././bob/secret.txt",
        "/docroot//..//bob//secret.txt",
        "/docroot/link.txt",
        "/docroot/link/secret.txt",
        "/docroot/absolute.txt",
        "/docroot/up/bob/secret.txt",
        "/docroot/folder/../up/bob/secret.txt",
        "/docroot/page.txt/../../bob/secret.txt",
        "/docroot/..\\bob\\secret.txt",
        "/proc/self/cwd/bob/secret.txt",
        "/proc/self/root/etc/passwd",
        "file:///docroot/../bob/secret.txt",
        real,
    ];
    let answer = ask(server.address(), &post_to("alice.test", "/opens.py", paths.join("\n").as_bytes()))?;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let found: Value = serde_json::from_slice(&answer.content)?;
    for path in paths {
        let attempts = found.get(path).and_then(Value::as_array).with_context(|| format!("{path} in {found}"))?;
        for attempt in attempts {
            let said = attempt.as_str().unwrap_or_default();
            assert!(!said.contains("secret") && !said.contains("only bob"), "{path}: {said}");
        }
    }
    // As files, too, and the other way round: bob can.
    for target in ["/link.txt", "/link/secret.txt", "/absolute.txt", "/up/bob/secret.txt"] {
        let answer = server.get("alice.test", target)?;
        assert_eq!(answer.status, 404, "{target}: {}", answer.text());
    }
    let own = ask(server.address(), &post_to("bob.test", "/opens.py", b"/docroot/secret.txt"))?;
    assert_eq!(own.text().matches("only bob knows").count(), 4, "{}", own.text());
    Ok(())
}

/// A module that only the other has, by every name an import can be given.
#[test]
fn no_import_leads_into_the_others_modules() -> Result<()> {
    let server = serve("import", BY_HOST)?;
    server.folder.write("bob/only_bobs.py", "NAME = 'only bob knows'\n")?;
    server.folder.link("alice/linked.py", "../bob/only_bobs.py")?;
    let answer = server.get("alice.test", "/imports.py")?;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(!answer.text().contains("only bob knows"), "{}", answer.text());
    assert!(answer.text().lines().count() >= 8, "{}", answer.text());
    let own = server.text("bob.test", "/imports.py")?;
    assert!(own.contains("only bob knows"), "{own}");
    Ok(())
}
