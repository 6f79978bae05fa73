//! A request that goes past a limit ends there, with an answer and a log line that name the limit, and nobody else
//! notices: an innocent client is served all the while.
//!
//! The handlers lie in `tests/limits/docroot/`, one trick each, in a folder by the limit that ends them. No time is
//! measured: that a request ends at all is what is tested, and which limit ended it is in its answer.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use airlock_tests::airlock_process::Airlock;
use airlock_tests::eventually::eventually;
use airlock_tests::innocents::Innocents;
use airlock_tests::places;
use airlock_tests::proc_files::open_sockets;
use airlock_tests::raw_http::{Connection, End, Received};
use airlock_tests::requests::{Answer, ask, ask_on, get, post};
use airlock_tests::scratch::Scratch;
use airlock_tests::wire_text::readable;
use anyhow::{Context, Result, anyhow, ensure};

fn docroot() -> PathBuf {
    places::tests_folder().join("limits").join("docroot")
}

/// The targets of all handlers in one folder of the docroot.
fn handlers_in(folder: &str) -> Result<Vec<String>> {
    let files = places::files_below(&docroot().join(folder))?;
    ensure!(!files.is_empty(), "no handlers in {folder}");
    Ok(files.iter().map(|file| format!("/{folder}/{}", file.display())).collect())
}

/// A server over the docroot and its innocent client.
struct Scene {
    airlock: Airlock,
    innocents: Innocents,
}

impl Scene {
    fn new(name: &str, profile: &str, flags: &[&str]) -> Result<Self> {
        Self::over(&docroot(), name, profile, flags)
    }

    fn over(docroot: &Path, name: &str, profile: &str, flags: &[&str]) -> Result<Self> {
        let airlock = Airlock::start_with(docroot, profile, &format!("limits-{name}"), flags)?;
        let innocents = Innocents::start(airlock.address(), "/innocent.py", "innocent")?;
        Ok(Self { airlock, innocents })
    }

    fn address(&self) -> SocketAddr {
        self.airlock.address()
    }

    /// The answers to several requests made at once.
    fn ask_at_once(&self, requests: Vec<Vec<u8>>) -> Result<Vec<Answer>> {
        let address = self.address();
        let clients: Vec<_> =
            requests.into_iter().map(|request| std::thread::spawn(move || ask(address, &request))).collect();
        clients.into_iter().map(|client| client.join().map_err(|_| anyhow!("a client panicked"))?).collect()
    }

    /// The answer says that `limit` was used up, and so does a line of the log.
    fn ended_at(&self, target: &str, answer: &Answer, status: u16, limit: &str) -> Result<()> {
        ensure!(answer.status == status, "{target}: {} {}", answer.status, answer.text());
        let message = answer.error_message()?;
        ensure!(message.contains(limit), "{target}: {message:?} does not name {limit}");
        self.log_names(target, limit)
    }

    /// A line of the log says that the handler at `target` used up `limit`.
    fn log_names(&self, target: &str, limit: &str) -> Result<()> {
        let handler = target.trim_start_matches('/');
        self.airlock.log().wait_for(&[handler, "limit", limit]).map(drop)
    }

    /// All others were served, and the server is still there.
    fn conclude(mut self) -> Result<()> {
        self.innocents.finish()?;
        ensure!(self.airlock.is_running(), "the server has ended");
        let traps = self.airlock.log().lines_with(&["panicked"])?;
        ensure!(traps.is_empty(), "{traps:?}");
        Ok(())
    }
}

#[test]
fn what_computes_without_end_is_ended_at_its_processor_time() -> Result<()> {
    let scene = Scene::new("cpu", "exposed", &["--cpu-time", "300ms"])?;
    let targets = handlers_in("cpu")?;
    let answers = scene.ask_at_once(targets.iter().map(|target| get(target)).collect())?;
    for (target, answer) in targets.iter().zip(&answers) {
        scene.ended_at(target, answer, 504, "cpu-time")?;
    }
    scene.conclude()
}

