//! The tenant's stash.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use super::current_request;
use crate::in_process::errors;
use crate::policy::Grant;
use crate::stash::StashError;

#[pyfunction]
#[pyo3(signature = (key, path, value, /))]
pub fn stash_put(key: String, path: String, value: &Bound<'_, PyBytes>) -> PyResult<bool> {
    let request = current_request()?;
    errors::require(&request, Grant::Stash)?;
    match request.answering.task().stash.put(path, key, value.as_bytes().to_vec()) {
        Ok(()) => Ok(true),
        Err(StashError::Exists) => Ok(false),
        Err(error) => Err(errors::over(&request.answering.stash_refused(&error))),
    }
}

#[pyfunction]
#[pyo3(signature = (key, path, /))]
pub fn stash_take(py: Python<'_>, key: String, path: String) -> PyResult<Option<Bound<'_, PyBytes>>> {
    let request = current_request()?;
    errors::require(&request, Grant::Stash)?;
    Ok(request.answering.task().stash.take(path, key).map(|value| PyBytes::new(py, &value)))
}

#[pyfunction]
pub fn stash_lock(py: Python<'_>) -> PyResult<()> {
    let request = current_request()?;
    errors::require(&request, Grant::Stash)?;
    if request.stash_lock().is_some() {
        return Err(PyValueError::new_err("this request holds the stash's lock already"));
    }
    let Some(held) = request.wait(py, request.answering.task().stash.lock()) else {
        return Err(errors::stopped(&request));
    };
    *request.stash_lock() = Some(held);
    Ok(())
}

#[pyfunction]
pub fn stash_unlock() -> PyResult<()> {
    let held = current_request()?.stash_lock().take();
    held.map(drop).ok_or_else(|| PyValueError::new_err("this request does not hold the stash's lock"))
}
