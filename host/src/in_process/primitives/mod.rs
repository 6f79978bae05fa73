//! The module `_airlock` as `guest-sdk/python/packages/_airlock.pyi` has it, and what this engine alone needs of it.
//!
//! A room for each interface of the contract. Every function acts for the request that its thread works for, and lets go of
//! the interpreter while it waits.

mod log;
mod modules;
mod push;
mod request;
mod response;
mod stash;
mod threads;

use std::sync::Arc;

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

use super::errors::ClientGone;
use super::request::TrustedRequest;
use super::threads::current;

/// The module, not yet imported.
pub fn module(py: Python<'_>) -> PyResult<Bound<'_, PyModule>> {
    let module = PyModule::new(py, "_airlock")?;
    module.add("ClientGone", py.get_type::<ClientGone>())?;
    module.add_class::<threads::RequestHandle>()?;
    macro_rules! add {
        ($($room:ident: $($function:ident),*;)*) => {
            $($(module.add_function(wrap_pyfunction!($room::$function, &module)?)?;)*)*
        };
    }
    add! {
        request: head, request_traits, captures, site, read_body, has_body_ended, script_path, is_last, docroot, tenant;
        response: send, start, write, write_last, write_raw, write_message, write_cgi, finish, finish_with_trailers, interim, close, fail;
        push: promise, push_response;
        stash: stash_put, stash_take, stash_lock, stash_unlock;
        modules: main, load, find;
        log: log;
        threads: sleep, current_request, enter;
    }
    Ok(module)
}

/// The request of the calling thread.
fn current_request() -> PyResult<Arc<TrustedRequest>> {
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

/// Text as it is, with what UTF-8 can not hold written as escapes.
fn text(text: &Bound<'_, PyString>) -> PyResult<String> {
    let encoded = text.call_method1("encode", ("utf-8", "backslashreplace"))?;
    Ok(String::from_utf8_lossy(encoded.cast::<PyBytes>()?.as_bytes()).into_owned())
}
