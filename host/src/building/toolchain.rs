//! What of Rust's toolchain is on this machine, as far as handlers need it.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::target::Target;

/// Why handlers can not be compiled here.
#[derive(Debug, thiserror::Error)]
pub enum ToolchainError {
    /// A program is missing.
    #[error(
        "{program} can not be started ({error}): install Rust 1.95 or newer, as https://rustup.rs says, or name the program \
        in the variable {variable}", program = program.display()
    )]
    NoProgram {
        /// What was to be started.
        program: PathBuf,
        /// The variable that names another one.
        variable: &'static str,
        /// Why.
        error: io::Error,
    },
    /// rustc does not say where it lies.
    #[error("{program} does not say where its libraries are (--print sysroot): {said}", program = program.display())]
    NoSysroot {
        /// The compiler.
        program: PathBuf,
        /// What it said instead.
        said: String,
    },
    /// Neither compiled nor as source.
    #[error(
        "Rust's standard library for {target} is missing in {sysroot}. Either:\n  \
        rustup target add {target}\n\
        {or_source}", sysroot = sysroot.display(), or_source = source_remedy(*target, sysroot)
    )]
    NoStandardLibrary {
        /// For which target.
        target: Target,
        /// Where it was looked for.
        sysroot: PathBuf,
    },
}

/// The second remedy. WASI's part of the standard library is linked with a C library that only the compiled one brings.
fn source_remedy(target: Target, sysroot: &Path) -> String {
    match target {
        Target::Unknown => format!(
            "or its source, which `airlock build` then compiles:\n  rustup component add rust-src\n\
            (without rustup: the package rust-src of exactly this compiler's version, so that {} is there)",
            source_of(sysroot).display()
        ),
        Target::Wasip2 => format!("or build for {}, which needs less", Target::Unknown),
    }
}

/// cargo and rustc, as they are called in a project's folder.
#[derive(Debug)]
pub struct Toolchain {
    sysroot: PathBuf,
}

/// How the standard library for a target is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StandardLibrary {
    /// Compiled.
    Compiled,
    /// As source: it is compiled with the project, which takes a feature that stable cargo has only when it is told so.
    Source,
}

impl Toolchain {
    /// The toolchain for the project in `folder`: a file there may name another than the user's.
    pub fn find(folder: &Path) -> Result<Self, ToolchainError> {
        let (cargo, rustc) = (cargo(), program("RUSTC", "rustc"));
        let no_program = |program: &OsString, variable| {
            let program = PathBuf::from(program);
            move |error| ToolchainError::NoProgram { program, variable, error }
        };
        Command::new(&cargo).arg("--version").current_dir(folder).output().map_err(no_program(&cargo, "CARGO"))?;
        let asked = Command::new(&rustc).args(["--print", "sysroot"]).current_dir(folder).output();
        let output = asked.map_err(no_program(&rustc, "RUSTC"))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
            return Err(ToolchainError::NoSysroot { program: rustc.into(), said });
        }
        Ok(Self { sysroot: PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()) })
    }

    /// How it has the standard library for `target`.
    pub fn standard_library(&self, target: Target) -> Result<StandardLibrary, ToolchainError> {
        if has_core(&self.sysroot.join("lib/rustlib").join(target.triple()).join("lib")) {
            return Ok(StandardLibrary::Compiled);
        }
        if target == Target::Unknown && source_of(&self.sysroot).join("std/Cargo.toml").is_file() {
            return Ok(StandardLibrary::Source);
        }
        Err(ToolchainError::NoStandardLibrary { target, sysroot: self.sysroot.clone() })
    }
}

/// The cargo to call.
pub fn cargo() -> OsString {
    program("CARGO", "cargo")
}

fn program(variable: &str, name: &str) -> OsString {
    std::env::var_os(variable).filter(|program| !program.is_empty()).unwrap_or_else(|| name.into())
}

fn source_of(sysroot: &Path) -> PathBuf {
    sysroot.join("lib/rustlib/src/rust/library")
}

/// Whether a folder has the library that every other one needs.
fn has_core(folder: &Path) -> bool {
    let mut names = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.file_name());
    names.any(|name| name.to_string_lossy().starts_with("libcore-"))
}
