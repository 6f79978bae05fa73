//! `airlock inspect`: what a WebAssembly file asks for, without running it; whatever the file holds.

use std::path::Path;

use airlock_tests::command::{Outcome, airlock};
use airlock_tests::rust_project::component_type;
use airlock_tests::scratch::Scratch;
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use wit_component::ComponentEncoder;

/// A handler that uses some of the contract, as a toolchain makes it.
fn handler() -> Result<Vec<u8>> {
    let mut module = wat::parse_str(
        r#"(module
            (import "airlock:handler/response@0.1.0" "write-raw" (func (param i32 i32 i32)))
            (import "airlock:handler/stash@0.1.0" "unlock" (func (param i32)))
            (import "wasi:random/random@0.2.0" "get-random-u64" (func (result i64)))
            (memory (export "memory") 1)
            (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) unreachable)
            (func (export "handle")))"#,
    )?;
    for (name, content) in [
        ("component-type:test", component_type("handler")?),
        // One field, `language`, of one tool; its name would move a terminal's cursor.
        ("producers", b"\x01\x08language\x01\x06R\x1b[Ast\x041.95".to_vec()),
    ] {
        let mut section = vec![u8::try_from(name.len())?];
        section.extend_from_slice(name.as_bytes());
        section.extend(content);
        module.push(0);
        module.extend(leb128(section.len()));
        module.extend(section);
    }
    ComponentEncoder::default().module(&module)?.encode()
}

fn leb128(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = (number & 0x7f) as u8;
        number >>= 7;
        bytes.push(if number == 0 { low } else { low | 0x80 });
        if number == 0 {
            return bytes;
        }
    }
}

/// A component with these imports and exports, of interfaces with nothing in them.
fn component(imports: &[&str], export: &str) -> Result<Vec<u8>> {
    let imports = imports.iter().map(|name| format!("(import \"{name}\" (instance))\n")).collect::<String>();
    let text = format!("(component\n{imports}(instance $empty)\n(export \"{export}\" (instance $empty)))");
    wat::parse_str(&text).with_context(|| text)
}

fn inspect(file: &Path, flags: &[&str]) -> Result<Outcome> {
    airlock(&[&["inspect", file.to_str().context("a path that is no text")?], flags].concat())
}

fn inspected(scratch: &Scratch, content: &[u8]) -> Result<(String, Value)> {
    let file = scratch.write("file.wasm", content)?;
    let (text, json) = (inspect(&file, &[])?, inspect(&file, &["--json"])?);
    ensure!((text.code, json.code) == (Some(0), Some(0)), "{text:?} {json:?}");
    Ok((text.stdout, serde_json::from_str(&json.stdout)?))
}

#[test]
fn a_handler_is_told_with_the_grants_it_needs() -> Result<()> {
    let scratch = Scratch::new("inspect-handler")?;
    let (text, json) = inspected(&scratch, &handler()?)?;
    let size = handler()?.len();
    for line in [
        "world     airlock:handler/handler@0.1.0",
        "exports   handle",
        "imports   airlock:handler/types@0.1.0",
        "          airlock:handler/response@0.1.0: write-raw",
        "          airlock:handler/stash@0.1.0: unlock",
        "          wasi:random/random@0.2.0: get-random-u64",
        "needs     raw-writes (for airlock:handler/response.write-raw): denied unless the configuration grants it",
        "          stash (for airlock:handler/stash)",
        "accepted  as a handler",
    ] {
        assert!(text.lines().any(|found| found == line), "{line:?}:\n{text}");
    }
    assert!(text.contains("file.wasm: component, ") && text.contains(&format!("({size} bytes)")), "{text}");
    assert!(text.contains(r"R\u{1b}[Ast 1.95") && !text.contains('\u{1b}'), "{text}");
    assert_eq!((&json["kind"], &json["size"]), (&json!("component"), &json!(size)));
    assert_eq!((&json["world"], &json["refused"]), (&json!("airlock:handler/handler@0.1.0"), &Value::Null));
    assert_eq!(json["exports"], json!([{"name": "handle", "functions": []}]));
    let needs = json["needs"].as_array().context("no needs")?;
    let grants: Vec<_> = needs.iter().map(|need| (&need["grant"], &need["by_default"])).collect();
    assert_eq!(grants, [(&json!("raw-writes"), &json!(false)), (&json!("stash"), &json!(true))]);
    assert!(json["functions"].as_u64() >= Some(2) && json["memories"] == 1, "{json}");
    assert!(json["producers"].as_array().context("no producers")?.len() >= 2, "{json}");
    Ok(())
}