#[test]
fn a_source_that_takes_long_to_compile_is_ended_as_well() -> Result<()> {
    // Each `finally` inside a `finally` doubles the code.
    let mut source = String::from("def main(request, response):\n");
    for depth in 0..18 {
        let indent = "    ".repeat(depth + 1);
        source += &format!("{indent}try:\n{indent}    a\n{indent}finally:\n");
    }
    source += &format!("{}pass\n", "    ".repeat(19));
    let scratch = Scratch::new("compile")?;
    scratch.write("innocent.py", "def main(request, response):\n    return b'innocent'\n")?;
    scratch.write("doubled.py", source)?;
    for (options, status, limit) in [
        (["--cpu-time", "300ms", "--memory", "2GiB"], 504, "cpu-time"),
        (["--wall-time", "300ms", "--memory", "2GiB"], 504, "wall-time"),
    ] {
        let scene = Scene::over(scratch.path(), "compile", "exposed", &options)?;
        let answer = ask(scene.address(), &get("/doubled.py"))?;
        scene.ended_at("/doubled.py", &answer, status, limit)?;
        scene.conclude()?;
    }
    // As for any handler that memory is short for, Python says so itself.
    let scene = Scene::over(scratch.path(), "compile", "exposed", &["--cpu-time", "60s", "--memory", "96MiB"])?;
    let answer = ask(scene.address(), &get("/doubled.py"))?;
    ensure!(matches!(answer.status, 500 | 507), "{} {}", answer.status, answer.text());
    scene.airlock.log().wait_for(&["doubled.py", "emory"])?;
    scene.conclude()
}

#[test]
fn what_waits_without_end_is_ended_at_its_wall_time() -> Result<()> {
    let scene = Scene::new("wall", "exposed", &["--wall-time", "500ms"])?;
    let targets = ["/wall/sleep.py", "/wall/many_short_sleeps.py"];
    let mut requests: Vec<_> = targets.iter().map(|target| get(target)).collect();
    // A body that is announced and never comes.
    requests.push(b"POST /wall/waits_for_body.py HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nshort".to_vec());
    let answers = scene.ask_at_once(requests)?;
    for (target, answer) in targets.iter().chain(&["/wall/waits_for_body.py"]).zip(&answers) {
        scene.ended_at(target, answer, 504, "wall-time")?;
    }
    scene.conclude()
}

/// What a handler said helps to find out why it took so long.
#[test]
fn what_was_printed_before_the_end_is_in_the_log() -> Result<()> {
    let scene = Scene::new("printed", "exposed", &["--wall-time", "500ms"])?;
    let target = "/wall/prints_then_sleeps.py";
    scene.ended_at(target, &ask(scene.address(), &get(target))?, 504, "wall-time")?;
    scene.airlock.log().wait_for(&["prints_then_sleeps.py", "before the long sleep"])?;
    scene.conclude()
}

#[test]
fn a_lock_is_free_again_when_its_holder_was_ended() -> Result<()> {
    let scene = Scene::new("lock", "exposed", &["--wall-time", "5s", "--cpu-time", "300ms"])?;
    for (target, limit) in [("/wall/sleeps_with_lock.py", "wall-time"), ("/wall/loops_with_lock.py", "cpu-time")] {
        scene.ended_at(target, &ask(scene.address(), &get(target))?, 504, limit)?;
        let next = ask(scene.address(), &get("/wall/takes_lock.py"))?;
        assert_eq!((next.status, next.text()), (200, "has the lock".to_owned()), "after {target}");
    }
    scene.conclude()
}

