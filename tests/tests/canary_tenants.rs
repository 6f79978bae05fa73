//! What a request leaves behind outside its memory, looked for by thousands of requests of another tenant and of other handlers:
//! in interpreters that are kept, in the stash, in compiled code, in lines of the log that have no end.
//!
//! The handlers lie in `tests/canary/docroot/`. Few requests run at once, so that interpreters, memories and threads are those
//! that the others have used.

use airlock_tests::configured::{Configured, docroot_of};
use airlock_tests::raw_http::Connection;
use airlock_tests::requests::{ask_on, get_from, post_to};
use airlock_tests::rust_component;
use airlock_tests::scratch::Scratch;
use airlock_tests::stash_client::new_key;
use anyhow::{Context, Result, ensure};

/// Requests of each test.
const ROUNDS: usize = 1500;
const HOSTS: [&str; 2] = ["a.test", "b.test"];
const KEEPS: &str = "isolation = \"handler\"\nreuse = { max-requests = 5, max-age = \"1h\" }";

/// Two tenants with the same files, in folders of their own; the settings of each.
fn serve(name: &str, of_a: &str, of_b: &str) -> Result<Configured> {
    let folder = Scratch::new("canary-tenants")?;
    for file in ["marks.py", "prints.py", "stashes.py"] {
        let content = std::fs::read(docroot_of("canary").join(file))?;
        for tenant in ["a", "b"] {
            folder.write(&format!("{tenant}/{file}"), &content)?;
        }
    }
    let tenants = [("a", of_a), ("b", of_b)].map(|(tenant, settings)| {
        format!("[[tenant]]\nname = \"{tenant}\"\nhosts = [\"{tenant}.test\"]\ndocroot = \"{tenant}\"\n{settings}\n")
    });
    let configuration = format!("[server]\nmax-sandboxes = 2\n{}", tenants.concat());
    Configured::start_in(folder, &format!("canary-tenants-{name}"), &configuration)
}

fn ask(connection: &mut Connection, request: &[u8]) -> Result<String> {
    let answer = ask_on(connection, request)?;
    ensure!(answer.status == 200, "{} {}", answer.status, answer.text());
    Ok(answer.text())
}

/// The text is the same, and so is what it is compiled to; the first tenant's interpreters go on, and find what they left.
#[test]
fn an_interpreter_that_is_kept_leaves_nothing_to_the_other_tenant() -> Result<()> {
    let server = serve("kept", KEEPS, "")?;
    let mut connection = Connection::open(server.address())?;
    let mut found = 0;
    for round in 0..ROUNDS {
        if round % 3 == 0 {
            // The handler's file itself is run anew in each.
            let kept = "sys, builtins, another module";
            let answer = ask(&mut connection, &get_from("a.test", "/marks.py?a"))?;
            ensure!(answer == "nothing" || answer == kept, "{answer}");
            found += usize::from(answer == kept);
        } else {
            let answer = ask(&mut connection, &get_from("b.test", "/marks.py?b"))?;
            ensure!(answer == "nothing", "round {round}: in {answer}");
        }
    }
    ensure!(found > ROUNDS / 6, "{found} requests found what was left in their own interpreter");
    Ok(())
}

#[test]
fn a_value_of_the_stash_is_the_tenants() -> Result<()> {
    let server = serve("stash", "", "")?;
    let mut connection = Connection::open(server.address())?;
    let target = format!("/stashes.py?{}", new_key()?);
    assert_eq!(ask(&mut connection, &post_to("a.test", &target, b"of a"))?, "put");
    for round in 0..ROUNDS {
        let found = ask(&mut connection, &get_from("b.test", &target))?;
        ensure!(found == "nothing", "round {round}: {found}");
    }
    assert_eq!(ask(&mut connection, &get_from("a.test", &target))?, "of a");
    assert_eq!(ask(&mut connection, &get_from("a.test", &target))?, "nothing");
    Ok(())
}

/// The same path, another text; and the first tenant's changes all the time, to what the second one's was.
#[test]
fn compiled_code_is_the_tenants_own() -> Result<()> {
    const EDITS: usize = 50;
    let server = serve("compiled", "", KEEPS)?;
    let text = |said: &str| format!("import told\n\ndef main(request, response):\n    return '{said} ' + told.TOLD\n");
    server.folder.write("b/says.py", text("b"))?;
    server.folder.write("b/told.py", "TOLD = 'to b'\n")?;
    let mut connection = Connection::open(server.address())?;
    for edit in 0..EDITS {
        let (said, told) = if edit % 2 == 0 { ("b", format!("to a, {edit}")) } else { ("a", "to b".to_owned()) };
        server.folder.write("a/says.py", text(said))?;
        server.folder.write("a/told.py", format!("TOLD = '{told}'\n"))?;
        for _ in 0..ROUNDS / EDITS / 2 {
            assert_eq!(ask(&mut connection, &get_from("a.test", "/says.py"))?, format!("{said} {told}"));
            assert_eq!(ask(&mut connection, &get_from("b.test", "/says.py"))?, "b to b");
        }
    }
    Ok(())
}

/// Every line of the log is one request's, and its tenant's, though none has an end of its own.
#[test]
fn a_line_without_an_end_stays_a_line_of_its_own() -> Result<()> {
    for (name, settings) in [("log-fresh", ""), ("log-kept", KEEPS)] {
        let server = serve(name, settings, settings)?;
        let mut connection = Connection::open(server.address())?;
        for round in 0..ROUNDS / 2 {
            let (host, tenant) = (HOSTS[round % 2], ["a", "b"][round % 2]);
            let said = format!("{tenant}.{round}.");
            assert_eq!(ask(&mut connection, &get_from(host, &format!("/prints.py?{said}")))?, said);
        }
        for how in ["printed by ", "written by "] {
            server.log().wait_for_lines(ROUNDS / 2, &[how]).context(how)?;
            let lines = server.log().lines_with(&[how])?;
            assert_eq!(lines.len(), ROUNDS / 2, "{how}");
            for (round, line) in lines.iter().enumerate() {
                let tenant = ["a", "b"][round % 2];
                let (said, of) = (format!("{how}{tenant}.{round}."), format!("tenant=\"{tenant}\""));
                ensure!(line.contains(&said) && line.contains(&of) && line.matches(" by ").count() == 1, "{line}");
            }
        }
    }
    Ok(())
}

/// The same of what a component prints by WASI, in instances that are kept and in those that are not.
#[test]
fn nor_does_the_line_of_a_component_go_on() -> Result<()> {
    const PRINTED: [&str; 3] = ["to the error stream", "without an end", "to the output"];
    let server = serve("log-components", KEEPS, "")?;
    let component = rust_component::build("proxy")?;
    for tenant in ["a", "b"] {
        server.folder.write(&format!("{tenant}/proxy.wasm"), &component)?;
    }
    let mut connection = Connection::open(server.address())?;
    for round in 0..ROUNDS / 2 {
        assert_eq!(ask(&mut connection, &get_from(HOSTS[round % 2], "/proxy.wasm/prints"))?, "printed");
    }
    for tenant in ["a", "b"] {
        let of = format!("tenant=\"{tenant}\"");
        for words in PRINTED {
            server.log().wait_for_lines(ROUNDS / 4, &[&of, words])?;
            for line in server.log().lines_with(&[&of, words])? {
                assert_eq!(PRINTED.iter().filter(|other| line.contains(**other)).count(), 1, "{line}");
            }
        }
    }
    Ok(())
}
