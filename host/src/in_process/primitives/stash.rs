//! The tenant's stash.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use super::current_request;
use crate::in_process::errors;
use crate::in_process::request::TrustedRequest;
use crate::policy::Grant;
use crate::stash::StashError;

/// The largest single value.
const VALUE_LIMIT: usize = 16 << 20;

fn stash_granted(request: &TrustedRequest) -> PyResult<()> {
    if request.policy.grants.stash {
        return Ok(());
    }
    Err(errors::withheld(request, Grant::Stash))
}

#[pyfunction]
#[pyo3(signature = (key, path, value, /))]
pub fn stash_put(key: String, path: String, value: &Bound<'_, PyBytes>) -> PyResult<bool> {
    let request = current_request()?;
    stash_granted(&request)?;
    let value = value.as_bytes();
    if value.len() > VALUE_LIMIT {
        return Err(errors::over(&format!("stash value: {} bytes, at most {VALUE_LIMIT}", value.len())));
    }
    match request.answering.task().stash.put(path, key, value.to_vec()) {
        Ok(()) => Ok(true),
        Err(StashError::Exists) => Ok(false),
        Err(error @ (StashError::TooMany(_) | StashError::Full(_))) => {
            Err(errors::over(&request.answering.stash_refused(&error)))
        }
    }
}

#[pyfunction]
#[pyo3(signature = (key, path, /))]
pub fn stash_take(py: Python<'_>, key: String, path: String) -> PyResult<Option<Bound<'_, PyBytes>>> {
    let request = current_request()?;
    stash_granted(&request)?;
    Ok(request.answering.task().stash.take(path, key).map(|value| PyBytes::new(py, &value)))
}

#[pyfunction]
pub fn stash_lock(py: Python<'_>) -> PyResult<()> {
    let request = current_request()?;
    stash_granted(&request)?;
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