#[test]
fn what_takes_memory_without_end_is_ended_at_its_limit() -> Result<()> {
    let scene = Scene::new("memory", "exposed", &["--memory", "96MiB", "--cpu-time", "20s"])?;
    for name in ["endless_allocation", "doubling_text", "one_gigabyte", "small_objects"] {
        let target = format!("/memory/{name}.py");
        scene.ended_at(&target, &ask(scene.address(), &get(&target))?, 507, "memory")?;
    }
    let body = vec![b'x'; 128 << 20];
    let target = "/memory/reads_body.py";
    scene.ended_at(target, &ask(scene.address(), &post(target, &body))?, 507, "memory")?;
    let survivor = ask(scene.address(), &get("/memory/survives.py"))?;
    assert_eq!((survivor.status, survivor.text()), (200, "survived many".to_owned()));
    scene.conclude()
}

#[test]
fn recursion_without_end_is_an_exception_and_never_a_trap() -> Result<()> {
    let scene = Scene::new("recursion", "wpt", &["--cpu-time", "20s"])?;
    let forms = ask(scene.address(), &get("/memory/recursion.py"))?.text();
    assert!(forms.lines().count() > 60, "the forms: {forms}");
    let mut failures = Vec::new();
    for form in forms.lines() {
        let answer = ask(scene.address(), &get(&format!("/memory/recursion.py?{form}")))?;
        let said = if answer.status == 500 { answer.error_message()? } else { answer.text() };
        let fine = match answer.status {
            200 => said == "came to an end",
            500 => (said.contains("Error") || said.contains("ExceptionGroup")) && !said.contains("trap"),
            _ => false,
        };
        if !fine {
            failures.push(format!("{form}: {} {said}", answer.status));
        }
    }
    let traps = scene.airlock.log().lines_with(&["trap"])?;
    let exhausted = scene.airlock.log().lines_with(&["call stack exhausted"])?;
    scene.conclude()?;
    assert!(failures.is_empty(), "{} forms of {}:\n{}", failures.len(), forms.lines().count(), failures.join("\n"));
    assert!(traps.is_empty() && exhausted.is_empty(), "{traps:?} {exhausted:?}");
    Ok(())
}

/// The connection ended in the middle of the response.
fn was_cut(received: &Received) -> bool {
    matches!(received.end, End::Closed | End::Reset)
}

#[test]
fn a_response_without_end_is_cut_at_its_limit() -> Result<()> {
    let scene = Scene::new("response", "exposed", &["--response", "1MiB"])?;
    for target in ["/response/endless_generator.py", "/response/endless_writer.py"] {
        let mut connection = Connection::open(scene.address())?;
        connection.send(&get(target));
        let received = connection.read_stream();
        assert!(was_cut(&received), "{target}: {:?}", received.end);
        let length = received.body.len();
        assert!(length <= 1 << 20, "{target}: {length} bytes of content");
        scene.log_names(target, "response")?;
    }
    for target in ["/response/too_long.py", "/response/long_head.py", "/response/many_fields.py"] {
        scene.ended_at(target, &ask(scene.address(), &get(target))?, 500, "response")?;
    }
    scene.conclude()
}

/// Asks for a response that is larger than all buffers on its way, reads its beginning, and no more.
fn begin_to_read(address: SocketAddr, target: &str) -> Result<Connection> {
    let mut connection = Connection::open(address)?;
    connection.send(&get(target));
    connection.wait_for(b"\r\n\r\n").map_err(|end| anyhow!("{target}: no head: {end:?}"))?;
    Ok(connection)
}

#[test]
fn a_response_that_nobody_reads_is_ended_at_its_wall_time() -> Result<()> {
    let scene = Scene::new("unread", "exposed", &["--wall-time", "1s", "--response", "1GiB"])?;
    let targets = ["/response/endless_generator.py", "/response/endless_writer.py", "/response/whole.py"];
    let connections: Vec<_> =
        targets.iter().map(|target| begin_to_read(scene.address(), target)).collect::<Result<_>>()?;
    for target in targets {
        scene.log_names(target, "wall-time")?;
    }
    for (target, mut connection) in targets.iter().zip(connections) {
        let rest = connection.read_stream();
        assert!(was_cut(&rest), "{target}: {:?}", rest.end);
        assert!(rest.bytes().len() < 30 << 20, "{target}: all of it came");
    }
    scene.conclude()
}

