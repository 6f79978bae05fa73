//! The second wall: a server that has been taken over can still do only what serving needs. A trusted handler, which has all the
//! server's rights, stands for an attacker who has left the sandbox. The handlers lie in `tests/confinement/docroot/`.
//!
//! What needs the in-process engine passes at once where the program has none.

use std::net::TcpListener;
use std::os::unix::net::{UnixDatagram, UnixListener};
use std::process::{Command, Stdio};

use airlock_tests::airlock_process::Airlock;
use airlock_tests::command::airlock_with;
use airlock_tests::configured::{Configured, copy_of};
use airlock_tests::engine::Engine;
use airlock_tests::eventually::eventually;
use airlock_tests::places;
use airlock_tests::requests::{ask, get};
use airlock_tests::scratch::Scratch;
use anyhow::{Context, Result, ensure};

const HOST: &str = "a.test";

/// Things outside of the docroot, for a server to reach.
struct Outside {
    folder: Scratch,
    listener: TcpListener,
    _unix: UnixListener,
    _datagrams: UnixDatagram,
}

impl Outside {
    fn new(name: &str) -> Result<Self> {
        let folder = Scratch::new(&format!("confinement-outside-{name}"))?;
        folder.write("secret", "secret")?;
        folder.write("moves", "")?;
        let unix = UnixListener::bind(folder.path().join("socket"))?;
        let datagrams = UnixDatagram::bind(folder.path().join("datagrams"))?;
        Ok(Self { folder, _datagrams: datagrams, listener: TcpListener::bind("127.0.0.1:0")?, _unix: unix })
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_string_lossy().into_owned()
    }

    /// What is tried, and how it is denied.
    fn tries(&self) -> Result<Vec<(&'static str, String, &'static str)>> {
        let denied = "PermissionError";
        let process_vm_readv = if cfg!(target_arch = "x86_64") { 310 } else { 270 };
        let unshare = if cfg!(target_arch = "x86_64") { 272 } else { 97 };
        Ok(vec![
            ("read", self.path("secret"), denied),
            ("read", "/etc/shadow".to_owned(), denied),
            ("folder", self.path(""), denied),
            ("write", self.path("written"), denied),
            ("write", self.path("secret"), denied),
            ("make", self.path("made"), denied),
            ("rename", self.path("moves"), denied),
            ("open-to-write", "/proc/self/mem".to_owned(), denied),
            ("run", "/bin/true".to_owned(), denied),
            ("connect", self.listener.local_addr()?.port().to_string(), denied),
            ("connect-unix", self.path("socket"), denied),
            ("listen", "127.0.0.1".to_owned(), denied),
            ("send", "127.0.0.1".to_owned(), denied),
            ("send-by-path", self.path("datagrams"), denied),
            ("change-mode", self.path("secret"), denied),
            ("limit", std::process::id().to_string(), denied),
            ("signal", std::process::id().to_string(), denied),
            // Of no process, and of no bytes: nothing happens where it may.
            ("call", format!("{process_vm_readv},{},0,0,0,0,0", std::process::id()), denied),
            // A namespace for its host name, which changes nothing until it is given another.
            ("call", format!("{unshare},{}", 0x0400_0000), denied),
        ])
    }
}

fn configuration(confinement: &str) -> String {
    format!(
        "[confinement]\n{confinement}\n[[tenant]]\nname = 'one'\ndocroot = 'site'\n\
         [[tenant.rule]]\npath = '/tries.py'\ntrust = 'in-process'\n"
    )
}

fn tried(server: &Configured, name: &str, value: &str) -> Result<String> {
    server.text(HOST, &format!("/tries.py?{name}={value}"))
}

