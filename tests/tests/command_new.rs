//! `airlock new`: each template is a project that runs, by the commands that are printed.

use std::path::Path;
use std::process::Command;

use airlock_tests::airlock_process::Airlock;
use airlock_tests::command::Outcome;
use airlock_tests::places;
use airlock_tests::requests::{ask, get};
use airlock_tests::rust_project::{airlock_in, run};
use airlock_tests::scratch::Scratch;
use anyhow::{Context, Result, ensure};

fn new(folder: &Path, arguments: &[&str]) -> Result<Outcome> {
    airlock_in(folder, &[&["new"], arguments].concat(), &[])
}

/// A project of the name `greeter`; what was printed.
fn greeter(folder: &Scratch, language: &str) -> Result<String> {
    let outcome = new(folder.path(), &["greeter", language])?;
    ensure!(outcome.code == Some(0), "{outcome:?}");
    Ok(outcome.stdout)
}

/// What the printed commands lead to: the greeting, once it is served.
fn greets(folder: &Scratch, printed: &str, file: &str) -> Result<()> {
    assert!(printed.contains("\n  cd greeter\n"), "{printed}");
    assert!(
        printed.ends_with(&format!("  airlock serve .\n  curl 'http://127.0.0.1:8000/{file}?name=Ada'\n")),
        "{printed}"
    );
    let airlock = Airlock::start(&folder.place("greeter"), "exposed", &format!("new-{file}"))?;
    for (query, greeting) in [("?name=Ada", "Hello, Ada.\n"), ("", "Hello, stranger.\n")] {
        let answer = ask(airlock.address(), &get(&format!("/{file}{query}")))?;
        assert_eq!((answer.status, answer.text().as_str()), (200, greeting));
        assert_eq!(answer.head.values("content-type").next(), Some(&b"text/plain; charset=utf-8"[..]));
    }
    Ok(())
}

#[test]
fn a_handler_in_rust_is_tested_built_and_served() -> Result<()> {
    let folder = Scratch::new("new-rust")?;
    let printed = greeter(&folder, "--rust")?;
    assert!(printed.contains("  cd greeter\n  airlock build\n  airlock serve ."), "{printed}");
    let project = folder.place("greeter");
    // The versions that have been fetched for this workspace; cargo leaves out what is not needed.
    std::fs::copy(places::tests_folder().join("../Cargo.lock"), project.join("Cargo.lock"))?;
    let tested = run(Command::new("cargo").arg("test").current_dir(&project))?;
    ensure!(tested.code == Some(0) && tested.stdout.contains("1 passed"), "{tested:?}");
    let built = airlock_in(&project, &["build"], &[])?;
    ensure!(built.code == Some(0), "{built:?}");
    assert!(built.stdout.starts_with("greeter.wasm: ") && !built.stdout.contains("denied"), "{}", built.stdout);
    greets(&folder, &printed, "greeter.wasm")
}

#[test]
fn a_handler_in_python_and_an_application_are_served_as_they_are() -> Result<()> {
    for (language, file) in [("--python", "hello.py"), ("--wsgi", "app.wsgi")] {
        let folder = Scratch::new("new-python")?;
        let printed = greeter(&folder, language)?;
        greets(&folder, &printed, file)?;
    }
    Ok(())
}

#[test]
fn names_and_folders_that_will_not_do_are_refused() -> Result<()> {
    let folder = Scratch::new("new-refused")?;
    folder.write("full/file", "")?;
    folder.write("file", "")?;
    folder.link("link", "nowhere")?;
    std::fs::create_dir(folder.place("empty"))?;
    for (arguments, word) in [
        (&["2fast"][..], "letter in front"),
        (&["a b"], "ASCII letters"),
        (&["a/été"], "été"),
        (&[".."], "airlock new my-handler"),
        (&["crate"], "crate-handler"),
        (&["full"], "full is there already"),
        (&["file"], "file is there already"),
        (&["link"], "link is there already"),
        (&["fresh", "--guest", "full"], "full is not the folder of the crate airlock-guest"),
        (&["file/below", "--python"], "file/below"),
    ] {
        let outcome = new(folder.path(), arguments)?;
        assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(1), ""), "{arguments:?}: {outcome:?}");
        assert!(outcome.stderr.contains(word), "{arguments:?}: {}", outcome.stderr);
    }
    assert!(!folder.place("fresh").exists());
    for arguments in [&["x", "--rust", "--wsgi"][..], &["x", "--python", "--guest", "y"], &[]] {
        assert_eq!(new(folder.path(), arguments)?.code, Some(2), "{arguments:?}");
    }
    assert_eq!(new(folder.path(), &["empty", "--wsgi"])?.code, Some(0));
    Ok(())
}

#[test]
fn the_crate_of_rust_handlers_can_be_named() -> Result<()> {
    let folder = Scratch::new("new-guest")?;
    folder.write("the \"crate\"/Cargo.toml", "[package]\nname = \"airlock-guest\"\nversion = \"0.1.0\"\n")?;
    assert_eq!(new(folder.path(), &["deep/er/handler", "--guest", "the \"crate\""])?.code, Some(0));
    let manifest: toml::Table = std::fs::read_to_string(folder.place("deep/er/handler/Cargo.toml"))?.parse()?;
    let path = manifest["dependencies"]["airlock-guest"]["path"].as_str().context("no path")?;
    assert_eq!(Path::new(path), folder.place("the \"crate\""));
    Ok(())
}
