//! `airlock run`: one request, no server, the response on standard output.
//!
//! The handlers lie in `tests/command_line/run/docroot/`.

use airlock_tests::command::{Outcome, airlock, airlock_with};
use airlock_tests::head::Head;
use airlock_tests::places;
use airlock_tests::scratch::Scratch;
use anyhow::{Context, Result};

fn docroot() -> String {
    places::tests_folder().join("command_line").join("run").join("docroot").to_string_lossy().into_owned()
}

/// A handler's file, as an argument.
fn handler(name: &str) -> String {
    format!("{}/{name}", docroot())
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
    for line in ["method GET", "query ", "field none", "body ", "file /docroot/echo.py", "docroot /docroot"] {
        assert!(content.lines().any(|found| found == line), "no {line:?} in {content}");
    }
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
    let (status, content, _) = run(&[&file, "--docroot", &docroot()])?;
    assert_eq!((status, content.as_str()), (200, "from shared"));
    // Alone, the file has nothing to import from.
    let (status, _, outcome) = run(&[&file])?;
    assert_eq!(status, 500);
    assert!(outcome.stderr.contains("No module named 'shared'"), "{}", outcome.stderr);
    Ok(())
}

/// The exit code is 0 when the handler has answered, whatever the status, and 1 when it failed.
#[test]
fn run_tells_by_its_exit_code_whether_the_handler_failed() -> Result<()> {
    let (status, content, outcome) = run(&[&handler("chooses_404.py")])?;
    assert_eq!((status, content.as_str(), outcome.code), (404, "chosen", Some(0)), "{outcome:?}");
    for (name, flags, status, said) in [
        ("fails.py", &["--profile", "exposed"][..], 500, "ValueError: the reason"),
        ("fails.py", &["--profile", "wpt"], 500, "ValueError: the reason"),
        ("no_main.py", &[], 500, "main"),
        ("sleeps.py", &["--wall-time", "200ms"], 504, "wall-time"),
        ("loops.py", &["--cpu-time", "200ms"], 504, "cpu-time"),
        ("allocates.py", &["--memory", "100MiB"], 507, "memory"),
        ("long.py", &["--response", "1MiB"], 500, "response"),
        ("raw.py", &[], 500, "raw-writes"),
    ] {
        let file = handler(name);
        let (found, content, outcome) = run(&[&[file.as_str()], flags].concat())?;
        assert_eq!((found, outcome.code), (status, Some(1)), "{name}: {outcome:?}");
        assert!(outcome.stderr.contains(said), "{name}: {}", outcome.stderr);
        assert!(content.starts_with("{\"error\": "), "{name}: {content}");
        assert_eq!(content.contains("the reason"), flags.contains(&"wpt"), "{name}: {content}");
    }
    let outcome = airlock(&["run", &handler("cut.py")])?;
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(outcome.stdout.ends_with("\r\n\r\none "), "{outcome:?}");
    assert!(outcome.stderr.contains("ValueError: the reason"), "{outcome:?}");
    let outcome = airlock(&["run", &handler("raw.py"), "--profile", "wpt"])?;
    assert_eq!((outcome.stdout.as_str(), outcome.code), ("raw bytes", Some(0)));
    Ok(())
}

#[test]
fn run_sends_the_log_to_standard_error_as_far_as_it_may_grow() -> Result<()> {
    let (_, content, outcome) = run(&[&handler("prints.py"), "--log-size", "4KiB"])?;
    assert_eq!((content.as_str(), outcome.code), ("printed", Some(0)));
    assert!(outcome.stderr.contains("line 1 "), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("limit") && !outcome.stderr.contains("line 999"), "{}", outcome.stderr);
    Ok(())
}

#[test]
fn run_says_what_it_can_not_do() -> Result<()> {
    let scratch = Scratch::new("run-wrong")?;
    let missing = scratch.place("missing.py").to_string_lossy().into_owned();
    let outside = scratch.write("outside.py", "def main(q, r): return b''\n")?.to_string_lossy().into_owned();
    let folder = docroot();
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
