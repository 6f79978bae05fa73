//! WebAssembly programs, compiled from C below `tests/commands/` by the compiler that builds the Python runtime.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use wasi_preview1_component_adapter_provider::{
    WASI_SNAPSHOT_PREVIEW1_ADAPTER_NAME, WASI_SNAPSHOT_PREVIEW1_COMMAND_ADAPTER,
};
use wit_component::ComponentEncoder;

use crate::places;
use crate::scratch::Scratch;

/// What such a program is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WasmProgram {
    /// A core module of WASI's preview 1.
    Module,
    /// A component that exports `wasi:cli/run`.
    Component,
}

/// The compiler, its linker, and the C library.
struct Toolchain {
    clang: PathBuf,
    linker: PathBuf,
    sysroot: PathBuf,
}

impl Toolchain {
    fn find() -> Self {
        match std::env::var_os("WASI_SDK_PATH").map(PathBuf::from) {
            Some(sdk) => Self {
                clang: sdk.join("bin/clang"),
                linker: sdk.join("bin/wasm-ld"),
                sysroot: sdk.join("share/wasi-sysroot"),
            },
            None => Self {
                clang: "clang-19".into(),
                linker: "wasm-ld-19".into(),
                sysroot: places::target_folder().join("python-runtime/toolchain/wasi-libc/usr"),
            },
        }
    }

    fn clang(&self, target: &str) -> Command {
        let mut command = Command::new(&self.clang);
        command.arg(format!("--target={target}")).arg(format!("--sysroot={}", self.sysroot.display())).arg("-O2");
        command
    }

    /// Clang's own library, which has what the instruction set has not.
    fn builtins(&self) -> Result<PathBuf> {
        let output = self.clang("wasm32-wasi").arg("-print-libgcc-file-name").output().context("asking clang")?;
        Ok(PathBuf::from(String::from_utf8(output.stdout)?.trim()))
    }

    fn module(&self, source: &Path, output: &Path) -> Result<Vec<u8>> {
        run(self.clang("wasm32-wasi").arg(source).arg("-o").arg(output))?;
        Ok(std::fs::read(output)?)
    }

    /// Linked by hand: the linker that clang looks for here is no part of LLVM.
    fn component(&self, source: &Path, output: &Path) -> Result<Vec<u8>> {
        let (object, libraries) = (output.with_extension("o"), self.sysroot.join("lib/wasm32-wasip2"));
        run(self.clang("wasm32-wasip2").arg("-c").arg(source).arg("-o").arg(&object))?;
        let mut link = Command::new(&self.linker);
        link.arg("-L").arg(&libraries).arg(libraries.join("crt1-command.o")).arg(&object);
        run(link.arg("-lc").arg(self.builtins()?).arg("-o").arg(output))?;
        let encoder = ComponentEncoder::default().module(&std::fs::read(output)?)?;
        // For the part of the library that still speaks preview 1.
        encoder.adapter(WASI_SNAPSHOT_PREVIEW1_ADAPTER_NAME, WASI_SNAPSHOT_PREVIEW1_COMMAND_ADAPTER)?.encode()
    }
}

fn run(command: &mut Command) -> Result<()> {
    let output = command.output().with_context(|| format!("starting {command:?}"))?;
    ensure!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}

impl WasmProgram {
    /// Part of the names of logs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Module => "module",
            Self::Component => "component",
        }
    }

    /// The program in `tests/commands/<name>.c`.
    pub fn compile(self, name: &str) -> Result<Vec<u8>> {
        let source = places::tests_folder().join("commands").join(format!("{name}.c"));
        let scratch = Scratch::new("wasm-program")?;
        let (toolchain, output) = (Toolchain::find(), scratch.place("program.wasm"));
        match self {
            Self::Module => toolchain.module(&source, &output),
            Self::Component => toolchain.component(&source, &output),
        }
    }
}
