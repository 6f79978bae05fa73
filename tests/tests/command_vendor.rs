//! `airlock vendor`: an application's dependencies in a folder, as the sandbox can use them.
//!
//! Requirements lie in `tests/vendor/`, pinned by hashes, and `vendor/source/` is a package without a wheel. The package
//! index is the one that pip is configured for.

use std::path::Path;
use std::process::Command;

use airlock_tests::command::{Outcome, airlock, airlock_over_network};
use airlock_tests::scratch::Scratch;
use airlock_tests::{places, python_venv};
use anyhow::{Context, Result, ensure};

/// A folder with handlers to import what is vendored into `packages`.
fn docroot(name: &str) -> Result<Scratch> {
    let docroot = Scratch::new(name)?;
    for handler in ["imports.py", "markers.py"] {
        docroot.write(handler, std::fs::read(place(handler))?)?;
    }
    Ok(docroot)
}

fn place(name: &str) -> std::path::PathBuf {
    places::tests_folder().join("vendor").join(name)
}

fn vendor(requirements: &Path, folder: &Path, flags: &[&str]) -> Result<Outcome> {
    let text = |path: &Path| path.to_str().map(str::to_owned).context("a path that is no text");
    airlock_over_network(&[&["vendor", &text(requirements)?, &text(folder)?], flags].concat())
}

/// The same, where success is expected: what is printed.
fn vendored(requirements: &Path, folder: &Path, flags: &[&str]) -> Result<String> {
    let outcome = vendor(requirements, folder, flags)?;
    ensure!(outcome.code == Some(0), "{outcome:?}");
    Ok(outcome.stdout)
}

/// What a handler of the folder answers in the sandbox.
fn asked(docroot: &Scratch, handler: &str, query: &str) -> Result<String> {
    let file = docroot.place(handler);
    let file = file.to_str().context("a path that is no text")?;
    let outcome =
        airlock(&["run", file, &format!("/{handler}?{query}"), "--docroot", &docroot.path().to_string_lossy()])?;
    ensure!(outcome.code == Some(0), "{outcome:?}");
    Ok(outcome.stdout.split_once("\r\n\r\n").context("no head")?.1.to_owned())
}

/// Refused: the exit code, nothing on standard output, these words in the message.
fn refused(outcome: &Outcome, words: &[&str]) {
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(1), ""), "{outcome:?}");
    for word in words {
        assert!(outcome.stderr.contains(word), "{word:?}: {}", outcome.stderr);
    }
}

