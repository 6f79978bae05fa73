//! What the Python component asks of its host. An import is a way out of the sandbox: the list is short, and this test
//! fails when the build adds to it.

use std::path::PathBuf;

use airlock_tests::places;
use anyhow::{Context, Result, ensure};
use wasmparser::{Parser, Payload};

/// The beginnings of the names that a component may import.
const ALLOWED: &[&str] = &["airlock:handler/", "wasi:clocks/", "wasi:random/", "wasi:io/"];

fn component() -> PathBuf {
    places::target_folder().join("python-runtime").join("python.component.wasm")
}

/// The names that the component itself imports, not the modules and components inside it.
fn imports(bytes: &[u8]) -> Result<Vec<String>> {
    let mut depth = 0_usize;
    let mut names = Vec::new();
    for payload in Parser::new(0).parse_all(bytes) {
        match payload? {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth = depth.saturating_sub(1),
            Payload::ComponentImportSection(section) if depth == 0 => {
                for import in section {
                    names.push(import?.name.name.to_owned());
                }
            }
            _ => {}
        }
    }
    Ok(names)
}

#[test]
fn the_component_imports_what_it_was_given_and_nothing_else() -> Result<()> {
    let path = component();
    let bytes = std::fs::read(&path)
        .with_context(|| format!("{} is missing: build it (guest-sdk/python/build)", path.display()))?;
    ensure!(Parser::is_component(&bytes), "{} is no component", path.display());

    let names = imports(&bytes)?;
    println!("{}", names.join("\n"));
    let foreign: Vec<_> =
        names.iter().filter(|name| !ALLOWED.iter().any(|allowed| name.starts_with(allowed))).collect();
    ensure!(foreign.is_empty(), "the component also imports {foreign:?}");
    ensure!(names.iter().any(|name| name.starts_with("airlock:handler/request")), "no request among {names:?}");
    Ok(())
}

#[test]
fn an_import_that_is_not_allowed_is_seen() -> Result<()> {
    // A component by hand: header, then one import section with the instance `wasi:sockets/tcp@0.2.0` of an empty type.
    let name = b"wasi:sockets/tcp@0.2.0";
    let mut bytes = b"\0asm\x0d\0\x01\0".to_vec();
    bytes.extend([7, 3, 1, 0x42, 0]);
    bytes.extend([10, u8::try_from(name.len() + 5)?, 1, 0, u8::try_from(name.len())?]);
    bytes.extend(name);
    bytes.extend([5, 0]);
    assert_eq!(imports(&bytes)?, [String::from_utf8_lossy(name)]);
    Ok(())
}
