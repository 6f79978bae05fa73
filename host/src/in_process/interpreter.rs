//! The one interpreter of the process: started with nothing of the user's environment, then prepared by the Python package
//! `airlock_in_process`.

use std::ffi::{CStr, CString};
use std::mem::MaybeUninit;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use pyo3::prelude::*;
use pyo3::types::PyType;
use pyo3::{Py, PyAny, ffi};

use super::{StartError, primitives};
use crate::policy::Limit;

/// What the engine calls in the interpreter.
#[derive(Debug)]
pub struct Interpreter {
    /// Answers the current request.
    pub handle: Py<PyAny>,
    /// Source, path and docroot to a code object, or to what is wrong.
    pub compile_source: Py<PyAny>,
    wall_time_used_up: Py<PyType>,
    response_used_up: Py<PyType>,
}

/// The interpreter that was linked, with its standard library beside it.
const EMBEDDED_PYTHON: &str = env!("AIRLOCK_EMBEDDED_PYTHON");

/// Its folders: that of a virtual environment, and that of the interpreter which it was made from.
pub fn installation() -> Vec<PathBuf> {
    let program = Path::new(EMBEDDED_PYTHON);
    let files = [Some(program.to_owned()), program.canonicalize().ok()];
    files.into_iter().flatten().filter_map(|file| Some(file.parent()?.parent()?.to_owned())).collect()
}

static INTERPRETER: OnceLock<Interpreter> = OnceLock::new();

/// The interpreter, once it has been started.
pub fn interpreter() -> Result<&'static Interpreter, StartError> {
    INTERPRETER.get().ok_or_else(|| StartError::Interpreter("it has not been started".to_owned()))
}

/// Starts the interpreter, unless it runs already, with the Python packages in `packages`.
pub fn start(packages: &Path) -> Result<&'static Interpreter, StartError> {
    static STARTING: Mutex<()> = Mutex::new(());
    let _one_at_a_time = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(started) = INTERPRETER.get() {
        return Ok(started);
    }
    if !packages.join("airlock_in_process").is_dir() {
        return Err(StartError::Packages(packages.join("airlock_in_process")));
    }
    initialize().map_err(StartError::Interpreter)?;
    let prepared = Python::attach(|py| prepare(py, packages).map_err(|error| describe(py, &error)));
    let prepared = prepared.map_err(StartError::Interpreter)?;
    Ok(INTERPRETER.get_or_init(|| prepared))
}

fn prepare(py: Python<'_>, packages: &Path) -> PyResult<Interpreter> {
    let packages = packages.to_string_lossy();
    let module = primitives::module(py)?;
    let sys = py.import("sys")?;
    sys.getattr("modules")?.set_item("_airlock", &module)?;
    sys.getattr("path")?.call_method1("insert", (0, &*packages))?;
    py.import("airlock_in_process.boot")?.call_method1("boot", (&*packages,))?;
    let handling = py.import("airlock_in_process.handling")?;
    let limits = py.import("airlock_in_process.limits")?;
    let class = |name: &str| Ok::<_, PyErr>(limits.getattr(name)?.cast_into::<PyType>()?.unbind());
    Ok(Interpreter {
        handle: handling.getattr("handle")?.unbind(),
        compile_source: handling.getattr("compile_source")?.unbind(),
        wall_time_used_up: class("WallTimeUsedUp")?,
        response_used_up: class("ResponseUsedUp")?,
    })
}

/// An exception with its traceback, for the log.
pub fn describe(py: Python<'_>, error: &PyErr) -> String {
    let traceback = error.traceback(py).and_then(|traceback| traceback.format().ok()).unwrap_or_default();
    format!("{traceback}{error}")
}

impl Interpreter {
    /// The exception that ends a handler which used up `limit`.
    pub fn limit_exceeded<'py>(&self, py: Python<'py>, limit: Limit) -> Bound<'py, PyType> {
        let class = match limit {
            Limit::Response => &self.response_used_up,
            Limit::Wall | Limit::Cpu | Limit::Memory | Limit::Outgoing => &self.wall_time_used_up,
        };
        class.bind(py).clone()
    }
}

/// Starts CPython: isolated from environment variables and the user's packages, without signal handlers (SIGTERM and
/// SIGINT are the server's), in UTF-8 mode as in the sandbox.
#[allow(unsafe_code)]
fn initialize() -> Result<(), String> {
    let program = CString::new(EMBEDDED_PYTHON).map_err(|error| error.to_string())?;
    let mut before = MaybeUninit::<ffi::PyPreConfig>::uninit();
    let mut config = MaybeUninit::<ffi::PyConfig>::uninit();
    // SAFETY: each configuration is made by the function that CPython has for it before it is read or changed, lives until
    // it is no longer used, and is cleared once. No other thread uses Python yet: `start` lets one in, and nothing else of
    // this program initialises it. SaveThread detaches this thread, as `Python::attach` expects of it.
    unsafe {
        ffi::PyPreConfig_InitIsolatedConfig(before.as_mut_ptr());
        let before = before.assume_init_mut();
        before.utf8_mode = 1;
        outcome(ffi::Py_PreInitialize(before))?;
        ffi::PyConfig_InitIsolatedConfig(config.as_mut_ptr());
        let config = config.assume_init_mut();
        config.install_signal_handlers = 0;
        config.write_bytecode = 0;
        config.parse_argv = 0;
        let mut status = ffi::PyStatus_Ok();
        if !EMBEDDED_PYTHON.is_empty() {
            // By an absolute name: a bare one would be looked for on the user's PATH.
            let field = &raw mut config.program_name;
            status = ffi::PyConfig_SetBytesString(config, field, program.as_ptr());
        }
        if ffi::PyStatus_Exception(status) == 0 {
            status = ffi::Py_InitializeFromConfig(config);
        }
        ffi::PyConfig_Clear(config);
        outcome(status)?;
        ffi::PyEval_SaveThread();
    }
    Ok(())
}

#[allow(unsafe_code)]
fn outcome(status: ffi::PyStatus) -> Result<(), String> {
    // SAFETY: a status is plain data.
    if unsafe { ffi::PyStatus_Exception(status) } == 0 {
        return Ok(());
    }
    if status.err_msg.is_null() {
        return Err("the interpreter gives no reason".to_owned());
    }
    // SAFETY: CPython's messages are static C strings.
    Err(unsafe { CStr::from_ptr(status.err_msg) }.to_string_lossy().into_owned())
}

/// Python's name for the calling thread, as `interrupt` takes it.
pub fn thread_ident(py: Python<'_>) -> PyResult<std::ffi::c_long> {
    py.import("_thread")?.call_method0("get_ident")?.extract()
}

/// Raises `class` in a thread as soon as it runs Python code again; none: takes back what was to be raised and has not been.
#[allow(unsafe_code)]
pub fn raise_in(_py: Python<'_>, ident: std::ffi::c_long, class: Option<&Bound<'_, PyType>>) {
    let class = class.map_or(std::ptr::null_mut(), |class| class.as_ptr());
    // SAFETY: the interpreter is held, as the token shows. The class, if there is one, is alive; CPython takes a reference
    // of its own. An unknown thread is no error: nothing happens.
    unsafe { ffi::PyThreadState_SetAsyncExc(ident, class) };
}
