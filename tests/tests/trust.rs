//! Trust rules: who runs in the server's process, and who no longer does after an edit. The handlers lie in
//! `tests/trust/docroot/`. Each test passes at once where the program has no such engine.

use airlock_tests::configured::{Configured, LOADED};
use airlock_tests::engine::Engine;
use anyhow::{Context, Result, ensure};
use rustix::process::Signal;
use sha2::{Digest, Sha256};

/// Serves under one tenant with these rules.
fn with_rules(name: &str, rules: &str, test: impl FnOnce(&mut Configured) -> Result<()>) -> Result<()> {
    if !Engine::InProcess.is_there() {
        return Ok(());
    }
    let mut server = Configured::start("trust", name, &configuration(rules))?;
    test(&mut server)?;
    ensure!(server.airlock.is_running(), "the server has ended");
    Ok(())
}

fn configuration(rules: &str) -> String {
    format!("profile = 'wpt'\n[[tenant]]\nname = 'one'\ndocroot = '.'\n{rules}")
}

fn rule(path: &str, more: &str) -> String {
    format!("[[tenant.rule]]\npath = '{path}'\n{more}\n")
}

fn sha256(server: &Configured, file: &str) -> Result<String> {
    let text = std::fs::read(server.folder.place(file)).with_context(|| file.to_owned())?;
    Ok(Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect())
}

const TRUSTED: &str = "trust = 'in-process'";

#[test]
fn the_first_rule_that_matches_counts() -> Result<()> {
    let rules = [rule("/pinned/*", "trust = 'sandbox'"), rule("/**", TRUSTED)].concat();
    with_rules("order", &rules, |server| {
        assert_eq!(server.text("any", "/where.py")?, "in-process");
        assert_eq!(server.text("any", "/pinned/where.py")?, "sandbox");
        // A path is decoded before it is matched.
        assert_eq!(server.text("any", "/%70inned//where.py")?, "sandbox");
        assert_eq!(server.log().lines_with(&["trusted: they run unsandboxed", "/**"])?.len(), 1);
        Ok(())
    })
}

#[test]
fn nobody_is_trusted_without_a_rule() -> Result<()> {
    with_rules("none", &rule("/other/**", TRUSTED), |server| {
        assert_eq!(server.text("any", "/where.py")?, "sandbox");
        Ok(())
    })
}

#[test]
fn a_pinned_text_is_trusted_until_it_changes() -> Result<()> {
    with_rules("pin", "", |server| {
        let pinned = format!("{TRUSTED}\nsha256 = '{}'", sha256(server, "pinned/where.py")?);
        server.folder.write("airlock.toml", configuration(&rule("/pinned/**", &pinned)))?;
        server.airlock.signal(Signal::HUP)?;
        server.log().wait_for(&[LOADED, "rules=1"])?;
        assert_eq!(server.text("any", "/pinned/where.py")?, "in-process");
        let text = std::fs::read_to_string(server.folder.place("pinned/where.py"))?;
        for _ in 0..5 {
            server.folder.write("pinned/where.py", format!("{text}# edited\n"))?;
            assert_eq!(server.text("any", "/pinned/where.py")?, "sandbox");
            server.folder.write("pinned/where.py", &text)?;
            assert_eq!(server.text("any", "/pinned/where.py")?, "in-process");
        }
        Ok(())
    })
}

#[test]
fn what_a_pinned_handler_imports_needs_a_rule_too() -> Result<()> {
    with_rules("pinned-imports", "", |server| {
        let handler = format!("{TRUSTED}\nsha256 = '{}'", sha256(server, "imports/handler.py")?);
        let helper = format!("{TRUSTED}\nsha256 = '{}'", sha256(server, "imports/helper.py")?);
        let both = [rule("/imports/handler.py", &handler), rule("/imports/helper.py", &helper)].concat();
        for (rules, answer) in [(rule("/imports/handler.py", &handler), 403), (both, 200)] {
            let before = server.log().lines_with(&[LOADED])?.len();
            server.folder.write("airlock.toml", configuration(&rules))?;
            server.airlock.signal(Signal::HUP)?;
            server.log().wait_for_lines(before + 1, &[LOADED])?;
            let answered = server.get("any", "/imports/handler.py")?;
            assert_eq!(answered.status, answer, "{}", answered.text());
        }
        assert_eq!(server.text("any", "/imports/handler.py")?, "linux");
        server.folder.write("imports/helper.py", "PLATFORM = 'edited'\n")?;
        let refused = server.get("any", "/imports/handler.py")?;
        assert_eq!(refused.status, 403, "{}", refused.text());
        assert!(refused.text().contains("imports/helper.py") && refused.text().contains("no trust rule covers it"));
        Ok(())
    })
}

/// Native code has no text that a rule could be asked about.
#[test]
fn native_code_is_not_loaded_from_the_docroot() -> Result<()> {
    with_rules("native", &rule("/**", TRUSTED), |server| {
        let text = server.text("any", "/native/handler.py")?;
        let is_all_in_one = text.starts_with("this interpreter has");
        ensure!(is_all_in_one || text.contains("nothing but Python source is run"), "{text}");
        Ok(())
    })
}
