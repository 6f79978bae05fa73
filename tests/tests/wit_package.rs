//! The contract as a package (`wit/`): what was released stays as it was and goes on working, and what is generated from it is
//! what it gives.

use std::path::{Path, PathBuf};
use std::process::Command;

use airlock_tests::airlock_process::Airlock;
use airlock_tests::handler_component::importing_everything;
use airlock_tests::places;
use airlock_tests::requests::{ask, get};
use airlock_tests::scratch::Scratch;
use airlock_tests::wit_package::{WitPackage, released_folders, working_folder};
use anyhow::{Context, Result, ensure};
use regex::Regex;
use serde_json::Value;
use wit_bindgen_core::{Files, WorldGenerator};
use wit_component::WitPrinter;
use wit_parser::Resolve;

/// Set, it has generated files written instead of compared.
const REGENERATE: &str = "AIRLOCK_REGENERATE";

fn repository() -> PathBuf {
    places::tests_folder().join("..")
}

fn working() -> Result<WitPackage> {
    WitPackage::read(&working_folder())
}

fn released() -> Result<Vec<WitPackage>> {
    released_folders()?.iter().map(|folder| WitPackage::read(folder)).collect()
}

/// The first line in which two texts differ, both ways.
fn difference(old: &str, new: &str) -> String {
    let number = old.lines().zip(new.lines()).take_while(|(old, new)| old == new).count();
    let line = |text: &str| text.lines().nth(number).unwrap_or("(the end)").to_owned();
    format!("line {}: {}\nnow: {}", number + 1, line(old), line(new))
}

#[test]
fn a_released_version_stays_as_it_was() -> Result<()> {
    let working = working()?;
    let version = working.version()?;
    let folder = working_folder().join("released").join(&version);
    ensure!(
        folder.is_dir(),
        "wit/ is version {version}, of which there is no copy in {}: make one before it is released (wit/README.md)",
        folder.display()
    );
    let (then, now) = (WitPackage::read(&folder)?.handler_text()?, working.handler_text()?);
    ensure!(
        then == now,
        "what handlers see in wit/ is no longer what was released as {version}; a change takes a new version \
         (wit/README.md)\n{}",
        difference(&then, &now)
    );
    Ok(())
}

#[test]
fn a_copy_has_the_version_that_its_folder_says() -> Result<()> {
    let folders = released_folders()?;
    ensure!(!folders.is_empty(), "no version in wit/released");
    for folder in folders {
        let package = WitPackage::read(&folder)?;
        let name = folder.file_name().and_then(|name| name.to_str()).context("a name that is no text")?;
        assert_eq!(package.version()?, name);
    }
    Ok(())
}

#[test]
fn handlers_built_against_any_released_version_run() -> Result<()> {
    let docroot = Scratch::new("wit-versions")?;
    let packages = released()?;
    for package in &packages {
        docroot.write(&format!("{}.wasm", package.version()?), importing_everything(package)?)?;
    }
    let airlock = Airlock::start(docroot.path(), "exposed", "wit-versions")?;
    for package in &packages {
        let version = package.version()?;
        let path = format!("/{version}.wasm");
        let answer = ask(airlock.address(), &get(&path))?;
        assert_eq!(answer.status, 500, "{version}");
        // It does nothing, and that is all that is wrong with it.
        airlock.log().wait_for(&[&path[1..], "the handler returned without an answer"])?;
    }
    Ok(())
}

/// The folder of a crate that the workspace depends on, in cargo's registry.
fn folder_of_crate(name: &str) -> Result<PathBuf> {
    let platform = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["metadata", "--format-version", "1", "--offline", "--locked", "--filter-platform", &platform])
        .arg("--manifest-path")
        .arg(repository().join("Cargo.toml"))
        .output()
        .context("asking cargo where its crates lie")?;
    ensure!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let packages = metadata.get("packages").and_then(Value::as_array).context("no packages")?;
    let package = packages.iter().find(|package| package.get("name").is_some_and(|known| known == name));
    let manifest = package.and_then(|package| package.get("manifest_path")?.as_str());
    let manifest = manifest.with_context(|| format!("cargo knows no crate {name}"))?;
    Ok(Path::new(manifest).parent().context("a file in no folder")?.to_owned())
}

