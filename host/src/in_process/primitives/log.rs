//! A handler's lines in the operator's log.

use pyo3::prelude::*;
use pyo3::types::{PyInt, PyString};

use super::response::refusal;
use super::{current_request, text};
use crate::engine::answering::LogLevel;
use crate::in_process::threads::current;

#[pyfunction]
#[pyo3(signature = (level, message, /))]
pub fn log(level: &Bound<'_, PyInt>, message: &Bound<'_, PyString>) -> PyResult<()> {
    let level = match level.extract::<i64>()? {
        0 => LogLevel::Debug,
        1 => LogLevel::Info,
        2 => LogLevel::Warning,
        _ => LogLevel::Error,
    };
    // A thread that outlives its request may still print: that is nobody's any more.
    match current() {
        Some(request) if request.has_ended() => {}
        _ => {
            let request = current_request()?;
            request.answering.log(level, &text(message)?).map_err(|error| refusal(&request, error))?;
        }
    }
    Ok(())
}