#[test]
fn what_is_refused_is_said_with_the_reason() -> Result<()> {
    let scratch = Scratch::new("inspect-refused")?;
    let handler = "wasi:http/incoming-handler@0.2.3";
    let (text, json) = inspected(&scratch, &component(&["wasi:keyvalue/store@0.2.0-draft"], handler)?)?;
    assert!(text.contains("refused   as a handler: it imports wasi:keyvalue/store@0.2.0-draft"), "{text}");
    assert_eq!((&json["world"], &json["needs"]), (&Value::Null, &json!([])));
    let imports = ["wasi:sockets/tcp@0.2.3", "wasi:http/outgoing-handler@0.2.3", "wasi:clocks/wall-clock@0.2.3"];
    let (text, json) = inspected(&scratch, &component(&imports, handler)?)?;
    assert!(
        text.contains("wasi (for wasi:sockets/tcp): refused unless the configuration grants `wasi = \"command\"`"),
        "{text}"
    );
    assert!(text.contains("outgoing (for wasi:http/outgoing-handler): denied unless"), "{text}");
    assert_eq!(json["world"], json!("wasi:http/proxy@0.2.3"));
    let (text, _) = inspected(&scratch, &component(&[], "wasi:cli/run@0.2.3")?)?;
    assert!(text.contains("refused") && text.contains("command"), "{text}");
    let module = r#"(module (import "env" "a" (func)) (import "env" "b" (func)) (func (export "main")))"#;
    let (text, json) = inspected(&scratch, &wat::parse_str(module)?)?;
    assert!(text.contains("core module") && text.contains("imports   env: a, b"), "{text}");
    assert!(text.contains("refused   as a handler: it is a core module"), "{text}");
    assert_eq!((&json["kind"], &json["functions"], &json["memories"]), (&json!("core-module"), &json!(1), &json!(0)));
    Ok(())
}

/// Refused in a line or a few, by a program that goes on to its end.
fn refused(outcome: &Outcome, word: &str) {
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(1), ""), "{outcome:?}");
    assert!(outcome.stderr.contains(word) && !outcome.stderr.contains("panicked"), "{word}: {}", outcome.stderr);
    assert!(outcome.stderr.len() < 2000, "{} bytes", outcome.stderr.len());
}

#[test]
fn what_is_no_webassembly_is_an_error() -> Result<()> {
    let scratch = Scratch::new("inspect-broken")?;
    let file = |content: &[u8]| scratch.write("file.wasm", content);
    refused(&inspect(&scratch.place("nothing.wasm"), &[])?, "nothing.wasm");
    refused(&inspect(scratch.path(), &[])?, "is not a file");
    scratch.pipe("pipe.wasm")?;
    refused(&inspect(&scratch.place("pipe.wasm"), &[])?, "is not a file");
    for content in [&b""[..], b"\0asm", b"#!/bin/sh\n", b"\0asm\x0a\0\x01\0"] {
        refused(&inspect(&file(content)?, &["--json"])?, "this is no WebAssembly");
    }
    std::fs::File::create(scratch.place("huge.wasm"))?.set_len(1 << 40)?;
    refused(&inspect(&scratch.place("huge.wasm"), &[])?, "at most");
    // A section that is longer than the file; one of two thousand million functions; components inside each other.
    refused(&inspect(&file(b"\0asm\x01\0\0\0\x01\xff\xff\xff\xff\x07")?, &[])?, "no valid WebAssembly");
    refused(&inspect(&file(b"\0asm\x01\0\0\0\x03\x05\xff\xff\xff\xff\x07")?, &[])?, "no valid WebAssembly");
    let mut nested = b"\0asm\x0d\0\x01\0".to_vec();
    for _ in 0..2000 {
        let mut outer = b"\0asm\x0d\0\x01\0\x04".to_vec();
        outer.extend(leb128(nested.len()));
        outer.extend(nested);
        nested = outer;
    }
    let outcome = inspect(&file(&nested)?, &[])?;
    assert!(matches!(outcome.code, Some(0 | 1)) && !outcome.stderr.contains("panicked"), "{:?}", outcome.code);
    Ok(())
}

/// Each with a byte that is another, and each cut short.
#[test]
fn damaged_files_are_told_or_refused_and_nothing_breaks() -> Result<()> {
    let scratch = Scratch::new("inspect-damaged")?;
    let whole = handler()?;
    for step in 0..60 {
        let place = step * whole.len() / 60;
        let mut damaged = whole.clone();
        damaged[place] = damaged[place].wrapping_add(0x55);
        for content in [&damaged[..], &whole[..place]] {
            let outcome = inspect(&scratch.write("file.wasm", content)?, &[])?;
            assert!(matches!(outcome.code, Some(0 | 1)), "byte {place}: {outcome:?}");
            assert!(!outcome.stderr.contains("panicked"), "byte {place}: {}", outcome.stderr);
        }
    }
    Ok(())
}
