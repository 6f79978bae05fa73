//! `airlock.toml` and `airlock config`: what a file says, what the environment and flags say over it, what is refused.
//!
//! Files that must be refused lie in `tests/config/invalid/`, each beside the exact message.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use airlock_tests::airlock_process::Airlock;
use airlock_tests::command::{Outcome, airlock, airlock_with};
use airlock_tests::places;
use airlock_tests::requests::{ask, get};
use airlock_tests::scratch::Scratch;
use anyhow::{Context, Result, bail, ensure};

/// `airlock` in a folder, so that messages have files' names alone.
fn airlock_in(folder: &Path, arguments: &[&str]) -> Result<Outcome> {
    let output = Command::new(places::airlock_binary()).args(arguments).current_dir(folder).output()?;
    Ok(Outcome {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout)?,
        stderr: String::from_utf8(output.stderr)?,
    })
}

fn named(path: &Path) -> Result<&str> {
    path.to_str().context("a path in UTF-8")
}

fn repository() -> PathBuf {
    places::tests_folder().join("..")
}

/// What `config show` prints: every key with its value and where it comes from.
fn shown(arguments: &[&str], variables: &[(&str, &str)]) -> Result<BTreeMap<String, (String, String)>> {
    let outcome = airlock_with(&[&["config", "show"], arguments].concat(), variables, b"")?;
    ensure!(outcome.code == Some(0), "{outcome:?}");
    let (mut table, mut keys) = (String::new(), BTreeMap::new());
    for line in outcome.stdout.lines().filter(|line| !line.is_empty()) {
        if line.starts_with('[') {
            table = format!("{}.", line.trim_matches(['[', ']']));
            continue;
        }
        let (key, rest) = line.split_once(" = ").context("a key")?;
        let (value, origin) = rest.rsplit_once("  # ").context("an origin")?;
        keys.insert(format!("{table}{key}"), (value.to_owned(), origin.to_owned()));
    }
    Ok(keys)
}

