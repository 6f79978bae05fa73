//! Virtual environments of Python, made once under the target folder from pinned, hashed requirements.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::places;

/// An environment.
pub struct PythonVenv<'a> {
    /// Its folder below the target folder.
    pub name: &'a str,
    /// Files of requirements, installed one after the other.
    pub requirements: &'a [PathBuf],
    /// What runs in a Python that has all of it.
    pub check: &'a str,
}

impl PythonVenv<'_> {
    /// The environment's Python; the environment is made if it is not there.
    pub fn python(&self) -> Result<PathBuf> {
        let folder = places::target_folder().join(self.name);
        self.prepare(&folder)?;
        Ok(folder.join("bin").join("python"))
    }

    fn prepare(&self, folder: &Path) -> Result<()> {
        let mut wanted = interpreter();
        for file in self.requirements {
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
        for file in self.requirements {
            run(Command::new(&python)
                .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"])
                .args(["--require-hashes", "--no-build-isolation", "--use-pep517", "-r"])
                .arg(file))?;
        }
        run(Command::new(&python).args(["-c", self.check]))?;
        // Written last: an environment that was left half made is made again.
        std::fs::write(stamp, wanted)?;
        Ok(())
    }
}

/// The Python that reference servers run with.
pub fn interpreter() -> String {
    std::env::var("AIRLOCK_ORACLE_PYTHON").unwrap_or_else(|_| "python3".to_owned())
}

fn run(command: &mut Command) -> Result<()> {
    let output = command.output().with_context(|| format!("starting {command:?}"))?;
    if output.status.success() {
        return Ok(());
    }
    bail!("{command:?} ended with {}:\n{}", output.status, String::from_utf8_lossy(&output.stderr))
}
