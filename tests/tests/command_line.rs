//! Every flag of every command, also as a variable: shown by `--help`, documented, refused with a clear message when its
//! value is none.
//!
//! The handlers lie in `tests/command_line/`, a docroot for each subject.

use std::collections::BTreeSet;

use airlock_tests::airlock_process::Airlock;
use airlock_tests::command::{Outcome, airlock, airlock_with};
use airlock_tests::places;
use airlock_tests::requests::{ask, get};
use anyhow::Result;
use regex::Regex;

fn docroot(subject: &str) -> String {
    places::tests_folder().join("command_line").join(subject).join("docroot").to_string_lossy().into_owned()
}

/// A handler's file, as an argument.
fn handler(name: &str) -> String {
    format!("{}/{name}", docroot("run"))
}

/// Flags that take a value, the variable of each, the commands that have it, and a value that none of them takes.
const FLAGS: &[(&str, &str, &[&str], &str)] = &[
    ("--listen", "AIRLOCK_LISTEN", &["serve"], "nowhere"),
    ("--listen-tls", "AIRLOCK_LISTEN_TLS", &["serve"], "nowhere"),
    ("--listen-h2", "AIRLOCK_LISTEN_H2", &["serve"], "nowhere"),
    ("--state", "AIRLOCK_STATE", &["serve"], ""),
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
    ("--config", "AIRLOCK_CONFIG", &["serve"], "/no/such/airlock.toml"),
    ("--trust", "AIRLOCK_TRUST", &["serve"], "resources"),
    ("--confine", "AIRLOCK_CONFINE", &["serve"], "tightly"),
    ("--app", "AIRLOCK_APP", &["serve"], "hello"),
    ("--cgi-directory", "AIRLOCK_CGI_DIRECTORY", &["serve"], "cgi-bin"),
    ("--docroot", "AIRLOCK_DOCROOT", &["run"], "/no/such/folder"),
];

/// Flags that are for one call, not for a configuration.
const FLAGS_WITHOUT_VARIABLE: &[(&str, &str)] = &[
    ("--trust", "serve"),
    ("--watch", "serve"),
    ("--method", "run"),
    ("--header", "run"),
    ("--body", "run"),
    ("--json", "check"),
];

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
    let flag = Regex::new(r"(?m)^ +(?:-\w, )?(--[a-z0-9-]+)")?;
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
    for arguments in [
        &["sevre"][..],
        &["run", &echo, "--methd", "GET"],
        &["serve"],
        &["run"],
        &["check"],
        &["config"],
        &["config", "check"],
        &["config", "show"],
        &[],
    ] {
        let outcome = airlock(arguments)?;
        assert_eq!(outcome.code, Some(2), "{arguments:?}: {outcome:?}");
        assert_eq!(outcome.stdout, "", "{arguments:?}");
        assert!(outcome.stderr.contains("Usage"), "{arguments:?}: {}", outcome.stderr);
    }
    let version = airlock(&["--version"])?;
    assert!(Regex::new(r"^airlock \d+\.\d+\.\d+\n$")?.is_match(&version.stdout), "{version:?}");
    Ok(())
}
