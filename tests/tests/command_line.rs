//! The commands as a person or a CI job calls them: `run`, `check`, their exit codes and messages, and every flag of every
//! command, also as a variable.
//!
//! The handlers lie in `tests/command_line/`, a docroot for each subject.

use std::collections::BTreeSet;

use airlock_tests::airlock_process::Airlock;
use airlock_tests::command::{Outcome, airlock, airlock_with};
use airlock_tests::head::Head;
use airlock_tests::places;
use airlock_tests::requests::{ask, get};
use airlock_tests::scratch::Scratch;
use anyhow::{Context, Result};
use regex::Regex;
use serde_json::Value;

fn docroot(subject: &str) -> String {
    places::tests_folder().join("command_line").join(subject).join("docroot").to_string_lossy().into_owned()
}

/// A handler's file, as an argument.
fn handler(name: &str) -> String {
    format!("{}/{name}", docroot("run"))
}

/// `airlock run` with these arguments: status and content of the response on its output.
fn run(arguments: &[&str]) -> Result<(u16, String, Outcome)> {
    let outcome = airlock(&[&["run"], arguments].concat())?;
    let head = Head::parse(outcome.stdout.as_bytes()).with_context(|| format!("no response: {outcome:?}"))?;
    let (_, content) = outcome.stdout.split_once("\r\n\r\n").with_context(|| format!("no whole head: {outcome:?}"))?;
    Ok((head.status, content.to_owned(), outcome))
}

#[test]
fn run_answers_one_request() -> Result<()> {
    let echo = handler("echo.py");
    let (status, content, outcome) = run(&[&echo])?;
    assert_eq!((status, outcome.code), (200, Some(0)), "{outcome:?}");
    assert_eq!(
        content,
        "method GET\nurl http://localhost/echo.py\nquery \nfield none\nbody \nfile /docroot/echo.py\ndocroot /docroot\n"
            .replace("http://localhost/", &url_base(&content)),
        "{content}"
    );
    let (_, content, _) = run(&[&echo, "/echo.py?x=1&y=%20"])?;
    assert!(content.contains("query x=1&y=%20\n"), "{content}");
    let (_, content, _) = run(&[&echo, "?x=2"])?;
    assert!(content.contains("query x=2\n"), "{content}");
    let (_, content, _) = run(&[&echo, "https://example.test:444/other/path?x=3"])?;
    assert!(content.contains("url https://example.test:444/other/path?x=3\n"), "{content}");
    let (_, content, _) = run(&[&echo, "--method", "DELETE", "--header", "X-Field: a value", "--header", "X-Other:b"])?;
    assert!(content.contains("method DELETE\n") && content.contains("field a value\n"), "{content}");
    let (_, content, _) = run(&[&echo, "--body", "the body"])?;
    assert!(content.contains("method POST\n") && content.contains("body the body\n"), "{content}");
    let (_, content, _) = run(&[&echo, "--method", "HEAD"])?;
    assert_eq!(content, "");
    let (_, content, outcome) = run(&[&handler("stream.py")])?;
    assert_eq!((content.as_str(), outcome.code), ("one two", Some(0)));
    Ok(())
}

/// The scheme and host in what the handler says of its URL: which port stands there is not this test's subject.
fn url_base(content: &str) -> String {
    let url = content.lines().find_map(|line| line.strip_prefix("url ")).unwrap_or_default();
    url.strip_suffix("echo.py").unwrap_or_default().to_owned()
}

#[test]
fn run_sends_forms_and_files() -> Result<()> {
    let form = handler("form.py");
    let fields = ["--header", "Content-Type: application/x-www-form-urlencoded", "--body", "name=Ada&name=Grace"];
    let (_, content, _) = run(&[&[form.as_str()], &fields[..]].concat())?;
    assert_eq!(content, "names Ada,Grace, no file");

    let scratch = Scratch::new("upload")?;
    let body = "--edge\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"a.txt\"\r\n\r\ncontent\r\n\
        --edge\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nAda\r\n--edge--\r\n";
    let file = format!("@{}", scratch.write("body", body)?.display());
    let (_, content, _) =
        run(&[&form, "--header", "Content-Type: multipart/form-data; boundary=edge", "--body", &file])?;
    assert_eq!(content, "names Ada, content (a.txt)");

    let outcome = airlock_with(&["run", &handler("echo.py"), "--body", "@-"], &[], b"from standard input")?;
    assert!(outcome.stdout.contains("body from standard input\n"), "{outcome:?}");
    Ok(())
}

