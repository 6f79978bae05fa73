//! Code below the docroot, as far as it may run in this process.

use pyo3::exceptions::{PyImportError, PyRuntimeError};
use pyo3::prelude::*;
use pyo3::{Py, PyAny};

use super::current_request;
use crate::engine::module_lookup::{self, Found};
use crate::exchange::ServerInterface;
use crate::in_process::errors;
use crate::in_process::request::{PythonProgram, TrustedRequest};
use crate::in_process::threads::program_at;
use crate::policy::Grant;

fn code(py: Python<'_>, program: &PythonProgram) -> PyResult<Py<PyAny>> {
    match &program.compiled {
        Ok(code) => Ok(code.object.clone_ref(py)),
        Err(problem) => Err(errors::problem(problem)),
    }
}

/// Code that may run in this process: its text has to be covered by a trust rule, as the handler's is.
fn trusted_code(py: Python<'_>, request: &TrustedRequest, path: &str, program: &PythonProgram) -> PyResult<Py<PyAny>> {
    if request.tenant.is_trusted(path, program.text) {
        return code(py, program);
    }
    let handler = request.main.get().map_or(&request.path, |main| &main.path);
    tracing::warn!(%handler, module = path, "module refused: no trust rule covers it");
    let message = format!("{path}: the trusted handler {handler} imports it, but no trust rule covers it");
    Err(PyImportError::new_err(message))
}

/// The interface's name, and of an application its module and callable; none: as the file has it.
type Interface = Option<(&'static str, Option<String>, Option<String>)>;

fn interface_of(request: &TrustedRequest) -> Interface {
    Some(match &request.head.mount.interface {
        ServerInterface::File => return None,
        ServerInterface::FileWithPathInfo => ("file-with-path-info", None, None),
        ServerInterface::Wsgi(application) => ("wsgi", application.module.clone(), Some(application.callable.clone())),
        ServerInterface::Cgi => ("cgi", None, None),
        ServerInterface::CgiNph => ("cgi-nph", None, None),
    })
}

#[pyfunction]
pub fn main(py: Python<'_>) -> PyResult<(String, Py<PyAny>, Interface)> {
    let request = current_request()?;
    let Some(main) = request.main.get() else {
        return Err(PyRuntimeError::new_err("the handler has not been found yet"));
    };
    Ok((main.path.to_string(), code(py, &main.program)?, interface_of(&request)))
}

#[pyfunction]
#[pyo3(signature = (path, /))]
pub fn load(py: Python<'_>, path: String) -> PyResult<Py<PyAny>> {
    let request = current_request()?;
    errors::require(&request, Grant::Modules)?;
    let Some(program) = request.wait(py, program_at(&request, &path)) else {
        return Err(errors::stopped(&request));
    };
    trusted_code(py, &request, &path, &*program.map_err(|error| errors::program(error, &path))?)
}

type FoundModule = (&'static str, String, Option<Py<PyAny>>);

#[pyfunction]
#[pyo3(signature = (folder, name, /))]
pub fn find(py: Python<'_>, folder: String, name: String) -> PyResult<Option<FoundModule>> {
    let request = current_request()?;
    errors::require(&request, Grant::Modules)?;
    let one = &*request;
    let load = |path: String| async move { program_at(one, &path).await };
    let found = request.wait(py, module_lookup::find(&request.tenant.docroot, &folder, &name, load));
    let Some(found) = found else { return Err(errors::stopped(&request)) };
    Ok(match found.map_err(|error| errors::program(error, &name))? {
        None => None,
        Some(Found::Namespace(path)) => Some(("namespace", path, None)),
        Some(Found::Package(path, program)) => {
            let code = trusted_code(py, &request, &path, &program)?;
            Some(("package", path, Some(code)))
        }
        Some(Found::Module(path, program)) => {
            let code = trusted_code(py, &request, &path, &program)?;
            Some(("module", path, Some(code)))
        }
    })
}
