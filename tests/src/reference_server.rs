//! The standard library's WSGI server with the applications of `tests/apps/`, and the docroot that it shares with Airlock.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::python_venv::PythonVenv;
use crate::real_server::RealServer;
use crate::{command, places};

fn requirements() -> PathBuf {
    places::tests_folder().join("apps").join("requirements.txt")
}

/// A folder with the applications and, in `site-packages`, what they import, installed for the sandbox. It lies in the
/// target folder and is made once for these requirements.
pub fn docroot() -> Result<PathBuf> {
    let folder = places::target_folder().join("applications");
    std::fs::create_dir_all(&folder)?;
    let lock = File::create(folder.join("lock"))?;
    lock.lock()?;
    let docroot = folder.join("docroot");
    std::fs::create_dir_all(&docroot)?;
    let stamp = folder.join("installed-from.txt");
    let wanted = std::fs::read_to_string(requirements())?;
    if !std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        let place = |path: &Path| path.to_str().map(str::to_owned).context("a path that is no text");
        let (requirements, packages) = (place(&requirements())?, place(&docroot.join("site-packages"))?);
        let outcome = command::airlock_over_network(&["vendor", &requirements, &packages])?;
        ensure!(outcome.code == Some(0), "{outcome:?}");
        std::fs::write(stamp, wanted)?;
    }
    let ours = places::tests_folder().join("apps").join("docroot");
    for file in places::files_below(&ours)? {
        let (from, to) = (ours.join(&file), docroot.join(&file));
        let content = std::fs::read(&from)?;
        if std::fs::read(&to).is_ok_and(|there| there == content) {
            continue;
        }
        std::fs::create_dir_all(to.parent().context("no folder")?)?;
        std::fs::write(to, content)?;
    }
    Ok(docroot)
}

/// The server with the applications of `docroot`; `name` tells its log from others.
pub fn start(docroot: &Path, name: &str) -> Result<RealServer> {
    let requirements = [requirements()];
    let venv =
        PythonVenv { name: "apps-venv", requirements: &requirements, check: "import flask, django, webob, falcon" };
    let mut command = Command::new(venv.python()?);
    command.arg("-B").arg(places::tests_folder().join("apps").join("reference.py")).arg(docroot);
    RealServer::run(&mut command, name)
}
