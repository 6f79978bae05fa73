//! `airlock serve --watch`: what changes below the docroot is in force soon, and no request fails meanwhile.
//!
//! The projects are made of `tests/rust_projects/`, without dependencies.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use airlock_tests::airlock_process::Airlock;
use airlock_tests::eventually::eventually;
use airlock_tests::requests::{ask, get};
use airlock_tests::rust_project::{airlock_in, compiler, source, write};
use airlock_tests::scratch::Scratch;
use anyhow::{Context, Result, anyhow, ensure};
use rustix::process::{Pid, Signal, test_kill_process};

fn watch(folder: &Path, name: &str) -> Result<Airlock> {
    let airlock = Airlock::watching(folder, &format!("watch-{name}"), compiler()?)?;
    airlock.log().wait_for(&["WARN", "--watch is for development"])?;
    Ok(airlock)
}

/// Waits until `path` is answered with this text.
fn answered(address: SocketAddr, path: &str, text: &str) -> Result<()> {
    eventually(&format!("{path} says {text:?}"), || Ok((ask(address, &get(path))?.text() == text).then_some(())))
}

#[test]
fn a_project_is_built_at_the_start_and_after_each_change() -> Result<()> {
    let folder = Scratch::new("watch")?;
    write(&folder, "", "handler", "one")?;
    let airlock = watch(folder.path(), "project")?;
    let (address, log) = (airlock.address(), airlock.log());
    answered(address, "/handler.wasm", "one")?;
    log.wait_for_lines(1, &["rebuilt in"])?;
    folder.write("src/lib.rs", source("two")?)?;
    answered(address, "/handler.wasm", "two")?;
    // As editors do it: a new file in place of the old one.
    let new = folder.write("src/.lib.rs.new", source("three")?)?;
    std::fs::rename(new, folder.place("src/lib.rs"))?;
    answered(address, "/handler.wasm", "three")?;
    // A project that was not there.
    write(&folder, "deeper/below/", "second", "another")?;
    answered(address, "/deeper/below/second.wasm", "another")?;
    log.wait_for_lines(4, &["rebuilt in"])?;
    assert_eq!(log.lines_with(&["rebuilding"])?.len(), 4, "{}", log.text()?);
    Ok(())
}

