//! What a handler sends its client unasked.

use bytes::Bytes;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList};

use super::current_request;
use super::response::{delivered, field_list, refusal, response_head};
use crate::in_process::errors;

#[pyfunction]
#[pyo3(signature = (fields, /))]
pub fn promise(py: Python<'_>, fields: &Bound<'_, PyList>) -> PyResult<u32> {
    let request = current_request()?;
    match request.wait(py, request.answering.promise(field_list(fields)?)) {
        Some(promised) => promised.map_err(|error| refusal(&request, error)),
        None => Err(errors::stopped(&request)),
    }
}

#[pyfunction]
#[pyo3(signature = (promise, status, fields, content, complete, /))]
pub fn push_response(
    py: Python<'_>,
    promise: u32,
    status: i64,
    fields: &Bound<'_, PyList>,
    content: &Bound<'_, PyBytes>,
    complete: bool,
) -> PyResult<bool> {
    let request = current_request()?;
    let head = response_head(status, None, fields, complete)?;
    let content = Bytes::copy_from_slice(content.as_bytes());
    let pushed = request.wait(py, request.answering.push(promise, head, content));
    delivered(&request, pushed)
}
