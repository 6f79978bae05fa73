//! `airlock build`: a cargo project becomes a component that answers, and what is missing for that is named.
//!
//! The projects are made of `tests/rust_projects/`, without dependencies.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use airlock_tests::airlock_process::Airlock;
use airlock_tests::command::Outcome;
use airlock_tests::requests::{ask, get};
use airlock_tests::rust_project::{airlock_in, manifest, write, write_sources};
use airlock_tests::scratch::Scratch;
use anyhow::{Context, Result, ensure};

/// A success: what was printed.
fn built(folder: &Path, arguments: &[&str]) -> Result<String> {
    let outcome = airlock_in(folder, &[&["build"], arguments].concat(), &[])?;
    ensure!(outcome.code == Some(0), "{outcome:?}");
    Ok(outcome.stdout)
}

/// A failure: nothing printed, and these words said.
fn refused(outcome: &Outcome, words: &[&str]) {
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(1), ""), "{outcome:?}");
    for word in words {
        assert!(outcome.stderr.contains(word), "{word:?}: {}", outcome.stderr);
    }
    assert!(!outcome.stderr.contains("panicked"), "{}", outcome.stderr);
}

fn text(path: &Path) -> Result<&str> {
    path.to_str().context("a path that is no text")
}

#[test]
fn a_project_becomes_a_component_that_answers() -> Result<()> {
    let project = Scratch::new("build")?;
    write(&project, "", "my-handler", "from Rust")?;
    // Also from a folder inside.
    let said = built(&project.place("src"), &[])?;
    assert!(said.contains("my-handler.wasm: "), "{said}");
    assert!(said.contains("KiB\n  needs log (for airlock:handler/log)\n"), "{said}");
    let airlock = Airlock::start(project.path(), "exposed", "build")?;
    assert_eq!(ask(airlock.address(), &get("/my-handler.wasm"))?.text(), "from Rust");
    for path in ["/Cargo.toml", "/Cargo.lock", "/src/lib.rs", "/target/CACHEDIR.TAG", "/src/", "/target"] {
        assert_eq!(ask(airlock.address(), &get(path))?.status, 404, "{path}");
    }
    let names: Vec<_> = std::fs::read_dir(project.path())?.flatten().map(|entry| entry.file_name()).collect();
    assert!(names.iter().all(|name| !name.to_string_lossy().contains(".wasm.")), "{names:?}");
    Ok(())
}

#[test]
fn the_component_goes_where_it_is_asked_to_go() -> Result<()> {
    let project = Scratch::new("build-places")?;
    write(&project, "one/", "one", "1")?;
    let metadata = "\n[package.metadata.airlock]\noutput = \"../site/first.wasm\"\n";
    project.write("one/Cargo.toml", format!("{}{metadata}[workspace]\n", manifest("one")))?;
    built(project.path(), &["one"])?;
    assert!(project.place("site/first.wasm").is_file() && !project.place("one/one.wasm").exists());
    built(project.path(), &["one", "--out", "here.wasm", "--debug", "--", "--quiet"])?;
    assert!(project.place("here.wasm").is_file() && project.place("one/target/wasm32-unknown-unknown/debug").is_dir());
    Ok(())
}

#[test]
fn a_workspace_is_built_as_a_whole_or_by_member() -> Result<()> {
    let workspace = Scratch::new("build-workspace")?;
    workspace.write("Cargo.toml", "[workspace]\nmembers = [\"a\", \"b\", \"plain\"]\nresolver = \"3\"\n")?;
    for name in ["a", "b"] {
        workspace.write(&format!("{name}/Cargo.toml"), manifest(name).split("[profile").next().unwrap_or_default())?;
        write_sources(&workspace, &format!("{name}/"), name)?;
    }
    // A library for the others.
    workspace.write("plain/Cargo.toml", "[package]\nname = \"plain\"\nversion = \"0.1.0\"\nedition = \"2024\"\n")?;
    workspace.write("plain/src/lib.rs", "")?;
    let (a, b) = (workspace.place("a/a.wasm"), workspace.place("b/b.wasm"));
    built(workspace.path(), &["b"])?;
    assert!(b.is_file() && !a.exists());
    let said = built(workspace.path(), &[])?;
    assert!(a.is_file() && said.contains("a/a.wasm: ") && said.contains("b/b.wasm: "), "{said}");
    refused(&airlock_in(workspace.path(), &["build", "--out", "x.wasm"], &[])?, &["--out", "2 handlers"]);
    refused(
        &airlock_in(workspace.path(), &["build", "plain"], &[])?,
        &["plain/Cargo.toml", "crate-type = [\"cdylib\"]"],
    );
    Ok(())
}

