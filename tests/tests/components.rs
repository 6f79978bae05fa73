//! WebAssembly components of the contract's world: what answers, what is refused when it is loaded, what becomes of those that
//! trap, never end or ask for too much, and what is kept of them.

use std::os::unix::fs::PermissionsExt as _;
use std::sync::LazyLock;

use airlock_tests::airlock_process::Airlock;
use airlock_tests::configured::Configured;
use airlock_tests::innocents::Innocents;
use airlock_tests::raw_http::{Connection, End};
use airlock_tests::requests::{Answer, ask, get, get_from, post};
use airlock_tests::rust_component;
use airlock_tests::scratch::Scratch;
use anyhow::{Context, Result, ensure};

/// A component that does what its query says, `tests/components/unruly`.
static UNRULY: LazyLock<Result<Vec<u8>, String>> =
    LazyLock::new(|| rust_component::build("unruly").map_err(|error| format!("{error:#}")));

fn unruly() -> Result<&'static [u8]> {
    UNRULY.as_deref().map_err(|error| anyhow::anyhow!("{error}"))
}

/// The component of a text in WebAssembly's text format.
fn component(text: &str) -> Result<Vec<u8>> {
    wat::parse_str(text).with_context(|| text.to_owned())
}

/// A component that exports `handle`, whose core module has these fields, and that has `more` around it.
fn handler(core: &str, more: &str) -> Result<Vec<u8>> {
    component(&format!(
        "(component {more} (core module $m {core})
           (core instance $i (instantiate $m)) (func (export \"handle\") (canon lift (core func $i \"handle\"))))"
    ))
}

/// A server over a folder of its own, in which `innocent.py` answers.
struct Scene {
    airlock: Airlock,
    docroot: Scratch,
}

impl Scene {
    fn new(name: &str, profile: &str, flags: &[&str]) -> Result<Self> {
        let docroot = Scratch::new(&format!("components-{name}"))?;
        docroot.write("innocent.py", "def main(request, response):\n    return 'well'\n")?;
        let state = docroot.place(".state");
        let state = ["--state", state.to_str().context("UTF-8")?];
        let flags = [flags, &state].concat();
        let airlock = Airlock::start_with(docroot.path(), profile, &format!("components-{name}"), &flags)?;
        Ok(Self { airlock, docroot })
    }

    fn with_unruly(name: &str, flags: &[&str]) -> Result<Self> {
        let scene = Self::new(name, "exposed", flags)?;
        scene.docroot.write("unruly.wasm", unruly()?)?;
        Ok(scene)
    }

    fn get(&self, target: &str) -> Result<Answer> {
        ask(self.airlock.address(), &get(target))
    }

    fn text(&self, target: &str) -> Result<String> {
        let answer = self.get(target)?;
        ensure!(answer.status == 200, "{target}: {} {}", answer.status, answer.text());
        Ok(answer.text())
    }

    fn innocents(&self) -> Result<Innocents> {
        Innocents::start(self.airlock.address(), "/innocent.py", "well")
    }

    fn logged(&self, words: &[&str]) -> Result<String> {
        self.airlock.log().wait_for(words)
    }

    fn conclude(mut self) -> Result<()> {
        ensure!(self.airlock.is_running(), "the server has ended");
        assert_eq!(self.airlock.log().lines_with(&["panicked"])?, Vec::<String>::new());
        Ok(())
    }
}

#[test]
fn a_component_answers_whatever_is_asked_of_it() -> Result<()> {
    let scene = Scene::with_unruly("answers", &[])?;
    for target in ["/unruly.wasm?hello", "/unruly.wasm/more/of%20it?hello"] {
        assert_eq!(scene.text(target)?, "hello");
    }
    let posted = ask(scene.airlock.address(), &post("/unruly.wasm?posted", b"a body that nobody reads"))?;
    assert_eq!((posted.status, posted.text()), (200, "posted".to_owned()));
    let head = ask(scene.airlock.address(), b"HEAD /unruly.wasm?hello HTTP/1.1\r\nHost: a\r\n\r\n")?;
    assert_eq!((head.status, head.text()), (200, String::new()));
    assert_eq!(scene.get("/missing.wasm")?.status, 404);
    scene.docroot.write("folder.wasm/index.html", "a page")?;
    assert_eq!(scene.get("/folder.wasm")?.status, 301);
    scene.conclude()
}

#[test]
fn two_hundred_are_answered_at_once() -> Result<()> {
    let scene = Scene::with_unruly("many", &[])?;
    assert_eq!(scene.text("/unruly.wasm?first")?, "first");
    let mut connections = (0..200).map(|_| Connection::open(scene.airlock.address())).collect::<Result<Vec<_>>>()?;
    for (number, connection) in connections.iter_mut().enumerate() {
        connection.send(&get(&format!("/unruly.wasm?{number}")));
    }
    for (number, connection) in connections.iter_mut().enumerate() {
        assert_eq!(Answer::from(connection.read_response(false))?.text(), number.to_string());
    }
    scene.conclude()
}

#[test]
fn what_is_no_handler_is_refused_when_it_is_loaded() -> Result<()> {
    let scene = Scene::new("refused", "exposed", &[])?;
    let nothing = r#"(func (export "handle"))"#;
    let instance = |name: &str| format!(r#"(import "{name}" (instance))"#);
    let cases: [(&str, Vec<u8>, &[&str]); 12] = [
        (
            "tcp",
            handler(nothing, &instance("wasi:sockets/tcp@0.2.0"))?,
            &["imports wasi:sockets/tcp@0.2.0", "sockets", "It exports handle"],
        ),
        (
            "files",
            handler(nothing, &instance("wasi:filesystem/preopens@0.2.3"))?,
            &["imports wasi:filesystem/preopens@0.2.3", "--stub-wasi", "grants.wasi"],
        ),
        (
            "modules",
            handler(nothing, &instance("airlock:handler/modules@0.1.0"))?,
            &["imports airlock:handler/modules@0.1.0"],
        ),
        ("newer", handler(nothing, &instance("airlock:handler/request@0.2.0"))?, &["airlock:handler/request@0.2.0"]),
        ("unknown", handler(nothing, &instance("some:thing/else@1.0.0"))?, &["imports some:thing/else@1.0.0"]),
        ("function", handler(nothing, r#"(import "f" (func))"#)?, &["imports f,"]),
        (
            "differs",
            handler(nothing, r#"(import "airlock:handler/timer@0.1.0" (instance (export "sleep" (func))))"#)?,
            &["an interface of it is not as its version has it", "sleep"],
        ),
        (
            "idle",
            component("(component)")?,
            &["exports nothing", "Accepted are components that export `handle`", "wasi:http/incoming-handler@0.2"],
        ),
        (
            "command",
            component(r#"(component (instance $i) (export "wasi:cli/run@0.2.0" (instance $i)))"#)?,
            &["exports wasi:cli/run@0.2.0", "a command"],
        ),
        (
            "service",
            component(r#"(component (instance $i) (export "wasi:http/handler@0.3.0" (instance $i)))"#)?,
            &["exports wasi:http/handler@0.3.0", "wasi-p3"],
        ),
        (
            "core",
            component(r#"(module (func (export "main")) (memory (export "memory") 1))"#)?,
            &["a core module that exports main, memory", "airlock build"],
        ),
        ("text", b"def main(request, response): pass".to_vec(), &["not WebAssembly"]),
    ];
    let innocents = scene.innocents()?;
    for (name, wasm, words) in cases {
        scene.docroot.write(&format!("{name}.wasm"), wasm)?;
        let answer = scene.get(&format!("/{name}.wasm"))?;
        assert_eq!(answer.status, 500, "{name}: {}", answer.text());
        assert!(!answer.text().contains("import"), "{name}: {}", answer.text());
        let file = format!("{name}.wasm");
        scene.logged(&[&[file.as_str(), "the component is refused"], words].concat()).context(name.to_owned())?;
    }
    for (name, wasm) in [
        ("cut", handler(nothing, "")?.get(..40).context("40 bytes")?.to_vec()),
        ("invalid", b"\0asm\x0d\0\x01\0\xff\xff\xff\xff\xff".to_vec()),
    ] {
        scene.docroot.write(&format!("{name}.wasm"), wasm)?;
        assert_eq!(scene.get(&format!("/{name}.wasm"))?.status, 500);
        scene.logged(&[&format!("{name}.wasm"), "the component is refused"])?;
    }
    innocents.finish()?;
    scene.conclude()
}

#[test]
fn the_operator_may_let_imports_be_there_with_nothing_in_them() -> Result<()> {
    let folder = Scratch::new("components-command")?;
    let imports = r#"(import "wasi:sockets/tcp@0.2.0" (instance)) (import "wasi:filesystem/types@0.2.0" (instance))"#;
    folder.write("site/a.wasm", handler(r#"(func (export "handle") unreachable)"#, imports)?)?;
    let server = Configured::start_in(
        folder,
        "components-command",
        "[[tenant]]\nname = \"a\"\ndocroot = \"site\"\n[tenant.grants]\nwasi = \"command\"\n",
    )?;
    assert_eq!(server.get("a.test", "/a.wasm")?.status, 500);
    // It was run.
    server.log().wait_for(&["a.wasm", "aborted (unreachable)"])?;
    Ok(())
}

#[test]
fn what_goes_wrong_ends_at_its_limit_with_its_cause() -> Result<()> {
    let scene = Scene::with_unruly("limits", &["--wall-time", "8s", "--cpu-time", "1s", "--response", "1MiB"])?;
    let innocents = scene.innocents()?;
    for (does, status, words) in [
        ("panic", 500, &["aborted (unreachable)", "breaks_down"][..]),
        ("spin", 504, &["over its limit", "cpu-time"]),
        ("deep", 500, &["nest too deeply", "deep"]),
        ("grow", 507, &["over its limit", "memory"]),
        ("sleep", 504, &["over its limit", "wall-time"]),
        ("says-nothing", 500, &["returned without an answer"]),
    ] {
        let answer = scene.get(&format!("/unruly.wasm?{does}"))?;
        assert_eq!(answer.status, status, "{does}: {}", answer.text());
        scene.logged(&[&["unruly.wasm"], words].concat()).context(does.to_owned())?;
    }
    assert_eq!(scene.text("/unruly.wasm?twice")?, "first");
    scene.logged(&["the second answer: Err(Error::Closed)"])?;
    innocents.finish()?;
    scene.conclude()
}

#[test]
fn a_response_that_breaks_off_is_seen_to() -> Result<()> {
    let scene = Scene::with_unruly("breaks-off", &["--response", "1MiB"])?;
    let longer = scene.get("/unruly.wasm?longer")?;
    assert_eq!((longer.status, longer.text()), (200, "abc".to_owned()));
    scene.logged(&["content beyond its Content-Length"])?;
    for does in ["shorter", "half", "endless"] {
        let mut connection = Connection::open(scene.airlock.address())?;
        connection.send(&get(&format!("/unruly.wasm?{does}")));
        let end = connection.read_response(false).end;
        assert!(matches!(end, End::Closed | End::Reset), "{does}: {end:?}");
    }
    scene.logged(&["over its limit", "response"])?;
    scene.conclude()
}

#[test]
fn a_component_that_harms_before_it_is_called_ends_at_its_limit() -> Result<()> {
    let scene = Scene::new("start", "exposed", &["--wall-time", "3s", "--cpu-time", "1s"])?;
    let innocents = scene.innocents()?;
    let handle = r#"(func (export "handle"))"#;
    for (name, core, status, words) in [
        ("spins", "(func $s (loop (br 0))) (start $s)".to_owned(), 504, &["cpu-time"][..]),
        ("traps", "(func $s unreachable) (start $s)".to_owned(), 500, &["aborted (unreachable)", "in "]),
        ("wide", "(memory 60000)".to_owned(), 507, &["memory"]),
        ("tall", "(table 90000000 funcref)".to_owned(), 500, &["the component is refused"]),
        ("memories", "(memory 1)".repeat(3), 500, &["the component is refused"]),
    ] {
        scene.docroot.write(&format!("{name}.wasm"), handler(&format!("{core} {handle}"), "")?)?;
        let answer = scene.get(&format!("/{name}.wasm"))?;
        assert_eq!(answer.status, status, "{name}: {}", answer.text());
        scene.logged(&[&[name], words].concat()).context(name.to_owned())?;
    }
    innocents.finish()?;
    scene.conclude()
}

#[test]
fn an_edited_file_is_another_component() -> Result<()> {
    let scene = Scene::with_unruly("edits", &[])?;
    assert_eq!(scene.text("/unruly.wasm?one")?, "one");
    let trap = handler(r#"(func $named (export "handle") unreachable)"#, "")?;
    scene.docroot.write("unruly.wasm", trap)?;
    assert_eq!(scene.get("/unruly.wasm?one")?.status, 500);
    scene.logged(&["aborted (unreachable)", "named"])?;
    scene.docroot.write("unruly.wasm", "nothing")?;
    assert_eq!(scene.get("/unruly.wasm?one")?.status, 500);
    scene.docroot.write("unruly.wasm", unruly()?)?;
    assert_eq!(scene.text("/unruly.wasm?two")?, "two");
    std::fs::remove_file(scene.docroot.place("unruly.wasm"))?;
    assert_eq!(scene.get("/unruly.wasm?two")?.status, 404);
    scene.conclude()
}

#[test]
fn a_component_is_compiled_once_for_all_servers_that_share_a_folder() -> Result<()> {
    let compiled =
        |scene: &Scene| Ok::<_, anyhow::Error>(scene.airlock.log().lines_with(&["component compiled"])?.len());
    let folder = Scratch::new("components-state")?;
    let state = folder.place("state");
    let flags = ["--state", state.to_str().context("UTF-8")?];
    let start = |name: &str| -> Result<Scene> {
        let docroot = Scratch::new("components-shared")?;
        docroot.write("a.wasm", unruly()?)?;
        docroot.write("b.wasm", unruly()?)?;
        let airlock = Airlock::start_with(docroot.path(), "exposed", &format!("components-shared-{name}"), &flags)?;
        Ok(Scene { airlock, docroot })
    };
    let first = start("first")?;
    assert_eq!((first.text("/a.wasm?1")?, first.text("/b.wasm?2")?), ("1".to_owned(), "2".to_owned()));
    assert_eq!(compiled(&first)?, 1);
    first.conclude()?;
    let second = start("second")?;
    assert_eq!(second.text("/a.wasm?1")?, "1");
    assert_eq!(compiled(&second)?, 0);
    second.conclude()?;
    // As after a loss of power.
    let files =
        std::fs::read_dir(state.join("components"))?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    let kept = files.iter().find(|file| file.extension().is_some_and(|ending| ending == "cwasm")).context("a file")?;
    let mut code = std::fs::read(kept)?;
    let half = code.len() / 2;
    code[half..].fill(0);
    std::fs::write(kept, code)?;
    let third = start("third")?;
    assert_eq!(third.text("/a.wasm?1")?, "1");
    third.logged(&["a compiled component is damaged"])?;
    assert_eq!(compiled(&third)?, 1);
    third.conclude()?;
    // Where others may write, nothing is kept.
    std::fs::set_permissions(state.join("components"), std::fs::Permissions::from_mode(0o777))?;
    let fourth = start("fourth")?;
    assert_eq!(fourth.text("/a.wasm?1")?, "1");
    fourth.logged(&["compiled components are not kept"])?;
    assert_eq!(compiled(&fourth)?, 1);
    fourth.conclude()
}

#[test]
fn compiling_has_limits() -> Result<()> {
    let folder = Scratch::new("components-compiling")?;
    // Long functions in which everything is alive to the end.
    let body: String = (0..3000)
        .map(|n| format!("(local.set $v{} (i32.add (local.get $v{}) (i32.const {n})))", n % 500, (n * 7) % 500))
        .collect();
    let locals: String = (0..500).map(|n| format!("(local $v{n} i32)")).collect();
    let functions = format!("(func {locals} {body})").repeat(400);
    folder.write("site/slow.wasm", handler(&format!(r#"(func (export "handle")) {functions}"#), "")?)?;
    folder.write("site/large.wasm", vec![0; 17 << 20])?;
    folder.write("site/unruly.wasm", unruly()?)?;
    let configuration = "[server]\nstate = \"state\"\ncomponent-size = \"16MiB\"\ncompile-time = \"1s\"\n\
                         [[tenant]]\nname = \"a\"\ndocroot = \"site\"\n";
    let server = Configured::start_in(folder, "components-compiling", configuration)?;
    assert_eq!(server.get("a.test", "/large.wasm")?.status, 500);
    server.log().wait_for(&["large.wasm", "at most 16777216 are compiled (server.component-size)"])?;
    assert_eq!(server.get("a.test", "/slow.wasm")?.status, 500);
    server.log().wait_for(&["slow.wasm", "takes longer than 1s of processor time (server.compile-time)"])?;
    assert_eq!(server.text("a.test", "/unruly.wasm?well")?, "well");
    Ok(())
}

#[test]
fn in_a_test_suite_core_modules_are_files() -> Result<()> {
    for profile in ["wpt", "files"] {
        let scene = Scene::new(profile, profile, &[])?;
        let module = component(r#"(module (func (export "main")))"#)?;
        scene.docroot.write("module.wasm", &module)?;
        scene.docroot.write("unruly.wasm", unruly()?)?;
        let sent = scene.get("/module.wasm")?;
        assert_eq!((sent.status, sent.content), (200, module));
        assert_eq!(sent.head.values("content-type").next(), Some(&b"application/wasm"[..]));
        assert_eq!(scene.text("/unruly.wasm?run")?, "run");
        scene.conclude()?;
    }
    Ok(())
}

#[test]
fn nothing_of_a_request_is_left_in_the_next() -> Result<()> {
    let scene = Scene::with_unruly("fresh", &[])?;
    scene.docroot.write("other.wasm", unruly()?)?;
    for _ in 0..50 {
        assert_eq!(scene.text("/unruly.wasm?counts")?, "0");
        assert_ne!(scene.text("/unruly.wasm?mark")?, "0");
        for file in ["unruly", "other"] {
            assert_eq!(scene.text(&format!("/{file}.wasm?look"))?, "0");
        }
    }
    scene.conclude()
}

#[test]
fn kept_instances_leave_room_for_other_tenants() -> Result<()> {
    let folder = Scratch::new("components-room")?;
    for site in ["a", "b"] {
        folder.write(&format!("{site}/unruly.wasm"), unruly()?)?;
    }
    let configuration = "[server]\nmax-sandboxes = 4\nstate = \"state\"\n\
                         [[tenant]]\nname = \"a\"\nhosts = [\"a.test\"]\ndocroot = \"a\"\nisolation = \"handler\"\n\
                         [[tenant]]\nname = \"b\"\nhosts = [\"b.test\"]\ndocroot = \"b\"\n";
    let server = Configured::start_in(folder, "components-room", configuration)?;
    assert_eq!(server.text("a.test", "/unruly.wasm?first")?, "first");
    let mut connections = (0..4).map(|_| Connection::open(server.address())).collect::<Result<Vec<_>>>()?;
    for connection in &mut connections {
        connection.send(&get_from("a.test", "/unruly.wasm?counts"));
    }
    for connection in &mut connections {
        assert_eq!(Answer::from(connection.read_response(false))?.status, 200);
    }
    for _ in 0..8 {
        assert_eq!(server.text("b.test", "/unruly.wasm?well")?, "well");
    }
    Ok(())
}

#[test]
fn waiting_takes_its_grant() -> Result<()> {
    let folder = Scratch::new("components-waiting")?;
    folder.write("site/unruly.wasm", unruly()?)?;
    let configuration = "[[tenant]]\nname = \"a\"\ndocroot = \"site\"\n[tenant.grants]\nsleep = false\n";
    let server = Configured::start_in(folder, "components-waiting", configuration)?;
    assert_eq!(server.get("a.test", "/unruly.wasm?polls")?.status, 500);
    server.log().wait_for(&["unruly.wasm", "denied: sleep"])?;
    Ok(())
}

#[test]
fn an_instance_is_kept_where_the_policy_has_it_so() -> Result<()> {
    let folder = Scratch::new("components-kept")?;
    folder.write("site/unruly.wasm", unruly()?)?;
    folder.write("site/other.wasm", unruly()?)?;
    let configuration = "[[tenant]]\nname = \"a\"\ndocroot = \"site\"\nisolation = \"handler\"\n\
                         [tenant.reuse]\nmax-requests = 3\n";
    let server = Configured::start_in(folder, "components-kept", configuration)?;
    let mut counts = Vec::new();
    for _ in 0..7 {
        counts.push(server.text("a.test", "/unruly.wasm?counts")?);
    }
    assert_eq!(counts, ["0", "1", "2", "0", "1", "2", "0"]);
    assert_eq!(server.text("a.test", "/other.wasm?counts")?, "0");
    // One that has failed is not asked again.
    assert_eq!(server.get("a.test", "/unruly.wasm?panic")?.status, 500);
    assert_eq!(server.text("a.test", "/unruly.wasm?counts")?, "0");
    Ok(())
}