#[test]
fn a_file_that_nobody_reads_is_ended_as_well() -> Result<()> {
    let scratch = Scratch::new("unread")?;
    scratch.write("innocent.py", "def main(request, response):\n    return b'innocent'\n")?;
    scratch.write("large.bin", vec![0; 30 << 20])?;
    let scene = Scene::over(scratch.path(), "unread-file", "exposed", &["--wall-time", "1s"])?;
    let before = open_sockets(scene.airlock.process_id())?;
    let connection = begin_to_read(scene.address(), "/large.bin")?;
    eventually("the server closes the connection", || {
        Ok((open_sockets(scene.airlock.process_id())? <= before).then_some(()))
    })?;
    drop(connection);
    scene.conclude()
}

#[test]
fn log_lines_past_the_limit_are_dropped_and_a_line_says_so() -> Result<()> {
    for target in handlers_in("log")? {
        let name = Path::new(&target).file_stem().and_then(|stem| stem.to_str()).context("a file name")?.to_owned();
        let scene = Scene::new(&format!("log-{name}"), "exposed", &["--log-size", "4KiB"])?;
        let before = scene.airlock.log().size()?;
        // The connection stays open until the end: a client that leaves would end the handler.
        let mut connection = Connection::open(scene.address())?;
        ask_on(&mut connection, &get(&target))?;
        // One refusal of each kind is logged, and no more: that is not the handler's own output.
        if name != "endless_denials" {
            scene.log_names(&target, "log")?;
        }
        // The next request on a connection runs when the handler of the one before has ended.
        ask_on(&mut connection, &get("/innocent.py"))?;
        let written = scene.airlock.log().size()? - before;
        assert!(written < 16 << 10, "{target}: {written} bytes in the log");
        scene.conclude()?;
    }
    Ok(())
}

#[test]
fn more_requests_than_sandboxes_are_turned_away_and_room_comes_back() -> Result<()> {
    let airlock = Airlock::start_with(&docroot(), "exposed", "limits-concurrency", &["--concurrency", "2"])?;
    let open = || -> Result<Connection> {
        let mut connection = Connection::open(airlock.address())?;
        connection.send(&get("/response/one_piece_then_waits.py"));
        connection.wait_for(b"began").map_err(|end| anyhow!("did not begin: {end:?}"))?;
        Ok(connection)
    };
    let both = [open()?, open()?];
    let turned_away = ask(airlock.address(), &get("/innocent.py"))?;
    assert_eq!(turned_away.status, 503, "{}", turned_away.text());
    assert_eq!(turned_away.head.values("retry-after").count(), 1, "{:?}", readable(&turned_away.content));
    turned_away.error_message()?;
    drop(both);
    eventually("a sandbox is free again", || {
        Ok((ask(airlock.address(), &get("/innocent.py"))?.status == 200).then_some(()))
    })
}

#[test]
fn many_at_a_time_go_past_their_limits() -> Result<()> {
    const AT_ONCE: usize = 24;
    let flags = ["--wall-time", "10s", "--cpu-time", "200ms", "--memory", "96MiB", "--response", "1MiB"];
    let scene = Arc::new(Scene::new("all", "exposed", &flags)?);
    let targets = [
        ("/cpu/endless_loop.py", 504),
        ("/wall/sleep.py", 504),
        ("/memory/doubling_text.py", 507),
        ("/response/too_long.py", 500),
    ];
    let wanted: Vec<_> = targets.iter().cycle().take(AT_ONCE).collect();
    let answers = scene.ask_at_once(wanted.iter().map(|(target, _)| get(target)).collect())?;
    for ((target, status), answer) in wanted.iter().zip(&answers) {
        assert_eq!(answer.status, *status, "{target}: {}", answer.text());
    }
    Arc::into_inner(scene).context("the scene is shared no more")?.conclude()
}