#[test]
fn run_imports_below_the_docroot() -> Result<()> {
    let file = handler("sub/imports.py");
    let (status, content, _) = run(&[&file, "--docroot", &docroot("run")])?;
    assert_eq!((status, content.as_str()), (200, "from shared"));
    // Alone, the file has nothing to import from.
    let (status, _, outcome) = run(&[&file])?;
    assert_eq!(status, 500);
    assert!(outcome.stderr.contains("No module named 'shared'"), "{}", outcome.stderr);
    Ok(())
}

/// The exit code tells whether there was a whole response; the status is in the response.
#[test]
fn run_tells_by_its_exit_code_whether_there_is_a_response() -> Result<()> {
    for (name, flags, status, said) in [
        ("fails.py", &["--profile", "exposed"][..], 500, "ValueError: the reason"),
        ("fails.py", &["--profile", "wpt"], 500, "ValueError: the reason"),
        ("sleeps.py", &["--wall-time", "200ms"], 504, "wall-time"),
        ("loops.py", &["--cpu-time", "200ms"], 504, "cpu-time"),
        ("allocates.py", &["--memory", "100MiB"], 507, "memory"),
        ("long.py", &["--response", "1MiB"], 500, "response"),
        ("raw.py", &[], 500, "raw-writes"),
    ] {
        let file = handler(name);
        let (found, content, outcome) = run(&[&[file.as_str()], flags].concat())?;
        assert_eq!((found, outcome.code), (status, Some(0)), "{name}: {outcome:?}");
        assert!(outcome.stderr.contains(said), "{name}: {}", outcome.stderr);
        assert!(content.starts_with("{\"error\": "), "{name}: {content}");
        assert_eq!(content.contains("the reason"), flags.contains(&"wpt"), "{name}: {content}");
    }
    let outcome = airlock(&["run", &handler("cut.py")])?;
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(outcome.stdout.ends_with("\r\n\r\none "), "{outcome:?}");
    assert!(outcome.stderr.contains("ValueError: the reason") && outcome.stderr.contains("broke off"), "{outcome:?}");
    let outcome = airlock(&["run", &handler("raw.py"), "--profile", "wpt"])?;
    assert_eq!((outcome.stdout.as_str(), outcome.code), ("raw bytes", Some(0)));
    let (_, _, outcome) = run(&[&handler("prints.py"), "--log-size", "4KiB"])?;
    assert!(outcome.stderr.contains("line 1 ") || outcome.stderr.contains("line 1\n"), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("limit") && !outcome.stderr.contains("line 999"), "{}", outcome.stderr);
    Ok(())
}