#[test]
fn a_server_that_was_taken_over_can_do_what_serving_needs_and_nothing_else() -> Result<()> {
    if !Engine::InProcess.is_there() {
        return Ok(());
    }
    let outside = Outside::new("denied")?;
    let server = Configured::start("confinement", "denied", &configuration("mode = 'required'"))?;
    let line = server.log().wait_for(&["confined:", "files=\"Landlock\"", "calls=\"seccomp\""])?;
    assert!(line.contains("network=none") && line.contains("programs=false"), "{line}");
    for (name, value, expected) in outside.tries()? {
        assert_eq!(tried(&server, name, &value)?, expected, "{name} {value}");
    }
    assert_eq!(server.text(HOST, "/innocent.py")?, "innocent");
    Ok(())
}

/// The control: each of these can succeed.
#[test]
fn without_the_wall_each_of_it_can_be_done() -> Result<()> {
    if !Engine::InProcess.is_there() {
        return Ok(());
    }
    let outside = Outside::new("control")?;
    let server = Configured::start("confinement", "control", &configuration("mode = 'off'"))?;
    for (name, value, _) in outside.tries()? {
        let needs_root = value == "/etc/shadow" || matches!(name, "call" | "signal" | "limit");
        let got = tried(&server, name, &value)?;
        assert!(
            got.starts_with("got ") || needs_root && !rustix::process::geteuid().is_root(),
            "{name} {value}: {got}"
        );
    }
    assert_eq!(server.log().lines_with(&["confined"])?, Vec::<String>::new());
    Ok(())
}

#[test]
fn an_operator_gives_trusted_handlers_what_they_need() -> Result<()> {
    if !Engine::InProcess.is_there() {
        return Ok(());
    }
    let outside = Outside::new("given")?;
    let path = outside.path("");
    let given = format!("mode = 'required'\nread = ['{path}']\nwrite = ['{path}']\nnetwork = true\nprograms = true");
    let server = Configured::start("confinement", "given", &configuration(&given))?;
    for (name, value, _) in outside.tries()? {
        let is_given =
            value.starts_with(&path) || !matches!(name, "read" | "open-to-write" | "signal" | "call" | "limit");
        let got = tried(&server, name, &value)?;
        assert_eq!(got.starts_with("got "), is_given, "{name} {value}: {got}");
    }
    Ok(())
}

/// Unless asked to, the wall does not keep from trusted handlers what they were trusted with; what changes the machine or looks into
/// other processes stays closed.
#[test]
fn trusted_handlers_have_the_servers_files_network_and_programs() -> Result<()> {
    if !Engine::InProcess.is_there() {
        return Ok(());
    }
    let outside = Outside::new("trusted")?;
    let server = Configured::start("confinement", "trusted", &configuration(""))?;
    server.log().wait_for(&["confined, but for files, network and programs", "calls=\"seccomp\""])?;
    for (name, value, denied) in outside.tries()? {
        let got = tried(&server, name, &value)?;
        let is_of_root = (value == "/etc/shadow" || name == "signal") && !rustix::process::geteuid().is_root();
        assert!(
            if matches!(name, "call" | "limit") { got == denied } else { got.starts_with("got ") || is_of_root },
            "{name} {value}: {got}"
        );
    }
    Ok(())
}

#[test]
fn all_threads_are_confined() -> Result<()> {
    let docroot = places::tests_folder().join("confinement").join("docroot").join("site");
    let airlock = Airlock::start(&docroot, "exposed", "confinement-threads")?;
    assert_eq!(ask(airlock.address(), &get("/innocent.py"))?.text(), "innocent");
    let mut threads = 0;
    for thread in std::fs::read_dir(format!("/proc/{}/task", airlock.process_id()))? {
        // One that has ended since is none.
        let Ok(status) = std::fs::read_to_string(thread?.path().join("status")) else { continue };
        let has =
            |line: &str| status.lines().any(|found| found.split_whitespace().collect::<Vec<_>>().join(" ") == line);
        assert!(has("NoNewPrivs: 1") && has("Seccomp: 2"), "{status}");
        threads += 1;
    }
    ensure!(threads > 2, "{threads} threads");
    Ok(())
}

