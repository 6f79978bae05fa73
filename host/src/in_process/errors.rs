//! What goes wrong in a primitive, as the exceptions that handlers know from the sandbox.

use pyo3::exceptions::{
    PyFileNotFoundError, PyIsADirectoryError, PyNotADirectoryError, PyOSError, PyPermissionError, PyRuntimeError,
    PySyntaxError, PyValueError,
};
use pyo3::{PyErr, PyResult, Python};

use super::interpreter::interpreter;
use super::request::{Stop, TrustedRequest};
use crate::docroot::DocrootError;
use crate::engine::answering::AnswerError;
use crate::exchange::ChannelClosed;
use crate::policy::{Grant, Limit};
use crate::programs::{Problem, ProgramError};

pyo3::create_exception!(
    _airlock,
    ClientGone,
    pyo3::exceptions::PyBrokenPipeError,
    "The client has left, or the response is complete already."
);

/// The policy withholds it.
pub fn denied(grant: &str) -> PyErr {
    PyPermissionError::new_err(format!("the policy withholds this grant: {grant}"))
}

/// Refuses what the policy withholds, which the log says once.
pub fn require(request: &TrustedRequest, grant: Grant) -> PyResult<()> {
    request.answering.require(grant).map_err(|what| denied(&what))
}

/// A single operation would go past a limit of its own.
pub fn over(what: &str) -> PyErr {
    PyRuntimeError::new_err(format!("this request has used up its limit: {what}"))
}

/// Nobody takes what the handler writes.
pub fn client_gone() -> PyErr {
    ClientGone::new_err(ChannelClosed.to_string())
}

/// The request was made to end while the handler waited.
pub fn stopped(request: &TrustedRequest) -> PyErr {
    match request.stop() {
        Some(Stop::OverLimit(limit)) => over_limit(limit),
        Some(Stop::ClientLeft) => client_gone(),
        None => PyRuntimeError::new_err("the request that this thread belongs to has ended"),
    }
}

/// Ends the handler: no `except Exception` stops it.
pub fn over_limit(limit: Limit) -> PyErr {
    Python::attach(|py| match interpreter() {
        Ok(interpreter) => PyErr::from_type(interpreter.limit_exceeded(py, limit), ()),
        Err(error) => PyRuntimeError::new_err(error.to_string()),
    })
}

/// An answer that was refused.
pub fn answer(error: AnswerError) -> PyErr {
    match error {
        AnswerError::Denied(grant) => denied(&grant),
        AnswerError::Closed(_) => client_gone(),
        AnswerError::NotStarted | AnswerError::Aside(_) | AnswerError::Message(_) => {
            PyValueError::new_err(error.to_string())
        }
        AnswerError::OverLimit(limit) => over_limit(limit),
    }
}

/// A program that can not be had; `name` is what was asked for.
pub fn program(error: ProgramError, name: &str) -> PyErr {
    let name = name.to_owned();
    match error {
        ProgramError::File(DocrootError::NotFound) => {
            PyFileNotFoundError::new_err((libc::ENOENT, "No such file or directory", name))
        }
        ProgramError::File(DocrootError::IsFolder) => {
            PyIsADirectoryError::new_err((libc::EISDIR, "Is a directory", name))
        }
        ProgramError::File(DocrootError::NotFolder) => {
            PyNotADirectoryError::new_err((libc::ENOTDIR, "Not a directory", name))
        }
        ProgramError::File(error) => PyOSError::new_err(error.to_string()),
        ProgramError::TooLarge(_) => PySyntaxError::new_err(error.to_string()),
        ProgramError::Compiler(_) | ProgramError::OverLimit(_) => PyOSError::new_err(error.to_string()),
    }
}

/// A text that does not compile.
pub fn problem(problem: &Problem) -> PyErr {
    let Problem { path, line, message, .. } = problem;
    PySyntaxError::new_err(format!("{message} (/docroot/{path}, line {line})"))
}
