//! The reference server's virtual environment.
//!
//! If it can not be made the tests fail and say what to do; they never skip.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::places;
use crate::python_venv::PythonVenv;

const REMEDY: &str = "The parity tests compare Airlock with the reference server, PyPI wptserve. They need Python \
3.11 with venv (Debian: apt-get install python3 python3-venv; another interpreter: AIRLOCK_ORACLE_PYTHON=/path/to/python) \
and a package index that pip reaches. By hand: python3 -m venv ENV && ENV/bin/pip install --require-hashes -r \
tests/parity/requirements-build.txt && ENV/bin/pip install --require-hashes --no-build-isolation --use-pep517 -r \
tests/parity/requirements.txt && ENV/bin/python -c 'import wptserve.server'";

/// The environment's Python, ready to import the reference server.
pub fn python() -> Result<PathBuf> {
    let parity = places::parity_folder();
    PythonVenv {
        name: "oracle-venv",
        requirements: &[parity.join("requirements-build.txt"), parity.join("requirements.txt")],
        // Older handlers use imp, which went with Python 3.12.
        check: "import imp, wptserve.server",
    }
    .python()
    .context(REMEDY)
}
