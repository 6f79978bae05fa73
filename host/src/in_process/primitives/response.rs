//! The answer that a handler gives.

use bytes::Bytes;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList, PyString};

use super::{current_request, text};
use crate::engine::answering::AnswerError;
use crate::engine::endings;
use crate::exchange::{Field, ResponseHead};
use crate::in_process::errors;
use crate::in_process::request::{Stop, TrustedRequest};

/// The exception for a refused answer. A limit ends the request at once, whatever the handler does.
pub fn refusal(request: &TrustedRequest, error: AnswerError) -> PyErr {
    if let AnswerError::OverLimit(limit) = error
        && request.stop().is_none()
    {
        request.set_stop(Stop::OverLimit(limit));
        endings::over_limit(limit, request.answering.task());
    }
    errors::answer(error)
}

/// False when the client has gone.
pub(super) fn delivered(request: &TrustedRequest, written: Option<Result<(), AnswerError>>) -> PyResult<bool> {
    match written {
        Some(Ok(())) => Ok(true),
        Some(Err(AnswerError::Closed(_))) if request.stop().is_none() => Ok(false),
        Some(Err(error)) => Err(match (error, request.stop()) {
            (AnswerError::Closed(_), Some(_)) => errors::stopped(request),
            (error, _) => refusal(request, error),
        }),
        None => Err(errors::stopped(request)),
    }
}

pub(super) fn response_head(
    status: i64,
    reason: Option<&Bound<'_, PyBytes>>,
    fields: &Bound<'_, PyList>,
    complete: bool,
) -> PyResult<ResponseHead> {
    Ok(ResponseHead {
        status: status_code(status)?,
        reason: reason.map(|reason| reason.as_bytes().to_vec()),
        fields: field_list(fields)?,
        complete,
    })
}

fn status_code(status: i64) -> PyResult<u16> {
    u16::try_from(status).map_err(|_| PyValueError::new_err(format!("a status must be from 0 to 65535, not {status}")))
}

pub(super) fn field_list(fields: &Bound<'_, PyList>) -> PyResult<Vec<Field>> {
    let fields = fields.iter().map(|field| {
        let pair = field.extract::<(Bound<'_, PyBytes>, Bound<'_, PyBytes>)>();
        let (name, value) = pair.map_err(|_| PyTypeError::new_err("fields must be a list of (bytes, bytes)"))?;
        Ok(Field { name: name.as_bytes().to_vec(), value: value.as_bytes().to_vec() })
    });
    fields.collect()
}

#[pyfunction]
#[pyo3(signature = (status, reason, fields, content, complete, /))]
pub fn send(
    status: i64,
    reason: Option<&Bound<'_, PyBytes>>,
    fields: &Bound<'_, PyList>,
    content: &Bound<'_, PyBytes>,
    complete: bool,
) -> PyResult<()> {
    let request = current_request()?;
    let head = response_head(status, reason, fields, complete)?;
    let sent = request.answering.send(head, Bytes::copy_from_slice(content.as_bytes()));
    sent.map_err(|error| refusal(&request, error))
}

#[pyfunction]
#[pyo3(signature = (status, reason, fields, complete, /))]
pub fn start(
    status: i64,
    reason: Option<&Bound<'_, PyBytes>>,
    fields: &Bound<'_, PyList>,
    complete: bool,
) -> PyResult<bool> {
    let request = current_request()?;
    let head = response_head(status, reason, fields, complete)?;
    let started = request.answering.start(head);
    delivered(&request, Some(started))
}

/// Each gives its bytes to the method of its name.
macro_rules! writes {
    ($($name:ident),*) => {
        $(
            #[pyfunction]
            #[pyo3(signature = (data, /))]
            pub fn $name(py: Python<'_>, data: &Bound<'_, PyBytes>) -> PyResult<bool> {
                let request = current_request()?;
                let data = Bytes::copy_from_slice(data.as_bytes());
                let written = request.wait(py, request.answering.$name(data));
                delivered(&request, written)
            }
        )*
    };
}

writes!(write, write_last, write_raw, write_message, write_cgi);

#[pyfunction]
pub fn finish() -> PyResult<()> {
    let request = current_request()?;
    request.answering.finish().map_err(|error| refusal(&request, error))
}

#[pyfunction]
#[pyo3(signature = (trailers, /))]
pub fn finish_with_trailers(trailers: &Bound<'_, PyList>) -> PyResult<()> {
    let request = current_request()?;
    request.answering.finish_with(field_list(trailers)?).map_err(|error| refusal(&request, error))
}

#[pyfunction]
#[pyo3(signature = (status, fields, /))]
pub fn interim(py: Python<'_>, status: i64, fields: &Bound<'_, PyList>) -> PyResult<bool> {
    let request = current_request()?;
    let sent = request.wait(py, request.answering.interim(status_code(status)?, field_list(fields)?));
    delivered(&request, sent)
}

#[pyfunction]
pub fn close() -> PyResult<()> {
    current_request()?.answering.close_connection();
    Ok(())
}

#[pyfunction]
#[pyo3(signature = (status, detail, /))]
pub fn fail(status: i64, detail: &Bound<'_, PyString>) -> PyResult<()> {
    let request = current_request()?;
    let detail = text(detail)?;
    if request.stop().is_some() {
        // Answered and logged already; this is where the handler was when it was made to end.
        tracing::debug!(handler = %request.path, %detail, "handler ended");
        return Ok(());
    }
    let status = u16::try_from(status).unwrap_or(500);
    request.answering.fail(status, &detail).map_err(|error| refusal(&request, error))
}