#[test]
fn every_bad_file_gives_exactly_its_message() -> Result<()> {
    let folder = places::tests_folder().join("config/invalid");
    let (mut seen, mut wrong) = (0, Vec::new());
    for file in places::files_below(&folder)? {
        let name = named(&file)?;
        match file.extension().and_then(|extension| extension.to_str()) {
            Some("toml") => {}
            Some("error") if folder.join(file.with_extension("toml")).is_file() => continue,
            _ => bail!("{name} belongs to no NAME.toml"),
        }
        let expected = std::fs::read_to_string(folder.join(file.with_extension("error")))
            .with_context(|| format!("{name} needs its message in a file NAME.error beside it"))?;
        let outcome = airlock_in(&folder, &["config", "check", name])?;
        seen += 1;
        if outcome.code != Some(1) || !outcome.stdout.is_empty() || outcome.stderr != expected {
            wrong.push(format!("{name}: {:?} {}\ninstead of\n{expected}", outcome.code, outcome.stderr));
        }
        for line in outcome.stderr.lines() {
            ensure!(line.starts_with(name), "{name}: a line without the file's name: {line}");
        }
    }
    ensure!(seen >= 30, "only {seen} files");
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

#[test]
fn serve_refuses_a_bad_file_with_the_same_message() -> Result<()> {
    let folder = places::tests_folder().join("config/invalid");
    for name in ["several-problems", "several-misfits"] {
        let expected = std::fs::read_to_string(folder.join(format!("{name}.error")))?;
        for command in [&["serve"][..], &["config", "show"]] {
            let outcome = airlock_in(&folder, &[command, &["--config", &format!("{name}.toml")]].concat())?;
            assert_eq!((outcome.code, outcome.stderr), (Some(1), expected.clone()), "{command:?}");
        }
    }
    let outcome = airlock(&["serve", "--config", "/no/such/airlock.toml"])?;
    assert_eq!(outcome.code, Some(1));
    assert!(outcome.stderr.contains("/no/such/airlock.toml: No such file"), "{outcome:?}");
    Ok(())
}

#[test]
fn flag_over_environment_over_file_over_default() -> Result<()> {
    let scratch = Scratch::new("config")?;
    scratch.write("site/a.py", "")?;
    let file = scratch.write(
        "airlock.toml",
        "profile = \"wpt\"\n[server]\nlisten = [\"127.0.0.1:1\"]\nmax-sandboxes = 1\ngrace = \"1s\"\n\
         [limits]\nwall-time = \"1s\"\ncpu-time = \"1s\"\nmemory = \"101MiB\"\n[log]\nfilter = \"warn\"\n\
         [[tenant]]\nname = \"a\"\ndocroot = \"site\"\n",
    )?;
    let file = named(&file)?;
    // Key, the file's value and line, then variable, flag, and what each of them sets.
    let cases = [
        ("profile", "\"wpt\"", 1, "AIRLOCK_PROFILE", "exposed", "--profile", "wpt", "\"exposed\"", "\"wpt\""),
        (
            "server.listen",
            "[\"127.0.0.1:1\"]",
            3,
            "AIRLOCK_LISTEN",
            "127.0.0.1:2,127.0.0.1:3",
            "--listen",
            "127.0.0.1:4",
            "[\"127.0.0.1:2\", \"127.0.0.1:3\"]",
            "[\"127.0.0.1:4\"]",
        ),
        ("server.max-sandboxes", "1", 4, "AIRLOCK_CONCURRENCY", "2", "--concurrency", "3", "2", "3"),
        ("server.grace", "\"1s\"", 5, "AIRLOCK_GRACE", "2s", "--grace", "3s", "\"2s\"", "\"3s\""),
        ("limits.wall-time", "\"1s\"", 7, "AIRLOCK_WALL_TIME", "2s", "--wall-time", "3s", "\"2s\"", "\"3s\""),
        ("limits.cpu-time", "\"1s\"", 8, "AIRLOCK_CPU_TIME", "2s", "--cpu-time", "3s", "\"2s\"", "\"3s\""),
        (
            "limits.memory",
            "\"101MiB\"",
            9,
            "AIRLOCK_MEMORY",
            "102MiB",
            "--memory",
            "103MiB",
            "\"102MiB\"",
            "\"103MiB\"",
        ),
        ("log.filter", "\"warn\"", 11, "AIRLOCK_LOG", "error", "--log", "debug", "\"error\"", "\"debug\""),
    ];
    for (key, in_file, line, variable, in_variable, flag, in_flag, by_variable, by_flag) in cases {
        let found = |arguments: &[&str], variables: &[(&str, &str)]| -> Result<(String, String)> {
            shown(arguments, variables)?.remove(key).with_context(|| format!("{key} is not shown"))
        };
        let expected = |value: &str, origin: &str| (value.to_owned(), origin.to_owned());
        let docroot = named(scratch.path())?;
        let default = found(&[docroot], &[])?;
        assert_eq!(default.1, "default", "{key}");
        assert_eq!(found(&["--config", file], &[])?, expected(in_file, &format!("{file}:{line}")));
        let variables = [(variable, in_variable)];
        let of_variable = expected(by_variable, &format!("environment {variable}"));
        assert_eq!(found(&["--config", file], &variables)?, of_variable);
        assert_eq!(found(&[docroot], &variables)?, of_variable);
        let of_flag = expected(by_flag, &format!("flag {flag}"));
        assert_eq!(found(&["--config", file, flag, in_flag], &variables)?, of_flag);
        assert_eq!(found(&[docroot, flag, in_flag], &[("AIRLOCK_CONFIG", file)])?, of_flag);
    }
    Ok(())
}

#[test]
fn what_is_shown_loads_again() -> Result<()> {
    let scratch = Scratch::new("config")?;
    lay_out(&scratch, "tenant-host")?;
    let file = scratch.place("docs/examples/tenant-host.toml");
    let first = airlock(&["config", "show", "--config", named(&file)?, "--cpu-time", "7s"])?;
    assert_eq!(first.code, Some(0), "{first:?}");
    let again = scratch.write("elsewhere/shown.toml", &first.stdout)?;
    let second = airlock(&["config", "show", "--config", named(&again)?])?;
    let plain = |text: &str| -> Vec<String> {
        text.lines().map(|line| line.split("  # ").next().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(plain(&first.stdout), plain(&second.stdout));
    let check = airlock(&["config", "check", named(&again)?])?;
    assert_eq!(check.stdout, format!("{}: ok: 2 tenants, 1 rule\n", again.display()), "{check:?}");
    Ok(())
}

/// Copies an example to where its docroots are.
fn lay_out(scratch: &Scratch, name: &str) -> Result<()> {
    for folder in ["docs/examples", "handlers", "docs/examples/sites/alice", "docs/examples/sites/bob"] {
        std::fs::create_dir_all(scratch.place(folder))?;
    }
    let path = format!("docs/examples/{name}.toml");
    scratch.write(&path, std::fs::read(repository().join(&path))?)?;
    Ok(())
}

#[test]
fn every_example_is_right() -> Result<()> {
    let mut names: Vec<String> = Vec::new();
    for file in places::files_below(&repository().join("docs/examples"))? {
        names.push(named(&file)?.trim_end_matches(".toml").to_owned());
    }
    assert_eq!(names, ["ci-sandbox", "tenant-host", "wpt-server"]);
    for name in &names {
        let scratch = Scratch::new("examples")?;
        lay_out(&scratch, name)?;
        let file = format!("{name}.toml");
        let outcome = airlock_in(&scratch.place("docs/examples"), &["config", "check", &file])?;
        // A binary without the engine of trusted handlers says so, and finds nothing else.
        let only_trust = |stderr: &str| stderr.lines().all(|line| line.contains("built without the in-process engine"));
        if outcome.code == Some(0) {
            assert!(outcome.stdout.starts_with(&format!("{file}: ok: ")), "{outcome:?}");
        } else {
            assert!(name == "wpt-server" && only_trust(&outcome.stderr), "{outcome:?}");
        }
    }
    Ok(())
}

#[test]
fn the_schema_is_the_one_in_the_repository() -> Result<()> {
    let outcome = airlock(&["config", "schema"])?;
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let kept = std::fs::read_to_string(repository().join("docs/airlock.schema.json"))?;
    ensure!(outcome.stdout == kept, "run `airlock config schema > docs/airlock.schema.json`: {}", outcome.stdout);
    Ok(())
}

#[test]
fn a_server_follows_its_file_and_flags() -> Result<()> {
    let scratch = Scratch::new("config")?;
    scratch.write("site/fails.py", "def main(request, response):\n    raise ValueError('the reason')\n")?;
    scratch.write("other/fails.py", "def main(request, response):\n    raise ValueError('another')\n")?;
    let text = "error-detail = true\n[[tenant]]\nname = \"a\"\ndocroot = \"site\"\n";
    let file = scratch.write("airlock.toml", text)?;
    let other = scratch.place("other");
    let flags = ["--config", named(&file)?];
    let server = Airlock::start_with(&other, "exposed", "config-other", &flags)?;
    let answer = ask(server.address(), &get("/fails.py"))?;
    // The folder on the command line takes the place of the only tenant's, the rest is the file's.
    assert!(answer.text().contains("another"), "{}", answer.text());
    Ok(())
}

#[test]
fn a_file_that_is_not_named_is_not_read() -> Result<()> {
    let scratch = Scratch::new("config")?;
    scratch.write("airlock.toml", "this is no TOML")?;
    scratch.write("site/a.txt", "a")?;
    let outcome = airlock_in(scratch.path(), &["config", "show", "site"])?;
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""), "{outcome:?}");
    Ok(())
}

#[test]
fn trust_on_the_command_line_is_shown_or_refused_by_name() -> Result<()> {
    let scratch = Scratch::new("config")?;
    let folder = named(scratch.path())?;
    for (arguments, variables, origin) in [
        (&["--trust", "/a/**"][..], &[][..], "flag --trust"),
        (&[], &[("AIRLOCK_TRUST", "/a/**,/b")], "environment AIRLOCK_TRUST"),
    ] {
        let outcome = airlock_with(&[&["config", "show", folder], arguments].concat(), variables, b"")?;
        let (text, expected) = if outcome.code == Some(0) {
            (&outcome.stdout, format!("path = \"/a/**\"  # {origin}"))
        } else {
            (
                &outcome.stderr,
                format!("{origin}: tenant[0].rule[0].trust: \"in-process\": this airlock was built without"),
            )
        };
        assert!(text.contains(&expected), "{outcome:?}");
    }
    Ok(())
}