#[test]
fn what_does_not_compile_is_shown_as_cargo_shows_it_and_changes_nothing() -> Result<()> {
    let project = Scratch::new("build-broken")?;
    write(&project, "", "broken", "1")?;
    built(project.path(), &[])?;
    let before = std::fs::read(project.place("broken.wasm"))?;
    project.write("src/lib.rs", "pub fn broken() -> u8 { \"text\" }\n")?;
    let outcome = airlock_in(project.path(), &["build"], &[])?;
    refused(&outcome, &["error[E0308]: mismatched types", "src/lib.rs:1:25", "cargo build failed"]);
    // It compiles, and is no handler.
    project.write("src/lib.rs", "#[unsafe(no_mangle)]\npub extern \"C\" fn sum(a: u32, b: u32) -> u32 { a + b }\n")?;
    refused(&airlock_in(project.path(), &["build"], &[])?, &["broken would be refused", "exports nothing", "handle"]);
    assert!(before == std::fs::read(project.place("broken.wasm"))?);
    // It imports what nobody has.
    project.write(
        "src/lib.rs",
        "unsafe extern \"C\" { fn getpid() -> u32; }\n\
         #[unsafe(no_mangle)]\npub extern \"C\" fn handle() { unsafe { getpid() }; }\n",
    )?;
    refused(&airlock_in(project.path(), &["build"], &[])?, &["can not be made a component", "env"]);
    Ok(())
}

#[test]
fn what_is_no_project_is_refused_with_a_remedy() -> Result<()> {
    let folder = Scratch::new("build-none")?;
    let build = |arguments: &[&str]| airlock_in(folder.path(), &[&["build"], arguments].concat(), &[]);
    refused(&build(&[])?, &["has no Cargo.toml", "airlock new"]);
    refused(&build(&["nowhere"])?, &["nowhere: there is no such folder"]);
    folder.write("Cargo.toml", "[package\n")?;
    refused(&build(&[])?, &["cargo can not read", "Cargo.toml"]);
    write(&folder, "", "odd", "1")?;
    for (metadata, word) in
        [("target = \"wasm64\"", "wasm32-wasip2"), ("outputs = \"x\"", "outputs"), ("output = 1", "string")]
    {
        let text = format!("{}\n[package.metadata.airlock]\n{metadata}\n[workspace]\n", manifest("odd"));
        folder.write("Cargo.toml", text)?;
        refused(&build(&[])?, &["[package.metadata.airlock]", word]);
    }
    Ok(())
}

/// A compiler whose libraries are in `sysroot`, and a cargo that only says how it was called.
fn toolchain(folder: &Scratch, sysroot: &str) -> Result<(String, String)> {
    let program = |name: &str, script: String| -> Result<String> {
        let path = folder.write(name, script)?;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755))?;
        Ok(text(&path)?.to_owned())
    };
    let rustc = program("rustc", format!("#!/bin/sh\necho {sysroot}\n"))?;
    let cargo =
        "#!/bin/sh\ncase $1 in build) echo called with $* and $RUSTC_BOOTSTRAP >&2; exit 3;; esac\nexec cargo \"$@\"\n";
    Ok((rustc, program("cargo", cargo.to_owned())?))
}

#[test]
fn a_missing_piece_of_the_toolchain_is_named() -> Result<()> {
    let project = Scratch::new("build-toolchain")?;
    write(&project, "", "handler", "1")?;
    let tools = Scratch::new("build-tools")?;
    let sysroot = tools.place("sysroot");
    let sysroot = text(&sysroot)?;
    let (rustc, cargo) = toolchain(&tools, sysroot)?;
    let build = |arguments: &[&str], variables: &[(&str, &str)]| {
        airlock_in(project.path(), &[&["build"], arguments].concat(), variables)
    };
    refused(&build(&[], &[("CARGO", "/no/such/cargo")])?, &["/no/such/cargo can not be started", "rustup", "CARGO"]);
    refused(&build(&[], &[("RUSTC", "/no/such/rustc")])?, &["/no/such/rustc can not be started", "rustup", "RUSTC"]);
    let without = build(&[], &[("RUSTC", &rustc)])?;
    refused(
        &without,
        &["wasm32-unknown-unknown is missing", sysroot, "rustup target add wasm32-unknown-unknown", "rust-src"],
    );
    let without = build(&["--target", "wasm32-wasip2"], &[("RUSTC", &rustc)])?;
    refused(&without, &["rustup target add wasm32-wasip2", "or build for wasm32-unknown-unknown"]);
    // The source is there: it is compiled as well.
    tools.write("sysroot/lib/rustlib/src/rust/library/std/Cargo.toml", "")?;
    let variables = [("RUSTC", rustc.as_str()), ("CARGO", &cargo)];
    refused(
        &build(&[], &variables)?,
        &["-Zbuild-std=std,panic_abort", "and 1\n", "cargo build failed (exit status: 3)"],
    );
    // Nothing has to be.
    tools.write("sysroot/lib/rustlib/wasm32-unknown-unknown/lib/libcore-0123.rlib", "")?;
    let compiled = build(&[], &variables)?;
    refused(&compiled, &["--target wasm32-unknown-unknown"]);
    assert!(!compiled.stderr.contains("build-std"), "{}", compiled.stderr);
    Ok(())
}
