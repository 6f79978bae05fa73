//! Values of the stash that a handler crafted, byte by byte: the handler that takes one gets data of the listed types, or a
//! `ValueError`, and nothing of it runs. In every engine, since a trusted handler may take what a sandboxed one has left.
//!
//! The handlers lie in `tests/stash_values/docroot/`. What the encoding itself refuses is tested in
//! `guest-sdk/python/tests/test_stash_encoding.py` and fuzzed by `tests/fuzz/stash_encoding.py`.

use airlock_tests::configured::Configured;
use airlock_tests::engine::Engine;
use airlock_tests::requests::{ask, get, post};
use airlock_tests::stash_client::new_key;
use airlock_tests::wire_text::readable;
use anyhow::{Context, Result, ensure};

const SANDBOX: &str = "profile = \"wpt\"\n[[tenant]]\nname = \"only\"\ndocroot = \".\"\n";
/// The one that takes runs in-process.
const TRUSTED: &str = "[[tenant.rule]]\npath = \"/takes.py\"\ntrust = \"in-process\"\n";

fn repeated(piece: &str, times: usize) -> Vec<u8> {
    piece.repeat(times).into_bytes()
}

/// A list of numbers that all have the same hash, where hashes are numbers modulo `modulus`.
fn of_one_hash(modulus: u64, tag: &str) -> Vec<u8> {
    let numbers: Vec<String> =
        (0..100_000_u64).map(|number| (u128::from(number) * u128::from(modulus)).to_string()).collect();
    format!("{{\"{tag}\": [{}]}}", numbers.join(", ")).into_bytes()
}

fn crafted() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("nothing", Vec::new()),
        ("a pickle that runs a command", b"cos\nsystem\n(S'true'\ntR.".to_vec()),
        (
            "a pickle of protocol 4",
            b"\x80\x04\x95\x1a\x00\x00\x00\x00\x00\x00\x00\x8c\x02os\x8c\x06system\x93\x8c\x04true\x85R.".to_vec(),
        ),
        ("a marshalled code object", b"\xe3\x00\x00\x00\x00\x00\x00\x00\x00".to_vec()),
        ("deep lists", repeated("[", 200_000)),
        ("deep lists that end", [repeated("[", 200_000), repeated("]", 200_000)].concat()),
        ("deep tuples", [repeated("{\"tuple\": [", 50_000), repeated("]}", 50_000)].concat()),
        ("just too deep", [repeated("[", 102), repeated("]", 102)].concat()),
        ("a length that is none", b"\xff\xff\xff\xff\xff\xff\xff\x7f".to_vec()),
        ("an unknown tag", b"{\"object\": []}".to_vec()),
        ("a tag that looks like code", b"{\"__reduce__\": [\"os.system\", [\"true\"]]}".to_vec()),
        ("a tag of another library", b"{\"py/object\": \"os.system\"}".to_vec()),
        ("no tag", b"{}".to_vec()),
        ("two tags", b"{\"tuple\": [], \"list\": []}".to_vec()),
        ("one tag twice", b"{\"tuple\": [1], \"tuple\": [2]}".to_vec()),
        ("one key twice", b"{\"dict\": [[1, 2], [1, 3]]}".to_vec()),
        ("a key that can not be one", b"{\"dict\": [[[], 1]]}".to_vec()),
        ("a huge number in decimal", repeated("9", 1_000_000)),
        ("a huge number in a number's place", b"{\"int\": 5}".to_vec()),
        ("a number that is none", b"{\"int\": \"0xg\"}".to_vec()),
        ("a time far from all others", b"{\"timedelta\": [99999999999999999999, 0, 0]}".to_vec()),
        ("a day that is none", b"{\"date\": \"2020-02-30\"}".to_vec()),
        ("text that is not ASCII", "\"\u{e9}\"".into()),
        ("bytes that are no UTF-8", b"\"\xff\xfe\"".to_vec()),
        ("UTF-16", b"\xff\xfe[\0]\0".to_vec()),
        ("half of a surrogate pair as bytes", b"\"\xed\xa0\x80\"".to_vec()),
        ("bytes beyond ASCII", b"{\"bytes\": \"\\u00e9\"}".to_vec()),
        ("bytes that are none", b"{\"base64\": \"!!!!\"}".to_vec()),
        ("code points beyond all", b"{\"text\": [1114112]}".to_vec()),
        ("a NUL in front", b"\0[]".to_vec()),
        ("more behind the end", b"[] []".to_vec()),
        ("keys of one hash of 64 bits", of_one_hash((1 << 61) - 1, "set")),
        ("keys of one hash of 32 bits", of_one_hash((1 << 31) - 1, "set")),
    ]
}

/// Odd, but values.
const DATA: &[(&[u8], &str)] = &[
    (b"\"__import__('os').system('true')\"", "value: \"__import__('os').system('true')\""),
    (b"NaN", "value: nan"),
    (b"{\"tuple\": [-Infinity, {\"set\": []}]}", "value: (-inf, set())"),
    (b"\"\\ud800\"", "value: '\\ud800'"),
    (b"{\"int\": \"-0xffffffffffffffffffff\"}", "value: -1208925819614629174706175"),
    (b" [ 1 , {\"dict\": [[{\"tuple\": []}, null]]} ] ", "value: [1, {(): None}]"),
];

fn take(server: &Configured, bytes: &[u8]) -> Result<String> {
    let key = new_key()?;
    let left = ask(server.address(), &post(&format!("/leaves.py?{key}"), bytes))?;
    ensure!(left.text() == "1", "{} {}", left.status, left.text());
    let taken = ask(server.address(), &get(&format!("/takes.py?{key}")))?;
    ensure!(taken.status == 200, "{} {}", taken.status, taken.text());
    Ok(taken.text())
}

/// `hashes` are the numbers that hashes have where the value is taken.
fn refuses_what_is_crafted(server: &mut Configured, hashes: &str) -> Result<()> {
    for (name, bytes) in crafted() {
        let said = take(server, &bytes).with_context(|| name.to_owned())?;
        // Made for other hashes they are numbers like all.
        let expected = if name.contains("one hash") && !name.ends_with(hashes) { "value: " } else { "ValueError: " };
        ensure!(said.starts_with(expected), "{name}: {said}");
    }
    for (bytes, expected) in DATA {
        let said = take(server, bytes)?;
        ensure!(said == *expected, "{}: {said}", readable(bytes));
    }
    ensure!(server.airlock.is_running(), "the server has ended");
    Ok(())
}

#[test]
fn crafted_values_are_refused_in_the_sandbox() -> Result<()> {
    refuses_what_is_crafted(&mut Configured::start("stash_values", "sandbox", SANDBOX)?, "32 bits")
}

#[test]
fn crafted_values_are_refused_in_process() -> Result<()> {
    if !Engine::InProcess.is_there() {
        return Ok(());
    }
    let configuration = format!("{SANDBOX}{TRUSTED}");
    refuses_what_is_crafted(&mut Configured::start("stash_values", "in-process", &configuration)?, "64 bits")
}