#[test]
fn requests_are_answered_by_the_old_component_until_the_new_one_is_there() -> Result<()> {
    let folder = Scratch::new("watch-swap")?;
    write(&folder, "", "handler", "0")?;
    let airlock = watch(folder.path(), "swap")?;
    let address = airlock.address();
    answered(address, "/handler.wasm", "0")?;
    let (latest, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    std::thread::scope(|scope| {
        let asker = scope.spawn(|| {
            let mut last = 0;
            while !stop.load(Ordering::Acquire) {
                let answer = ask(address, &get("/handler.wasm"))?;
                ensure!(answer.status == 200, "{}: {}", answer.status, answer.text());
                let number: usize = answer.text().parse()?;
                ensure!(number >= last, "{number} after {last}");
                last = number;
                latest.store(number, Ordering::Release);
            }
            Ok(())
        });
        let changes = (1..=3).try_for_each(|number| {
            folder.write("src/lib.rs", source(&number.to_string())?)?;
            eventually("the change is in force", || {
                ensure!(!asker.is_finished(), "a request failed");
                Ok((latest.load(Ordering::Acquire) == number).then_some(()))
            })
        });
        stop.store(true, Ordering::Release);
        let asked = asker.join().map_err(|_| anyhow!("the asker panicked"))?;
        asked.and(changes)
    })
}

#[test]
fn errors_of_the_compiler_are_in_the_log_and_the_old_component_stays() -> Result<()> {
    let folder = Scratch::new("watch-broken")?;
    write(&folder, "project/", "handler", "whole")?;
    let airlock = watch(folder.path(), "broken")?;
    let (address, log) = (airlock.address(), airlock.log());
    answered(address, "/project/handler.wasm", "whole")?;
    folder.write("project/src/lib.rs", "fn broken() -> u8 { \"text\" }\n")?;
    log.wait_for(&["error[E0308]: mismatched types"])?;
    log.wait_for(&["src/lib.rs:1:21"])?;
    log.wait_for(&["the build failed", "stays in use", "project"])?;
    assert_eq!(ask(address, &get("/project/handler.wasm"))?.text(), "whole");
    folder.write("project/src/lib.rs", source("mended")?)?;
    answered(address, "/project/handler.wasm", "mended")
}

#[test]
fn a_component_that_is_current_is_not_built_again() -> Result<()> {
    let folder = Scratch::new("watch-current")?;
    write(&folder, "", "handler", "built before")?;
    // A library is no handler.
    let library = "[package]\nname = \"library\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\n";
    folder.write("library/Cargo.toml", library)?;
    folder.write("library/src/lib.rs", "")?;
    let built = airlock_in(folder.path(), &["build"], &[])?;
    ensure!(built.code == Some(0), "{built:?}");
    folder.write("page.py", "def main(request, response):\n    return 'first'\n")?;
    let airlock = watch(folder.path(), "current")?;
    answered(airlock.address(), "/handler.wasm", "built before")?;
    // It was looked at all: this is seen at a later look.
    folder.write("page.py", "def main(request, response):\n    return 'second'\n")?;
    airlock.log().wait_for(&["page.py", "changed"])?;
    assert_eq!(airlock.log().lines_with(&["rebuilding"])?, [""; 0]);
    assert_eq!(airlock.log().lines_with(&["ERROR"])?, [""; 0]);
    Ok(())
}

#[test]
fn changed_python_files_are_checked_and_changed_components_loaded() -> Result<()> {
    let folder = Scratch::new("watch-files")?;
    folder.write("page.py", "def main(request, response):\n    return 'first'\n")?;
    let project = Scratch::new("watch-files-project")?;
    write(&project, "", "handler", "from elsewhere")?;
    let built = airlock_in(project.path(), &["build"], &[])?;
    ensure!(built.code == Some(0), "{built:?}");
    let airlock = watch(folder.path(), "files")?;
    let (address, log) = (airlock.address(), airlock.log());
    answered(address, "/page.py", "first")?;
    folder.write("page.py", "def main(request, response):\n    return (\n")?;
    log.wait_for(&["page.py", "line=2", "SyntaxError", "never closed"])?;
    folder.write("page.py", "def main(request, response):\n    return 'second'\n")?;
    answered(address, "/page.py", "second")?;
    // Written beside and moved, as `airlock build` does it.
    std::fs::copy(project.place("handler.wasm"), folder.place(".handler"))?;
    std::fs::rename(folder.place(".handler"), folder.place("handler.wasm"))?;
    log.wait_for(&["handler.wasm", "changed, and loaded"])?;
    assert_eq!(ask(address, &get("/handler.wasm"))?.text(), "from elsewhere");
    folder.write("empty.wasm", b"\0asm\x0d\0\x01\0")?;
    log.wait_for(&["empty.wasm", "it is refused", "exports nothing"])?;
    Ok(())
}

/// The build script says who it is, and does not end.
#[test]
fn a_build_that_runs_ends_with_the_server() -> Result<()> {
    let folder = Scratch::new("watch-end")?;
    write(&folder, "", "handler", "never")?;
    folder.write(
        "build.rs",
        "fn main() {\n    std::fs::write(\"process.part\", std::process::id().to_string()).unwrap();\n    \
         std::fs::rename(\"process.part\", \"process\").unwrap();\n    loop { std::thread::park() }\n}\n",
    )?;
    let mut airlock = watch(folder.path(), "end")?;
    let process = eventually("the build script runs", || Ok(std::fs::read_to_string(folder.place("process")).ok()))?;
    let process = Pid::from_raw(process.parse()?).context("no process")?;
    assert_eq!(ask(airlock.address(), &get("/handler.wasm"))?.status, 404);
    airlock.signal(Signal::TERM)?;
    assert_eq!(airlock.wait_for_end()?.code(), Some(0));
    eventually("the build script is gone", || Ok(test_kill_process(process).is_err().then_some(())))
}
