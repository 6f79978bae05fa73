//! The module `_airlock` as `guest-sdk/python/packages/_airlock.pyi` has it, and what this engine alone needs of it.
//!
//! Every function acts for the request that its thread works for. The interpreter is let go of in every wait.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use pyo3::exceptions::{PyImportError, PyRuntimeError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyInt, PyList, PyString, PyTuple};
use pyo3::{Py, PyAny};

use super::errors::{self, ClientGone};
use super::request::{PythonProgram, Stop, TrustedRequest};
use super::threads::{current, program_at, set_current};
use crate::engine::answering::{AnswerError, LogLevel};
use crate::engine::endings;
use crate::engine::module_lookup::{self, Found};
use crate::exchange::{BodyError, Field, HttpVersion, ResponseHead};
use crate::policy::Grant;
use crate::stash::StashError;

/// The largest piece of a body that one call reads, and the largest value of the stash.
const PIECE: usize = 1 << 20;
const STASH_VALUE: usize = 16 << 20;

/// The module, not yet imported.
pub fn module(py: Python<'_>) -> PyResult<Bound<'_, PyModule>> {
    let module = PyModule::new(py, "_airlock")?;
    module.add("ClientGone", py.get_type::<ClientGone>())?;
    module.add_class::<RequestHandle>()?;
    macro_rules! add {
        ($($function:ident),* $(,)?) => { $(module.add_function(wrap_pyfunction!($function, &module)?)?;)* };
    }
    add!(head, read_body, send, start, write, write_raw, finish, close, fail);
    add!(stash_put, stash_take, stash_lock, stash_unlock, main, load, find, log);
    add!(docroot, sleep, current_request, enter);
    Ok(module)
}

/// A request, for threads that a handler starts.
#[pyclass(frozen, name = "Request", module = "_airlock")]
struct RequestHandle(Arc<TrustedRequest>);

/// The request of the calling thread.
fn request() -> PyResult<Arc<TrustedRequest>> {
    let Some(request) = current() else {
        return Err(PyRuntimeError::new_err(
            "this thread works for no request: start threads with `threading`, which hands the request on to them",
        ));
    };
    if request.has_ended() {
        return Err(PyRuntimeError::new_err("the request that this thread belongs to has ended"));
    }
    Ok(request)
}

/// The exception for a refused answer. A limit ends the request at once, whatever the handler does.
fn refusal(request: &TrustedRequest, error: AnswerError) -> PyErr {
    if let AnswerError::OverLimit(limit) = error
        && request.stop().is_none()
    {
        request.set_stop(Stop::OverLimit(limit));
        endings::over_limit(limit, request.answering.task());
    }
    errors::answer(error)
}

/// False when the client has gone.
fn delivered(request: &TrustedRequest, written: Option<Result<(), AnswerError>>) -> PyResult<bool> {
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

// --- request ---

#[pyfunction]
fn head(py: Python<'_>) -> PyResult<Bound<'_, PyTuple>> {
    let request = request()?;
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
    )
        .into_pyobject(py)
}

#[pyfunction]
#[pyo3(signature = (max, /))]
fn read_body(py: Python<'_>, max: u64) -> PyResult<Bound<'_, PyBytes>> {
    let request = request()?;
    let max = usize::try_from(max).unwrap_or(PIECE).min(PIECE);
    let piece = request.wait(py, async { request.body().lock().await.read(max).await });
    match piece {
        Some(Ok(piece)) => Ok(PyBytes::new(py, &piece)),
        Some(Err(BodyError::ClientGone)) => Err(errors::client_gone()),
        Some(Err(error @ BodyError::Malformed)) => Err(PyValueError::new_err(error.to_string())),
        None => Err(errors::stopped(&request)),
    }
}

// --- response ---

fn response_head(
    status: i64,
    reason: Option<&Bound<'_, PyBytes>>,
    fields: &Bound<'_, PyList>,
    complete: bool,
) -> PyResult<ResponseHead> {
    let code = u16::try_from(status)
        .map_err(|_| PyValueError::new_err(format!("a status must be from 0 to 65535, not {status}")))?;
    let fields = fields.iter().map(|field| {
        let pair = field.extract::<(Bound<'_, PyBytes>, Bound<'_, PyBytes>)>();
        let (name, value) = pair.map_err(|_| PyTypeError::new_err("fields must be a list of (bytes, bytes)"))?;
        Ok(Field { name: name.as_bytes().to_vec(), value: value.as_bytes().to_vec() })
    });
    Ok(ResponseHead {
        status: code,
        reason: reason.map(|reason| reason.as_bytes().to_vec()),
        fields: fields.collect::<PyResult<_>>()?,
        complete,
    })
}

#[pyfunction]
#[pyo3(signature = (status, reason, fields, content, complete, /))]
fn send(
    status: i64,
    reason: Option<&Bound<'_, PyBytes>>,
    fields: &Bound<'_, PyList>,
    content: &Bound<'_, PyBytes>,
    complete: bool,
) -> PyResult<()> {
    let request = request()?;
    let head = response_head(status, reason, fields, complete)?;
    let sent = request.answering.send(head, Bytes::copy_from_slice(content.as_bytes()));
    sent.map_err(|error| refusal(&request, error))
}

#[pyfunction]
#[pyo3(signature = (status, reason, fields, complete, /))]
fn start(
    status: i64,
    reason: Option<&Bound<'_, PyBytes>>,
    fields: &Bound<'_, PyList>,
    complete: bool,
) -> PyResult<bool> {
    let request = request()?;
    let head = response_head(status, reason, fields, complete)?;
    let started = request.answering.start(head);
    delivered(&request, Some(started))
}

#[pyfunction]
#[pyo3(signature = (content, /))]
fn write(py: Python<'_>, content: &Bound<'_, PyBytes>) -> PyResult<bool> {
    let request = request()?;
    let content = Bytes::copy_from_slice(content.as_bytes());
    let written = request.wait(py, request.answering.write(content));
    delivered(&request, written)
}

#[pyfunction]
#[pyo3(signature = (data, /))]
fn write_raw(py: Python<'_>, data: &Bound<'_, PyBytes>) -> PyResult<bool> {
    let request = request()?;
    let data = Bytes::copy_from_slice(data.as_bytes());
    let written = request.wait(py, request.answering.write_raw(data));
    delivered(&request, written)
}

#[pyfunction]
fn finish() -> PyResult<()> {
    let request = request()?;
    request.answering.finish().map_err(|error| refusal(&request, error))
}

#[pyfunction]
fn close() -> PyResult<()> {
    request()?.answering.close_connection();
    Ok(())
}

#[pyfunction]
#[pyo3(signature = (status, detail, /))]
fn fail(status: i64, detail: &Bound<'_, PyString>) -> PyResult<()> {
    let request = request()?;
    let detail = text(detail)?;
    if request.stop().is_some() {
        // Answered and logged already; this is where the handler was when it was made to end.
        tracing::debug!(handler = %request.path, %detail, "handler ended");
        return Ok(());
    }
    let status = u16::try_from(status).unwrap_or(500);
    request.answering.fail(status, &detail).map_err(|error| refusal(&request, error))
}

// --- stash ---

fn stash_granted(request: &TrustedRequest) -> PyResult<()> {
    if request.policy.grants.stash {
        return Ok(());
    }
    Err(errors::withheld(request, Grant::Stash))
}

#[pyfunction]
#[pyo3(signature = (key, path, value, /))]
fn stash_put(key: String, path: String, value: &Bound<'_, PyBytes>) -> PyResult<bool> {
    let request = request()?;
    stash_granted(&request)?;
    let value = value.as_bytes();
    if value.len() > STASH_VALUE {
        return Err(errors::over(&format!("stash value: {} bytes, at most {STASH_VALUE}", value.len())));
    }
    match request.answering.task().stash.put(path, key, value.to_vec()) {
        Ok(()) => Ok(true),
        Err(StashError::Exists) => Ok(false),
        Err(error @ (StashError::TooMany(_) | StashError::Full(_))) => Err(errors::over(&error.to_string())),
    }
}

#[pyfunction]
#[pyo3(signature = (key, path, /))]
fn stash_take(py: Python<'_>, key: String, path: String) -> PyResult<Option<Bound<'_, PyBytes>>> {
    let request = request()?;
    stash_granted(&request)?;
    Ok(request.answering.task().stash.take(path, key).map(|value| PyBytes::new(py, &value)))
}

#[pyfunction]
fn stash_lock(py: Python<'_>) -> PyResult<()> {
    let request = request()?;
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
fn stash_unlock() -> PyResult<()> {
    let held = request()?.stash_lock().take();
    held.map(drop).ok_or_else(|| PyValueError::new_err("this request does not hold the stash's lock"))
}

// --- modules ---

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

fn modules_granted(request: &TrustedRequest) -> PyResult<()> {
    if request.policy.grants.modules {
        return Ok(());
    }
    Err(errors::withheld(request, Grant::Modules))
}

#[pyfunction]
fn main(py: Python<'_>) -> PyResult<(String, Py<PyAny>)> {
    let request = request()?;
    let Some(main) = request.main.get() else {
        return Err(PyRuntimeError::new_err("the handler has not been found yet"));
    };
    Ok((main.path.to_string(), code(py, &main.program)?))
}

#[pyfunction]
#[pyo3(signature = (path, /))]
fn load(py: Python<'_>, path: String) -> PyResult<Py<PyAny>> {
    let request = request()?;
    modules_granted(&request)?;
    let Some(program) = request.wait(py, program_at(&request, &path)) else {
        return Err(errors::stopped(&request));
    };
    trusted_code(py, &request, &path, &*program.map_err(|error| errors::program(error, &path))?)
}

type FoundModule = (&'static str, String, Option<Py<PyAny>>);

#[pyfunction]
#[pyo3(signature = (folder, name, /))]
fn find(py: Python<'_>, folder: String, name: String) -> PyResult<Option<FoundModule>> {
    let request = request()?;
    modules_granted(&request)?;
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

// --- log ---

/// Text as it is, with what UTF-8 can not hold written as escapes.
fn text(text: &Bound<'_, PyString>) -> PyResult<String> {
    let encoded = text.call_method1("encode", ("utf-8", "backslashreplace"))?;
    Ok(String::from_utf8_lossy(encoded.cast::<PyBytes>()?.as_bytes()).into_owned())
}

#[pyfunction]
#[pyo3(signature = (level, message, /))]
fn log(level: &Bound<'_, PyInt>, message: &Bound<'_, PyString>) -> PyResult<()> {
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
            let request = request()?;
            request.answering.log(level, &text(message)?).map_err(|error| refusal(&request, error))?;
        }
    }
    Ok(())
}

// --- of this engine alone ---

/// The docroot's place on the host.
#[pyfunction]
fn docroot() -> PyResult<String> {
    Ok(request()?.tenant.docroot.location().to_owned())
}

/// Waits, unless the request is made to end meanwhile.
#[pyfunction]
#[pyo3(signature = (seconds, /))]
fn sleep(py: Python<'_>, seconds: f64) -> PyResult<()> {
    let request = request()?;
    if !request.policy.grants.sleep {
        return Err(errors::withheld(&request, Grant::Sleep));
    }
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
fn current_request() -> Option<RequestHandle> {
    current().map(RequestHandle)
}

/// Lets the calling thread work for `request`, or for none.
#[pyfunction]
#[pyo3(signature = (request, /))]
fn enter(request: Option<&Bound<'_, RequestHandle>>) {
    set_current(request.map(|request| Arc::clone(&request.get().0)));
}
