//! `airlock audit`: which grants handlers need, by their text and by running them. The handlers lie in
//! `tests/audit/docroot/`.

use airlock_tests::command::{Outcome, airlock_with};
use airlock_tests::configured::Configured;
use airlock_tests::places;
use airlock_tests::scratch::Scratch;
use anyhow::{Context, Result, ensure};

fn audit(folder: &Scratch, more: &[&str]) -> Result<Outcome> {
    let docroot = folder.path().to_str().context("a path that is no text")?;
    airlock_with(&[&["audit", docroot], more].concat(), &[], b"")
}

fn docroot(name: &str) -> Result<Scratch> {
    let scratch = Scratch::new(name)?;
    scratch.copy_from(&places::tests_folder().join("audit").join("docroot"))?;
    Ok(scratch)
}

/// The grants of the rule for `path`, of what the audit printed.
fn grants(outcome: &Outcome, path: &str) -> Result<Option<String>> {
    let Some((_, rule)) = outcome.stdout.split_once(&format!("path = \"{path}\"\n")) else { return Ok(None) };
    let line = rule.lines().find(|line| line.starts_with("grants = ")).context("a rule without grants")?;
    Ok(Some(line.to_owned()))
}

const NOTHING: &str =
    "stash = false, files = \"none\", modules = false, raw-writes = false, push = false, log = false, sleep = false";

#[test]
fn the_text_shows_what_it_uses_imports_included() -> Result<()> {
    let folder = docroot("audit-text")?;
    let outcome = audit(&folder, &[])?;
    ensure!(outcome.stdout.contains(&format!("grants = {{ {NOTHING} }}")), "{}", outcome.stdout);
    assert_eq!(grants(&outcome, "/plain.py")?, None);
    let text = grants(&outcome, "/by_text.py")?.context("by_text.py")?;
    assert!(text.contains("log = true, sleep = true"), "{text}");
    let imports = grants(&outcome, "/imports.py")?.context("imports.py")?;
    assert!(imports.contains("modules = true") && imports.contains("log = true"), "{imports}");
    assert!(outcome.stdout.contains("# log: helpers/part.py:"), "{}", outcome.stdout);
    // A helper that no request can ask for has no rule of its own.
    assert_eq!(grants(&outcome, "/helpers/part.py")?, None);
    assert!(outcome.stdout.contains("# NOT LOOKED AT: broken.py:1: SyntaxError"), "{}", outcome.stdout);
    assert_eq!(outcome.code, Some(1));
    Ok(())
}

#[test]
fn running_shows_what_the_text_hides() -> Result<()> {
    let folder = docroot("audit-run")?;
    std::fs::remove_file(folder.place("broken.py"))?;
    let requests = folder.write(
        "requests.txt",
        "# one a line\nGET /hidden.py?key=b10a4d5e-0d1f-4a77-9c1e-3b6f0f1c8a03\nGET /plain.py\n\
         {\"target\": \"/imports.py\"}\nGET /helpers/reads_far.py\nGET /reads_far.py\nGET /nobody.py\n",
    )?;
    let file = requests.to_str().context("a path that is no text")?;
    let before = audit(&folder, &[])?;
    assert_eq!(grants(&before, "/hidden.py")?, None);
    let outcome = audit(&folder, &["--requests", file])?;
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let hidden = grants(&outcome, "/hidden.py")?.context("hidden.py")?;
    assert!(hidden.contains("stash = true, files = \"folder\""), "{hidden}");
    assert!(outcome.stdout.contains("# stash: denied in GET /hidden.py?key="), "{}", outcome.stdout);
    assert_eq!(grants(&outcome, "/plain.py")?, None);
    let far = grants(&outcome, "/helpers/reads_far.py")?.context("helpers/reads_far.py")?;
    assert!(far.contains("files = \"docroot\""), "{far}");
    assert!(outcome.stderr.contains("no handler answers this request"), "{}", outcome.stderr);

    // What is printed is a configuration under which these requests are answered.
    let server = Configured::start_in(folder, "audit-policy", &outcome.stdout)?;
    for (target, answer) in [
        ("/plain.py", "needs nothing"),
        ("/imports.py", "said"),
        ("/helpers/reads_far.py", "top\n"),
        ("/reads_far.py", "top\n"),
        ("/hidden.py?key=b10a4d5e-0d1f-4a77-9c1e-3b6f0f1c8a03", "import builtins\n"),
    ] {
        assert_eq!(server.text("any", target)?, answer);
    }
    assert_eq!(server.log().lines_with(&["denied"])?, Vec::<String>::new());
    Ok(())
}

#[test]
fn a_line_that_is_no_request_is_named() -> Result<()> {
    let folder = docroot("audit-lines")?;
    let requests = folder.write("requests.txt", "GET /plain.py\nPOST\n")?;
    let outcome = audit(&folder, &["--requests", requests.to_str().context("a path that is no text")?])?;
    assert_eq!(outcome.code, Some(1));
    assert!(outcome.stderr.contains("line 2:") && outcome.stderr.contains("GET /a.py"), "{}", outcome.stderr);
    Ok(())
}