fn names_in(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

#[test]
fn compiled_parts_are_left_out_and_named() -> Result<()> {
    let docroot = docroot("vendor-compiled")?;
    let packages = docroot.place("packages");
    let said = vendored(&place("compiled.txt"), &packages, &[])?;
    assert!(said.starts_with("markupsafe 3.0.4: compiled parts left out (_speedups); works only if"), "{said}");
    assert!(said.ends_with(&format!("1 package in {}\n", packages.display())), "{said}");
    let files = places::files_below(&packages)?;
    assert!(files.iter().all(|file| file.extension().is_none_or(|extension| extension != "so")), "{files:?}");
    let record = std::fs::read_to_string(packages.join("markupsafe-3.0.4.dist-info").join("RECORD"))?;
    for line in record.lines() {
        let file = line.split(',').next().context("an empty line")?;
        assert!(packages.join(file).is_file(), "{file} is recorded and not there");
    }
    assert_eq!(
        asked(&docroot, "imports.py", "module=markupsafe&says=escape('%3Ca%3E')")?,
        "/docroot/packages/markupsafe/__init__.py &lt;a&gt;"
    );
    Ok(())
}

#[test]
fn a_pure_wheel_is_preferred_where_its_hash_is_pinned() -> Result<()> {
    let folder = Scratch::new("vendor-pure")?;
    let said = vendored(&place("both.txt"), &folder.place("one"), &[])?;
    assert!(said.starts_with("charset-normalizer 3.5.2\n"), "{said}");
    let said = vendored(&place("pure_not_pinned.txt"), &folder.place("other"), &[])?;
    assert!(said.starts_with("charset-normalizer 3.5.2: compiled parts left out ("), "{said}");
    Ok(())
}

#[test]
fn environment_markers_are_those_of_the_sandbox() -> Result<()> {
    let docroot = docroot("vendor-markers")?;
    let holds = asked(&docroot, "markers.py", "")?;
    let pinned = std::fs::read_to_string(place("script.txt"))?.replace("bottle==0.13.4", "bottle==0.13.4; MARKER");
    let with = docroot.write("with.txt", pinned.replace("MARKER", &holds))?;
    let without = docroot.write("without.txt", pinned.replace("MARKER", "python_version < '3.13'"))?;
    let packages = docroot.place("packages");
    assert!(vendored(&with, &packages, &[])?.starts_with("bottle 0.13.4\n"), "{holds}");
    assert!(vendored(&without, &packages, &[])?.starts_with("0 packages in "));
    assert_eq!(names_in(&packages)?, [".airlock-vendor"]);
    Ok(())
}

#[test]
fn a_second_call_replaces_and_nothing_of_the_machine_remains() -> Result<()> {
    let docroot = docroot("vendor-again")?;
    let packages = docroot.place("packages");
    let before = names_in(docroot.path())?;
    let first = vendored(&place("script.txt"), &packages, &[])?;
    let content = places::files_below(&packages)?;
    docroot.write("packages/left_over.py", "")?;
    assert_eq!(vendored(&place("script.txt"), &packages, &[])?, first);
    assert_eq!(places::files_below(&packages)?, content);
    assert!(content.iter().all(|file| !file.starts_with("bin")), "{content:?}");
    let here = docroot.path().to_str().context("a path that is no text")?;
    for file in content {
        let bytes = std::fs::read(packages.join(&file))?;
        assert!(!bytes.windows(here.len()).any(|window| window == here.as_bytes()), "{}", file.display());
    }
    let mut expected = [before, vec!["packages".to_owned()]].concat();
    expected.sort();
    assert_eq!(names_in(docroot.path())?, expected, "nothing is left beside it");
    Ok(())
}

#[test]
fn what_can_not_be_had_leaves_the_folder_as_it_was() -> Result<()> {
    let folder = Scratch::new("vendor-fails")?;
    let packages = folder.place("packages");
    vendored(&place("script.txt"), &packages, &[])?;
    let content = places::files_below(&packages)?;
    let missing = folder.write("missing.txt", "bottle==0.13.4\nbottle-in-a-version-that-is-none==0\n")?;
    refused(&vendor(&missing, &packages, &[])?, &["bottle-in-a-version-that-is-none", "--allow-sdist"]);
    refused(&vendor(&place("wrong_hash.txt"), &packages, &[])?, &["bottle", "HASHES"]);
    refused(&vendor(&folder.place("no.txt"), &packages, &[])?, &["no.txt", "No such file"]);
    assert_eq!(places::files_below(&packages)?, content);
    assert_eq!(names_in(folder.path())?, ["missing.txt", "packages"]);
    Ok(())
}

#[test]
fn a_folder_with_something_else_is_not_replaced() -> Result<()> {
    let folder = Scratch::new("vendor-others")?;
    folder.write("ours/module.py", "")?;
    let ours = folder.place("ours");
    refused(&vendor(&place("script.txt"), &ours, &[])?, &["--force", "ours"]);
    refused(&vendor(&place("script.txt"), &folder.place("no/such"), &[])?, &["no/such", "no folder"]);
    refused(&vendor(&place("script.txt"), &folder.place("ours/module.py"), &["--force"])?, &["module.py"]);
    assert_eq!(names_in(&ours)?, ["module.py"]);
    vendored(&place("script.txt"), &ours, &["--force"])?;
    assert!(names_in(&ours)?.contains(&"bottle.py".to_owned()));
    std::fs::create_dir(folder.place("empty"))?;
    folder.link("link", folder.place("empty"))?;
    vendored(&place("script.txt"), &folder.place("link"), &[])?;
    assert!(folder.place("link").is_symlink() && folder.place("empty").join("bottle.py").is_file());
    Ok(())
}

/// The source package as an archive, whose wheel claims to be for `tag`; requirements that look for it there.
fn source(folder: &Scratch, tag: &str) -> Result<String> {
    folder.write("only_source-1.0/tag.txt", tag)?;
    for file in places::files_below(&place("source"))? {
        let name = file.to_str().context("a name that is no text")?;
        folder.write(&format!("only_source-1.0/{name}"), std::fs::read(place("source").join(&file))?)?;
    }
    let archive = folder.place("only_source-1.0.tar.gz");
    let packed =
        Command::new("tar").arg("-C").arg(folder.path()).arg("-czf").arg(&archive).arg("only_source-1.0").status()?;
    ensure!(packed.success(), "tar failed");
    Ok(format!("--find-links {}\nonly-source==1.0", folder.path().display()))
}

#[test]
fn a_source_is_built_when_that_is_asked_for() -> Result<()> {
    let docroot = docroot("vendor-source")?;
    let sources = Scratch::new("vendor-source-archive")?;
    let requirements = docroot.write("requirements.txt", source(&sources, "py3-none-any")?)?;
    let packages = docroot.place("packages");
    refused(&vendor(&requirements, &packages, &[])?, &["only-source==1.0", "--allow-sdist"]);
    assert!(vendored(&requirements, &packages, &["--allow-sdist"])?.starts_with("only-source 1.0\n"));
    let said = asked(&docroot, "imports.py", "module=only_source&says=SAYS")?;
    assert_eq!(said, "/docroot/packages/only_source.py built from source");
    // A requirement that names the archive by its place.
    let named = format!("only-source @ file://{}", sources.place("only_source-1.0.tar.gz").display());
    let named = docroot.write("named.txt", named)?;
    refused(&vendor(&named, &packages, &[])?, &["only_source-1.0.tar.gz", "--allow-sdist"]);
    assert!(vendored(&named, &packages, &["--allow-sdist"])?.starts_with("only-source 1.0\n"));
    Ok(())
}

#[test]
fn a_source_that_makes_no_pure_wheel_is_refused() -> Result<()> {
    let folder = Scratch::new("vendor-impure")?;
    let text = source(&folder, "py3-none-linux_x86_64")?;
    let requirements = folder.write("requirements.txt", &text)?;
    refused(&vendor(&requirements, &folder.place("packages"), &["--allow-sdist"])?, &["only-source==1.0", "machine"]);
    let hashed = folder.write("hashed.txt", format!("{text} --hash=sha256:{}\n", "0".repeat(64)))?;
    refused(&vendor(&hashed, &folder.place("packages"), &["--allow-sdist"])?, &["only-source==1.0", "pin hashes"]);
    assert!(!folder.place("packages").exists());
    Ok(())
}

#[test]
fn help_and_the_documentation_name_every_flag() -> Result<()> {
    let help = airlock(&["vendor", "--help"])?.stdout;
    let documentation = std::fs::read_to_string(places::tests_folder().join("../docs/configuration.md"))?;
    for flag in ["--python", "--allow-sdist", "--force"] {
        assert!(help.contains(&format!("  {flag}")), "{flag}: {help}");
        assert!(documentation.contains(&format!("| `{flag}")), "{flag} in the documentation");
    }
    Ok(())
}

#[test]
fn python_and_pip_have_to_be_there() -> Result<()> {
    let folder = Scratch::new("vendor-python")?;
    let packages = folder.place("packages");
    refused(
        &vendor(&place("script.txt"), &packages, &["--python", "no-such-python"])?,
        &["no-such-python", "--python"],
    );
    let made = Command::new(python_venv::interpreter())
        .args(["-m", "venv", "--without-pip"])
        .arg(folder.place("bare"))
        .status()?;
    ensure!(made.success(), "no virtual environment");
    let bare = folder.place("bare").join("bin").join("python");
    let bare = bare.to_str().context("a path that is no text")?;
    refused(&vendor(&place("script.txt"), &packages, &["--python", bare])?, &["has no pip", "ensurepip", "--python"]);
    Ok(())
}
