//! The reference server's virtual environment, made once under the target folder from pinned, hashed requirements.
//!
//! If it can not be made the tests fail and say what to do; they never skip.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::places;

const REMEDY: &str = "The parity tests compare Airlock with the reference server, PyPI wptserve. They need Python \
3.11 with venv (Debian: apt-get install python3 python3-venv; another interpreter: AIRLOCK_ORACLE_PYTHON=/path/to/python) \
and a package index that pip reaches. By hand: python3 -m venv ENV && ENV/bin/pip install --require-hashes -r \
tests/parity/requirements-build.txt && ENV/bin/pip install --require-hashes --no-build-isolation --use-pep517 -r \
tests/parity/requirements.txt && ENV/bin/python -c 'import wptserve.server'";

/// The environment's Python, ready to import the reference server.
pub fn python() -> Result<PathBuf> {
    let folder = places::target_folder().join("oracle-venv");
    prepare(&folder).context(REMEDY)?;
    Ok(folder.join("bin").join("python"))
}

fn prepare(folder: &Path) -> Result<()> {
    let parity = places::parity_folder();
    let steps = [parity.join("requirements-build.txt"), parity.join("requirements.txt")];
    let mut wanted = interpreter();
    for file in &steps {
        wanted += &std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    }

    std::fs::create_dir_all(places::target_folder())?;
    // Several test programs may start at once; one makes the environment, the others wait for it.
    let lock = File::create(folder.with_extension("lock"))?;
    lock.lock()?;

    let stamp = folder.join("installed-from.txt");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    run(Command::new(interpreter()).args(["-m", "venv", "--clear"]).arg(folder))?;
    let python = folder.join("bin").join("python");
    run(Command::new(&python).args(["-c", "import imp"]))
        .context("this Python has no module imp, which older handlers use; it went with 3.12")?;
    for file in &steps {
        run(Command::new(&python)
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"])
            .args(["--require-hashes", "--no-build-isolation", "--use-pep517", "-r"])
            .arg(file))?;
    }
    run(Command::new(&python).args(["-c", "import wptserve.server"]))?;
    // Written last: an environment that was left half made is made again.
    std::fs::write(stamp, wanted)?;
    Ok(())
}

fn interpreter() -> String {
    std::env::var("AIRLOCK_ORACLE_PYTHON").unwrap_or_else(|_| "python3".to_owned())
}

fn run(command: &mut Command) -> Result<()> {
    let output = command.output().with_context(|| format!("starting {command:?}"))?;
    if output.status.success() {
        return Ok(());
    }
    bail!("{command:?} ended with {}:\n{}", output.status, String::from_utf8_lossy(&output.stderr))
}