#[test]
fn run_says_what_it_can_not_do() -> Result<()> {
    let scratch = Scratch::new("run-wrong")?;
    let missing = scratch.place("missing.py").to_string_lossy().into_owned();
    let outside = scratch.write("outside.py", "def main(q, r): return b''\n")?.to_string_lossy().into_owned();
    let folder = docroot("run");
    let echo = handler("echo.py");
    let body = format!("@{missing}");
    let mut failures = Vec::new();
    for (arguments, words) in [
        (&[missing.as_str()][..], &["missing.py", "No such file"][..]),
        (&[&outside, "--docroot", &folder], &["outside.py", "docroot"]),
        (&[&echo, "--docroot", &missing], &["missing.py", "No such file"]),
        (&[&echo, "--body", &body], &["body", "missing.py", "No such file"]),
        (&[&echo, "--header", "no colon"], &["no colon", "Name: value"]),
        (&[&echo, "--header", "X: a\r\nY: b"], &["header"]),
        (&[&echo, "--header", "X Y: b"], &["header"]),
        (&[&echo, "--method", "B AD"], &["method"]),
        (&[&echo, "--method", ""], &["method"]),
        (&[&echo, "/a b"], &["URL"]),
        (&[&echo, "/a\r\nb"], &["URL"]),
        (&[&echo, "ftp://host/"], &["ftp://host/", "http"]),
        (&[&echo, "no-slash"], &["no-slash", "slash"]),
        (&[&folder], &["docroot"]),
    ] {
        let outcome = airlock(&[&["run"], arguments].concat())?;
        let refused = matches!(outcome.code, Some(1 | 2)) && outcome.stdout.is_empty();
        if !refused || !words.iter().all(|word| outcome.stderr.contains(word)) {
            failures.push(format!("{arguments:?}, expected {words:?}: {outcome:?}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    Ok(())
}

/// The problems of the docroot `bad`: path, line, kind, and what the message holds.
const PROBLEMS: &[(&str, u64, &str, &str)] = &[
    ("ends_the_interpreter.py", 0, "Sandbox", "os._exit"),
    ("exits.py", 3, "SystemExit", "no more"),
    ("fails_at_the_top.py", 6, "ValueError", "colour"),
    ("folder/broken_helper.py", 1, "SyntaxError", "expected ':'"),
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
    for (place, word) in [(handler("echo.py"), "Not a directory"), (handler("missing"), "No such file")] {
        let outcome = airlock(&["check", &place])?;
        assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(1), ""), "{outcome:?}");
        assert!(outcome.stderr.contains(word) && outcome.stderr.contains(&place), "{}", outcome.stderr);
    }
    Ok(())
}

/// Flags that take a value, the variable of each, the commands that have it, and a value that none of them takes.
const FLAGS: &[(&str, &str, &[&str], &str)] = &[
    ("--listen", "AIRLOCK_LISTEN", &["serve"], "nowhere"),
    ("--concurrency", "AIRLOCK_CONCURRENCY", &["serve"], "many"),
    ("--grace", "AIRLOCK_GRACE", &["serve"], "soon"),
    ("--profile", "AIRLOCK_PROFILE", &["serve", "run", "check"], "open"),
    ("--wall-time", "AIRLOCK_WALL_TIME", &["serve", "run", "check"], "long"),
    ("--cpu-time", "AIRLOCK_CPU_TIME", &["serve", "run", "check"], "long"),
    ("--memory", "AIRLOCK_MEMORY", &["serve", "run", "check"], "much"),
    ("--response", "AIRLOCK_RESPONSE", &["serve", "run", "check"], "much"),
    ("--log-size", "AIRLOCK_LOG_SIZE", &["serve", "run", "check"], "much"),
    ("--log", "AIRLOCK_LOG", &["serve", "run", "check", "prepare"], "loud"),
    ("--python-runtime", "AIRLOCK_PYTHON_RUNTIME", &["serve", "run", "check", "prepare"], "/no/such/folder"),
    ("--docroot", "AIRLOCK_DOCROOT", &["run"], "/no/such/folder"),
];

/// Flags that are for one call, not for a configuration.
const FLAGS_WITHOUT_VARIABLE: &[(&str, &str)] =
    &[("--method", "run"), ("--header", "run"), ("--body", "run"), ("--json", "check")];

/// The arguments a command needs before flags.
fn with_arguments(command: &str) -> Vec<String> {
    let mut arguments = vec![command.to_owned()];
    match command {
        "serve" => arguments.extend([docroot("good"), "--listen".to_owned(), "127.0.0.1:0".to_owned()]),
        "run" => arguments.push(handler("echo.py")),
        "check" => arguments.push(docroot("good")),
        _ => {}
    }
    arguments
}

#[test]
fn help_and_the_documentation_name_every_flag() -> Result<()> {
    let documentation = std::fs::read_to_string(places::tests_folder().join("../docs/configuration.md"))?;
    let flag = Regex::new(r"(?m)^ +(?:-\w, )?(--[a-z-]+)")?;
    for command in ["serve", "run", "check", "prepare"] {
        let help = airlock(&[command, "--help"])?;
        assert_eq!(help.code, Some(0));
        let text = help.stdout;
        let shown: BTreeSet<&str> =
            flag.captures_iter(&text).filter_map(|found| found.get(1)).map(|flag| flag.as_str()).collect();
        let mut expected: BTreeSet<&str> =
            FLAGS.iter().filter(|(_, _, commands, _)| commands.contains(&command)).map(|(flag, ..)| *flag).collect();
        expected.extend(FLAGS_WITHOUT_VARIABLE.iter().filter(|(_, of)| *of == command).map(|(flag, _)| *flag));
        expected.insert("--help");
        assert_eq!(shown, expected, "of {command}");
        for (flag, variable, commands, _) in FLAGS {
            let named = text.contains(&format!("[env: {variable}="));
            assert_eq!(
                named,
                commands.contains(&command) || (*flag == "--docroot" && matches!(command, "serve" | "check")),
                "{variable} in the help of {command}"
            );
            assert!(documentation.contains(flag) && documentation.contains(variable), "{flag} in the documentation");
        }
    }
    let all = airlock(&["--help"])?.stdout;
    for command in ["serve", "run", "check", "prepare"] {
        assert!(Regex::new(&format!(r"(?m)^ +{command} "))?.is_match(&all), "{command}: {all}");
    }
    Ok(())
}

#[test]
fn a_value_that_is_none_is_refused_by_name() -> Result<()> {
    for (flag, variable, commands, value) in FLAGS {
        for command in *commands {
            let arguments = with_arguments(command);
            let plain: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let refused = |outcome: &Outcome, how: &str| {
                assert!(matches!(outcome.code, Some(1 | 2)), "{how}: {outcome:?}");
                assert_eq!(outcome.stdout, "", "{how}");
                assert!(outcome.stderr.contains(value), "{how}: {}", outcome.stderr);
                assert!(outcome.stderr.lines().count() <= 6, "{how}: {}", outcome.stderr);
            };
            // A second `--listen` is an address more.
            let flagged = [&plain[..], &[flag, value]].concat();
            refused(&airlock(&flagged)?, &format!("{flagged:?}"));
            // On the command line an address stands already, and wins.
            let without_listen = plain.get(..2).filter(|_| *flag == "--listen").unwrap_or(&plain);
            refused(
                &airlock_with(without_listen, &[(variable, value)], b"")?,
                &format!("{variable}={value} {command}"),
            );
        }
    }
    Ok(())
}

#[test]
fn numbers_that_make_no_sense_are_refused() -> Result<()> {
    for (flag, value) in [
        ("--concurrency", "0"),
        ("--concurrency", "-1"),
        ("--concurrency", "18446744073709551615"),
        ("--wall-time", "5"),
        ("--wall-time", "0s"),
        ("--wall-time", "-1s"),
        ("--cpu-time", "0s"),
        ("--memory", "0"),
        ("--memory", "1MiB"),
        ("--memory", "-1"),
        ("--listen", "localhost:8000"),
        ("--listen", "127.0.0.1:99999"),
        ("--listen", "127.0.0.1"),
    ] {
        let outcome = airlock(&["serve", &docroot("good"), "--listen", "127.0.0.1:0", &format!("{flag}={value}")])?;
        assert!(matches!(outcome.code, Some(1 | 2)), "{flag} {value}: {outcome:?}");
        assert_eq!(outcome.stdout, "", "{flag} {value}");
        assert!(outcome.stderr.contains(flag), "{flag} {value}: {}", outcome.stderr);
    }
    // So long that adding it to the time of the day would overflow: taken as no limit, or refused, but no accident.
    let sleeper = handler("stream.py");
    for value in ["500000000000y", "100000y"] {
        let outcome = airlock(&["run", &sleeper, "--wall-time", value, "--cpu-time", value])?;
        assert!(!outcome.stderr.contains("panicked"), "{value}: {}", outcome.stderr);
        assert!(matches!(outcome.code, Some(0..=2)), "{value}: {outcome:?}");
    }
    Ok(())
}

#[test]
fn variables_do_what_flags_do_and_flags_win() -> Result<()> {
    let sleeper = handler("sleeps.py");
    let variables = [("AIRLOCK_WALL_TIME", "200ms"), ("AIRLOCK_PROFILE", "wpt")];
    let outcome = airlock_with(&["run", &sleeper], &variables, b"")?;
    assert!(outcome.stdout.starts_with("HTTP/1.1 504 "), "{outcome:?}");
    let outcome = airlock_with(&["run", &handler("fails.py")], &variables, b"")?;
    assert!(outcome.stdout.contains("the reason"), "{outcome:?}");
    let outcome = airlock_with(&["run", &handler("fails.py"), "--profile", "exposed"], &variables, b"")?;
    assert!(!outcome.stdout.contains("the reason"), "{outcome:?}");
    let outcome = airlock_with(&["check"], &[("AIRLOCK_DOCROOT", &docroot("good"))], b"")?;
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let quiet = airlock_with(&["run", &handler("fails.py")], &[("AIRLOCK_LOG", "off")], b"")?;
    assert_eq!(quiet.stderr, "");
    Ok(())
}

#[test]
fn several_addresses_are_listened_on() -> Result<()> {
    let first =
        Airlock::start_with(docroot("good").as_ref(), "exposed", "command-line-listen", &["--listen", "[::1]:0"])?;
    assert_eq!(ask(first.address(), &get("/handler.py"))?.text(), "from a helper");
    Ok(())
}

#[test]
fn an_unknown_command_or_flag_is_an_error() -> Result<()> {
    let echo = handler("echo.py");
    for arguments in [&["sevre"][..], &["run", &echo, "--methd", "GET"], &["serve"], &["run"], &["check"], &[]] {
        let outcome = airlock(arguments)?;
        assert_eq!(outcome.code, Some(2), "{arguments:?}: {outcome:?}");
        assert_eq!(outcome.stdout, "", "{arguments:?}");
        assert!(outcome.stderr.contains("Usage"), "{arguments:?}: {}", outcome.stderr);
    }
    let version = airlock(&["--version"])?;
    assert!(Regex::new(r"^airlock \d+\.\d+\.\d+\n$")?.is_match(&version.stdout), "{version:?}");
    Ok(())
}
