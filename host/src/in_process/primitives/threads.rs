//! What only this engine has: threads that handlers start, and a sleep that ends when the request has to.

use std::sync::Arc;
use std::time::{Duration, Instant};

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::in_process::errors;
use crate::in_process::request::TrustedRequest;
use crate::in_process::threads::{current, set_current};
use crate::policy::Grant;

/// A request, for threads that a handler starts.
#[pyclass(frozen, name = "Request", module = "_airlock")]
pub struct RequestHandle(Arc<TrustedRequest>);

/// Waits, unless the request is made to end meanwhile.
#[pyfunction]
#[pyo3(signature = (seconds, /))]
pub fn sleep(py: Python<'_>, seconds: f64) -> PyResult<()> {
    let request = super::current_request()?;
    errors::require(&request, Grant::Sleep)?;
    let span = Duration::try_from_secs_f64(seconds).map_err(|error| PyValueError::new_err(error.to_string()))?;
    // Longer than any limit on a request's time.
    let span = span.min(Duration::from_secs(366 * 24 * 3600));
    if request.sleep_until(py, Instant::now() + span) {
        return Ok(());
    }
    Err(errors::stopped(&request))
}

/// The request that the calling thread works for, if there is one, to hand on to another thread.
#[pyfunction]
pub fn current_request() -> Option<RequestHandle> {
    current().map(RequestHandle)
}

/// Lets the calling thread work for `request`, or for none.
#[pyfunction]
#[pyo3(signature = (request, /))]
pub fn enter(request: Option<&Bound<'_, RequestHandle>>) {
    set_current(request.map(|request| Arc::clone(&request.get().0)));
}
