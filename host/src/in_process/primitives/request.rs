//! The request under way.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList, PyTuple};

use super::current_request;
use crate::exchange::{BodyError, HttpVersion, ScriptPath};
use crate::in_process::errors;
use crate::router::Captures;

/// The largest piece of a body that one call reads.
const PIECE: usize = 1 << 20;

#[pyfunction]
pub fn head(py: Python<'_>) -> PyResult<Bound<'_, PyTuple>> {
    let request = current_request()?;
    let head = &request.head;
    let minor = match head.version {
        HttpVersion::Http10 => 0,
        HttpVersion::Http11 => 1,
        HttpVersion::Http2 => 2,
    };
    let fields = head.fields.to_vec();
    let fields = fields.iter().map(|field| (PyBytes::new(py, &field.name), PyBytes::new(py, &field.value)));
    let fields = PyList::new(py, fields.collect::<Vec<_>>())?;
    let (client, server) = (head.client, head.server);
    (
        head.method.as_str(),
        PyBytes::new(py, &head.target),
        minor,
        head.scheme,
        fields,
        client.ip().to_string(),
        client.port(),
        server.ip().to_string(),
        server.port(),
        head.stream,
    )
        .into_pyobject(py)
}

/// Whether it came by HTTP/2, and whether it has a query.
#[pyfunction]
pub fn request_traits() -> PyResult<(bool, bool)> {
    let request = current_request()?;
    Ok((request.head.version == HttpVersion::Http2, request.head.has_query()))
}

#[pyfunction]
pub fn captures() -> PyResult<Option<Captures>> {
    Ok(current_request()?.head.captures.clone())
}

/// An alternate host, a subdomain, the name they make, and whether it leads here.
type Host = (String, String, String, bool);

/// The server's host, all names, and the ports by scheme.
type Site = (String, Vec<Host>, Vec<(String, Vec<u16>)>);

#[pyfunction]
pub fn site() -> PyResult<Site> {
    let request = current_request()?;
    let names = &request.head.names;
    let hosts = names.all_hosts();
    let hosts = hosts.map(|(alternate, subdomain, name, exists)| {
        (alternate.to_owned(), subdomain.to_owned(), name.to_owned(), exists)
    });
    let ports = names.ports.iter().map(|(scheme, ports)| (scheme.clone(), ports.clone()));
    Ok((names.server_host.clone(), hosts.collect(), ports.collect()))
}

/// Script name and path info.
#[pyfunction]
pub fn script_path(py: Python<'_>) -> PyResult<(Bound<'_, PyBytes>, Bound<'_, PyBytes>)> {
    let request = current_request()?;
    let ScriptPath { script_name, path_info } = request.head.mount.script_path(&request.head.target);
    Ok((PyBytes::new(py, &script_name), PyBytes::new(py, &path_info)))
}

/// Whether the interpreter answers no other request.
#[pyfunction]
pub fn is_last() -> bool {
    false
}

#[pyfunction]
pub fn has_body_ended() -> PyResult<bool> {
    let request = current_request()?;
    // While another thread reads, nobody knows.
    Ok(request.body().try_lock().is_ok_and(|body| body.has_ended()))
}

#[pyfunction]
#[pyo3(signature = (max, /))]
pub fn read_body(py: Python<'_>, max: u64) -> PyResult<Bound<'_, PyBytes>> {
    let request = current_request()?;
    let max = usize::try_from(max).unwrap_or(PIECE).min(PIECE);
    let piece = request.wait(py, async { request.body().lock().await.read(max).await });
    match piece {
        Some(Ok(piece)) => Ok(PyBytes::new(py, &piece)),
        Some(Err(BodyError::ClientGone)) => Err(errors::client_gone()),
        Some(Err(error @ BodyError::Malformed)) => Err(PyValueError::new_err(error.to_string())),
        None => Err(errors::stopped(&request)),
    }
}

/// The docroot's place on the host.
#[pyfunction]
pub fn docroot() -> PyResult<String> {
    Ok(current_request()?.tenant.docroot.location().to_owned())
}

/// Whose the handler is: the tenant's name, and which of its configurations is in force.
#[pyfunction]
pub fn tenant() -> PyResult<(String, u64)> {
    let request = current_request()?;
    Ok((request.tenant.name.to_string(), request.tenant.generation))
}
