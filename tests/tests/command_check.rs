//! `airlock check`: every handler of a folder is compiled and imported, and what fails is reported with its place.
//!
//! The folders are `tests/command_line/good/docroot/`, where nothing fails, and `bad/docroot/` beside it.

use airlock_tests::command::airlock;
use airlock_tests::places;
use anyhow::{Context, Result};
use regex::Regex;
use serde_json::Value;

fn docroot(subject: &str) -> String {
    places::tests_folder().join("command_line").join(subject).join("docroot").to_string_lossy().into_owned()
}

/// The problems of the docroot `bad`: path, line, kind, and what the message holds.
const PROBLEMS: &[(&str, u64, &str, &str)] = &[
    ("ends_the_interpreter.py", 0, "Sandbox", "os._exit"),
    ("exits.py", 3, "SystemExit", "no more"),
    ("fails_at_the_top.py", 6, "ValueError", "colour"),
    ("folder/broken_helper.py", 1, "SyntaxError", "expected"),
    ("loops.py", 0, "Sandbox", "cpu-time"),
    ("missing_module.py", 3, "ModuleNotFoundError", "no_such_module"),
    ("not_in_the_sandbox.py", 5, "ModuleNotFoundError", "memory maps"),
    ("not_utf8.py", 1, "SyntaxError", "utf-8"),
    ("syntax.py", 2, "SyntaxError", "never closed"),
    ("takes_all_memory.py", 1, "MemoryError", ""),
    ("uses_broken_helper.py", 1, "SyntaxError", "broken_helper.py"),
];

#[test]
fn check_finds_nothing_where_nothing_is() -> Result<()> {
    let outcome = airlock(&["check", &docroot("good")])?;
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert_eq!(outcome.stdout.lines().count(), 1, "{}", outcome.stdout);
    let outcome = airlock(&["check", &docroot("good"), "--json"])?;
    let report: Value = serde_json::from_str(&outcome.stdout)?;
    assert_eq!(outcome.code, Some(0));
    assert_eq!(report["problems"], Value::Array(Vec::new()), "{report}");
    assert_eq!((&report["checked"], &report["modules"]), (&Value::from(4), &serde_json::json!(["folder/helper.py"])));
    Ok(())
}

#[test]
fn check_reports_every_problem_in_a_line_of_its_own() -> Result<()> {
    let outcome = airlock(&["check", &docroot("bad"), "--cpu-time", "300ms"])?;
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    let line = Regex::new(r"^([^:]+):(\d+): (\w+): (.*)$")?;
    let text = outcome.stdout;
    let mut lines: Vec<&str> = text.lines().collect();
    let summary = lines.pop().context("no summary")?;
    assert!(summary.contains(&PROBLEMS.len().to_string()), "{summary}");
    let found: Vec<_> = lines
        .iter()
        .map(|text| line.captures(text).with_context(|| format!("no problem: {text:?}")))
        .collect::<Result<_>>()
        .with_context(|| text.clone())?;
    let found: Vec<_> = found.iter().map(|parts| parts.extract::<4>().1).collect();
    assert_eq!(found.len(), PROBLEMS.len(), "{text}");
    let mut failures = Vec::new();
    for ([path, number, kind, message], expected) in found.iter().zip(PROBLEMS) {
        let same = (*path, number.parse()?, *kind) == (expected.0, expected.1, expected.2);
        if !same || !message.contains(expected.3) || message.is_empty() || message.contains(char::is_control) {
            failures.push(format!("{path}:{number}: {kind}: {message:?}, expected {expected:?}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    Ok(())
}

#[test]
fn check_prints_json_that_parses() -> Result<()> {
    let outcome = airlock(&["check", &docroot("bad"), "--json", "--cpu-time", "300ms"])?;
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    let report: Value = serde_json::from_str(&outcome.stdout)?;
    let problems = report["problems"].as_array().context("no problems")?;
    assert_eq!(problems.len(), PROBLEMS.len(), "{report}");
    for (problem, (path, line, kind, message)) in problems.iter().zip(PROBLEMS) {
        assert_eq!(problem["path"], *path, "{report}");
        assert_eq!((&problem["line"], &problem["kind"]), (&Value::from(*line), &Value::from(*kind)), "{problem}");
        let found = problem["message"].as_str().context("no message")?;
        assert!(found.contains(message) && !found.contains("wasm backtrace"), "{problem}");
    }
    // Helpers are modules, and so is a file that forgot its `main`.
    assert_eq!(report["modules"], serde_json::json!(["folder/helper.py", "no_main.py"]));
    assert_eq!(report["checked"], Value::from(PROBLEMS.len() + 3));
    Ok(())
}

#[test]
fn check_needs_a_folder() -> Result<()> {
    for (name, word) in [("handler.py", "Not a directory"), ("missing", "No such file")] {
        let place = format!("{}/{name}", docroot("good"));
        let outcome = airlock(&["check", &place])?;
        assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(1), ""), "{outcome:?}");
        assert!(outcome.stderr.contains(word) && outcome.stderr.contains(&place), "{}", outcome.stderr);
    }
    Ok(())
}
