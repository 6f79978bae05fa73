//! Rust projects of a test's own, and the commands that are called in them. Their handler lies in `tests/rust_projects/`.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Context, Result, anyhow, ensure};
use wit_component::StringEncoding;
use wit_parser::Resolve;

use crate::command::Outcome;
use crate::places;
use crate::scratch::Scratch;

/// The manifest of a handler without dependencies.
pub fn manifest(name: &str) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[lib]\ncrate-type = [\"cdylib\"]\n\n\
         [profile.release]\nincremental = true\n"
    )
}

/// Writes a project into `folder` of `scratch` (empty, or with a slash behind): a handler that answers with `text`.
pub fn write(scratch: &Scratch, folder: &str, name: &str, text: &str) -> Result<()> {
    scratch.write(&format!("{folder}Cargo.toml"), format!("{}\n[workspace]\n", manifest(name)))?;
    write_sources(scratch, folder, text)
}

/// The sources alone.
pub fn write_sources(scratch: &Scratch, folder: &str, text: &str) -> Result<()> {
    scratch.write(&format!("{folder}src/component-type"), component_type("handler")?)?;
    scratch.write(&format!("{folder}src/lib.rs"), source(text)?)?;
    Ok(())
}

/// The source of a handler that answers with `text`.
pub fn source(text: &str) -> Result<String> {
    let source = std::fs::read_to_string(places::tests_folder().join("rust_projects").join("lib.rs"))?;
    Ok(source.replace("\"one\"", &format!("{text:?}")))
}

/// A world of `wit/`, as linkers find it in what a bindings generator makes.
pub fn component_type(world: &str) -> Result<Vec<u8>> {
    let mut resolve = Resolve::default();
    let (package, _) = resolve.push_dir(places::tests_folder().join("..").join("wit"))?;
    let world = resolve.select_world(&[package], Some(world))?;
    wit_component::metadata::encode(&resolve, world, StringEncoding::UTF8, None)
}

/// `airlock` in a folder. It may take as long as cargo takes.
pub fn airlock_in(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Result<Outcome> {
    let mut command = Command::new(places::airlock_binary());
    command.args(arguments).current_dir(folder).envs(compiler()?).envs(variables.iter().copied());
    run(&mut command)
}

/// The variable that names the compiler of handlers, where the user's own lacks what that takes (`guest-sdk/rust/toolchain`).
pub fn compiler() -> Result<Option<(&'static str, &'static Path)>> {
    static FOUND: OnceLock<std::result::Result<Option<PathBuf>, String>> = OnceLock::new();
    let found = FOUND.get_or_init(|| find_compiler().map_err(|error| format!("{error:#}")));
    let path = found.as_ref().map_err(|error| anyhow!("{error}"))?;
    Ok(path.as_deref().map(|path| ("RUSTC", path)))
}

fn find_compiler() -> Result<Option<PathBuf>> {
    let script = places::tests_folder().join("../guest-sdk/rust/toolchain");
    let output = Command::new(&script).output().with_context(|| format!("starting {}", script.display()))?;
    ensure!(output.status.success(), "{}: {}", script.display(), String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?.trim().strip_prefix("RUSTC=").map(PathBuf::from))
}

/// What a command leaves behind. Cargo builds in the project, as for a user.
pub fn run(command: &mut Command) -> Result<Outcome> {
    let output = command.env_remove("CARGO_TARGET_DIR").output().with_context(|| format!("starting {command:?}"))?;
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Ok(Outcome { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) })
}