#[test]
fn other_profiles_are_confined_when_asked_for() -> Result<()> {
    let docroot = places::tests_folder().join("confinement").join("docroot").join("site");
    let wpt = Airlock::start(&docroot, "wpt", "confinement-not-asked")?;
    assert_eq!(ask(wpt.address(), &get("/innocent.py"))?.text(), "innocent");
    assert_eq!(wpt.log().lines_with(&["confined"])?, Vec::<String>::new());
    let asked = Airlock::start_with(&docroot, "wpt", "confinement-asked", &["--confine", "required"])?;
    asked.log().wait_for(&["confined:"])?;
    assert_eq!(ask(asked.address(), &get("/innocent.py"))?.text(), "innocent");
    Ok(())
}

/// A configuration is loaded again when another file has taken its place, and refused where it needs more than the server has.
#[test]
fn a_new_configuration_may_not_need_more() -> Result<()> {
    let folder = copy_of("confinement")?;
    folder.write("site/alice/innocent.py", "def main(request, response):\n    return 'of alice'\n")?;
    let elsewhere = Scratch::new("confinement-elsewhere")?;
    let tenant = |name: &str, host: &str, docroot: &str| {
        format!("[[tenant]]\nname = '{name}'\nhosts = ['{host}']\ndocroot = '{docroot}'\n")
    };
    let one = tenant("one", HOST, "site");
    let server = Configured::start_in(folder, "confinement-reload", &one)?;
    server.reload_broken(&format!("{one}{}", tenant("two", "b.test", elsewhere.path().to_str().context("a path")?)))?;
    server.log().wait_for(&["is beyond what the server was confined to at its start", "confinement-elsewhere"])?;
    server.reload_broken(&format!("{one}grants.outgoing = ['c.test']\n"))?;
    server.log().wait_for(&["connections to other servers are beyond"])?;
    assert_eq!(server.text(HOST, "/innocent.py")?, "innocent");

    let new = server.folder.write("new.toml", format!("{one}{}", tenant("two", "b.test", "site/alice")))?;
    std::fs::rename(new, server.folder.path().join(airlock_tests::configured::FILE))?;
    eventually("the new tenant is served", || Ok((server.get("b.test", "/innocent.py")?.status == 200).then_some(())))?;
    assert_eq!(server.text("b.test", "/innocent.py")?, "of alice");
    Ok(())
}

#[test]
fn a_kernel_without_landlock_is_told() -> Result<()> {
    let tests = places::tests_folder().join("confinement");
    let run = |mode: &str| {
        Command::new("python3")
            .arg(tests.join("without_landlock.py"))
            .arg(places::airlock_binary())
            .args(["serve", "--listen", "127.0.0.1:0", "--confine", mode])
            .arg(tests.join("docroot").join("site"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
    };
    let refused = run("required")?.wait_with_output()?;
    let said = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(1), "{said}");
    assert!(said.contains("confinement.mode is \"required\", and this kernel has no Landlock"), "{said}");

    let mut served = run("auto")?;
    let ready = std::io::BufRead::lines(std::io::BufReader::new(served.stdout.take().context("its output")?)).next();
    served.kill()?;
    let said = served.wait_with_output()?.stderr;
    let said = String::from_utf8_lossy(&said);
    assert!(ready.context("no line")??.starts_with("airlock serves on"), "{said}");
    assert!(said.contains("the second wall has a gap: this kernel has no Landlock"), "{said}");
    assert!(said.contains("confined:") && said.contains("calls=\"seccomp\""), "{said}");
    Ok(())
}

#[test]
fn a_server_that_builds_is_not_confined_and_says_so() -> Result<()> {
    let folder = Scratch::new("confinement-watches")?;
    let airlock = Airlock::watching(folder.path(), "confinement-watches", None)?;
    airlock.log().wait_for(&["not confined: --watch builds"])?;
    let docroot = folder.path().to_str().context("a path that is no text")?;
    let refused = airlock_with(&["serve", docroot, "--watch", "--confine", "required"], &[], b"")?;
    assert_eq!(refused.code, Some(1));
    assert!(refused.stderr.contains("serve --watch builds"), "{}", refused.stderr);
    Ok(())
}
