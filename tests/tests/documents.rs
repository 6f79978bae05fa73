//! The documents say what is so: their links lead somewhere, the tests they name exist, their tables are complete.

use std::path::{Path, PathBuf};
use std::process::Command;

use airlock_tests::{meant, places};
use anyhow::{Context, Result, ensure};
use regex::Regex;
use serde_json::Value;

fn repository() -> PathBuf {
    places::tests_folder().join("..")
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))
}

/// Every document of the project, relative to the repository.
fn documents() -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for folder in ["", "docs", "tests", "guest-sdk/python", "benches", "wit"] {
        for entry in std::fs::read_dir(repository().join(folder))? {
            let path = PathBuf::from(folder).join(entry?.file_name());
            if path.extension().is_some_and(|extension| extension == "md") {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The text of a document without its code.
fn prose(text: &str) -> String {
    let mut fenced = false;
    let lines = text.lines().filter(|line| {
        let fence = line.starts_with("```");
        fenced ^= fence;
        !fence && !fenced && !line.starts_with("    ")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What a heading is called in a link: small letters, dashes for spaces, no punctuation.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

fn has_heading(text: &str, wanted: &str) -> bool {
    prose(text)
        .lines()
        .filter(|line| line.starts_with('#'))
        .any(|line| anchor(line.trim_start_matches(['#', ' '])) == wanted)
        // Generated pages name their places themselves.
        || text.contains(&format!("<a id=\"{wanted}\"></a>"))
}

#[test]
fn links_lead_to_files_and_names_to_what_is_in_them() -> Result<()> {
    let link = Regex::new(r"\[([^\]]+)\]\(([^)\s]+)\)")?;
    let mut broken = Vec::new();
    let mut seen = 0;
    for document in documents()? {
        let text = read(&repository().join(&document))?;
        for found in link.captures_iter(&prose(&text)) {
            let (shown, target) = (&found[1], &found[2]);
            if target.contains("://") {
                continue;
            }
            seen += 1;
            let (path, heading) = target.split_once('#').unwrap_or((target, ""));
            let folder = document.parent().unwrap_or(Path::new(""));
            let path = repository().join(if path.is_empty() { document.clone() } else { folder.join(path) });
            if !path.exists() {
                broken.push(format!("{}: no file at {target}", document.display()));
            } else if !heading.is_empty() && !has_heading(&read(&path)?, heading) {
                broken.push(format!("{}: no heading at {target}", document.display()));
            } else if let Some(name) = shown.strip_prefix('`').and_then(|shown| shown.strip_suffix('`')) {
                let is_path = name.contains(['/', '.']);
                if path.is_file() && !is_path && !read(&path)?.contains(name) {
                    broken.push(format!("{}: no {name} in {target}", document.display()));
                }
            }
        }
    }
    ensure!(seen > 50, "only {seen} links found");
    ensure!(broken.is_empty(), "{}", broken.join("\n"));
    Ok(())
}

#[test]
fn every_flag_is_documented_with_its_variable_and_default() -> Result<()> {
    let text = read(&repository().join("docs/configuration.md"))?;
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with('|')).collect();
    let argument = Regex::new(r"^\s+(?:-\w, )?(--[a-z-]+|<[A-Z]+>|\[[A-Z]+\])")?;
    let variable = Regex::new(r"^\[env: (AIRLOCK_[A-Z_]+)=")?;
    // Those that are values; others are told in words.
    let default = Regex::new(r"\[default: ([^\]` ]+)\]$")?;
    let mut missing = Vec::new();
    let commands = ["serve", "run", "check", "config check", "config show", "config schema", "ca", "prepare"];
    for command in commands {
        let arguments = command.split(' ').chain(["--help"]);
        let output = Command::new(places::airlock_binary()).args(arguments).output()?;
        let help = String::from_utf8(output.stdout)?;
        let mut name = String::new();
        for line in help.lines().skip_while(|line| !line.starts_with("Arguments:") && !line.starts_with("Options:")) {
            if let Some(found) = argument.captures(line) {
                name = found[1].trim_matches(['<', '>', '[', ']']).to_owned();
            }
            let fact = match (variable.captures(line.trim()), default.captures(line.trim())) {
                (Some(found), _) | (None, Some(found)) => found[1].to_owned(),
                (None, None) => name.clone(),
            };
            let known = name.is_empty() || matches!(name.as_str(), "--help" | "--version");
            let (name, fact) = (format!("`{name}"), format!("`{fact}"));
            // The file has text in quotes.
            let in_file = fact.replacen('`', "`\"", 1);
            let in_list = fact.replacen('`', "`[\"", 1);
            let has_fact = |row: &str| [&fact, &in_file, &in_list].into_iter().any(|fact| row.contains(fact));
            if !known && !rows.iter().any(|row| row.contains(&name) && has_fact(row)) {
                missing.push(format!("{command}: no row with {name}` and {fact}`"));
            }
        }
    }
    missing.dedup();
    ensure!(missing.is_empty(), "docs/configuration.md:\n{}", missing.join("\n"));
    Ok(())
}

/// Every key below `schema`; a table that was described once is not described again where it is inherited.
fn keys(schema: &Value, definitions: &Value, path: &str, described: &mut Vec<String>, found: &mut Vec<String>) {
    let name = schema.get("$ref").or_else(|| schema.get("items")?.get("$ref")).and_then(Value::as_str);
    let table = match name.and_then(|name| name.rsplit('/').next()) {
        Some(name) if described.iter().any(|known| known == name) => return,
        Some(name) => {
            described.push(name.to_owned());
            definitions.get(name)
        }
        None => Some(schema),
    };
    let properties = table.and_then(|table| table.get("properties")?.as_object());
    for (key, schema) in properties.into_iter().flatten() {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        keys(schema, definitions, &path, described, found);
        found.push(path);
    }
}

#[test]
fn every_key_of_the_configuration_is_documented_with_its_default() -> Result<()> {
    let text = read(&repository().join("docs/configuration.md"))?;
    let schema: Value = serde_json::from_str(&read(&repository().join("docs/airlock.schema.json"))?)?;
    let definitions = schema.get("$defs").context("definitions")?;
    let mut found = Vec::new();
    keys(&schema, definitions, "", &mut Vec::new(), &mut found);
    ensure!(found.len() > 50, "only {found:?}");
    let row = |key: &str| text.lines().find(|line| line.starts_with(&format!("| `{key}` |")));
    let headings: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("### ")).collect();
    let has_place =
        |key: &str| row(key).is_some() || headings.contains(&format!("`{key}`").as_str()) || key == "tenant";
    let missing: Vec<&String> = found.iter().filter(|key| !has_place(key)).collect();
    ensure!(missing.is_empty(), "docs/configuration.md lacks {missing:?}");

    let docroot = repository().join("handlers").canonicalize()?;
    let output = Command::new(places::airlock_binary()).args(["config", "show"]).arg(docroot).output()?;
    let (mut table, mut wrong, mut seen) = (String::new(), Vec::new(), 0);
    for line in String::from_utf8(output.stdout)?.lines().take_while(|line| !line.starts_with("[[")) {
        if line.starts_with('[') {
            table = format!("{}.", line.trim_matches(['[', ']']));
        } else if let Some((key, rest)) = line.split_once(" = ") {
            let value = rest.strip_suffix("  # default").context("a default")?;
            let key = format!("{table}{key}");
            seen += 1;
            if !row(&key).is_some_and(|row| row.contains(&format!("`{value}`"))) {
                wrong.push(format!("{key}: no default `{value}`"));
            }
        }
    }
    ensure!(seen > 25, "only {seen} defaults");
    ensure!(wrong.is_empty(), "docs/configuration.md: {}", wrong.join(", "));
    Ok(())
}

#[test]
fn every_meant_difference_is_documented() -> Result<()> {
    let text = read(&repository().join("docs/differences.md"))?;
    let listed: Vec<&str> =
        text.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`')).map(|(name, _)| name).collect();
    let mut known: Vec<String> =
        meant::read(&places::parity_folder().join("meant_differences.toml"))?.into_keys().collect();
    known.sort_unstable();
    let mut sorted = listed.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, known, "docs/differences.md and meant_differences.toml");
    Ok(())
}

#[test]
fn a_name_that_is_not_there_is_seen() {
    assert_eq!(anchor("What is not there"), "what-is-not-there");
    assert!(has_heading("# A b\n```\n# c\n```\n", "a-b"));
    assert!(!has_heading("# A b\n```\n# c\n```\n", "c"));
    assert_eq!(prose("a\n    [x](y)\nb"), "a\nb");
}