/// Each interface of WASI that handlers import, as a package has it, without versions and what came when.
fn interfaces_of_wasi(resolve: &Resolve) -> Result<Vec<(String, String)>> {
    let version = Regex::new(r"@0\.2\.\d+|@since\(version = 0\.2\.\d+\)\s*")?;
    let mut found = Vec::new();
    for (id, interface) in &resolve.interfaces {
        let package = interface.package.and_then(|package| Some(&resolve.packages.get(package)?.name));
        if let (Some(package), Some(name)) = (package.filter(|package| package.namespace == "wasi"), &interface.name) {
            let mut printer = WitPrinter::default();
            printer.emit_docs(false).print_interface(resolve, id)?;
            let text = version.replace_all(&printer.output.to_string(), "").into_owned();
            found.push((format!("{}/{name}", package.name), text));
        }
    }
    Ok(found)
}

#[test]
fn interfaces_of_wasi_are_as_the_host_has_them() -> Result<()> {
    let folder = folder_of_crate("wasmtime-wasi")?.join("src/p2/wit/deps");
    let mut host = Resolve::default();
    for name in ["io.wit", "clocks.wit", "random.wit"] {
        let path = folder.join(name);
        let text = std::fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        host.push_source(name, &text)?;
    }
    let (own, host) = (interfaces_of_wasi(&working()?.resolve)?, interfaces_of_wasi(&host)?);
    ensure!(own.len() == 4, "wit/deps has {} interfaces", own.len());
    for (name, own) in own {
        let (_, host) = host.iter().find(|(known, _)| *known == name).with_context(|| format!("no wasi:{name}"))?;
        // A linker refuses a handler whose C library knows more of an interface, or less, than its world does.
        ensure!(own == *host, "wit/deps: wasi:{name} is not as it should be\n{}", difference(&own, host));
    }
    Ok(())
}

fn expect_current(path: &str, generated: &str) -> Result<()> {
    let file = repository().join(path);
    if std::env::var_os(REGENERATE).is_some() {
        return std::fs::write(&file, generated).with_context(|| format!("writing {path}"));
    }
    let current = std::fs::read_to_string(&file).with_context(|| format!("reading {path}"))?;
    ensure!(
        current == generated,
        "{path} is not what wit/ gives; have it written: {REGENERATE}=1 cargo test --release --workspace --test \
         wit_package\n{}",
        difference(&current, generated)
    );
    Ok(())
}

fn generated(generator: &mut dyn WorldGenerator, ending: &str) -> Result<String> {
    let WitPackage { mut resolve, world, .. } = working()?;
    let mut files = Files::default();
    generator.generate(&mut resolve, world, &mut files)?;
    let file = files.iter().find(|(name, _)| name.ends_with(ending));
    let (_, content) = file.with_context(|| format!("the generator has written no file {ending}"))?;
    Ok(String::from_utf8(content.to_vec())?)
}

#[test]
fn the_page_of_the_interface_is_current() -> Result<()> {
    let page = generated(&mut *wit_bindgen_markdown::Opts::default().build(), ".md")?;
    let note = "<!-- Generated from wit/: see wit/README.md. -->";
    expect_current("docs/wit.md", &format!("{note}\n\n{page}"))
}

#[test]
fn the_bindings_of_the_rust_crate_are_current() -> Result<()> {
    let options = wit_bindgen_rust::Opts {
        format: true,
        generate_all: true,
        pub_export_macro: true,
        default_bindings_module: Some("airlock_guest::bindings".to_owned()),
        ..Default::default()
    };
    expect_current("guest-sdk/rust/src/bindings.rs", &generated(&mut options.build(), ".rs")?)
}
