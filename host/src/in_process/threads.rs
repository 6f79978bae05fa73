//! One thread of the pool, and what it does for one request.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use pyo3::Python;

use super::compiler::CodeCompiler;
use super::crew::Counted;
use super::interpreter::{Interpreter, describe};
use super::request::{Main, PythonProgram, TrustedRequest};
use crate::engine::{Outcome, endings};
use crate::programs::ProgramError;

/// One thread of the pool.
#[derive(Debug)]
pub struct Thread {
    /// Python's name for it.
    pub ident: std::ffi::c_long,
    /// Whether it counts as one that runs.
    pub counted: Arc<Counted>,
    stuck: AtomicBool,
}

impl Thread {
    /// A thread that has just begun.
    pub fn new(ident: std::ffi::c_long, counted: Arc<Counted>) -> Self {
        Self { ident, counted, stuck: AtomicBool::new(false) }
    }

    /// Given up: its handler does not end.
    pub fn is_stuck(&self) -> bool {
        self.stuck.load(Ordering::Acquire)
    }

    /// Gives it up, or takes it back.
    pub fn set_stuck(&self, stuck: bool) {
        self.stuck.store(stuck, Ordering::Release);
    }
}

thread_local! {
    static CURRENT: RefCell<Option<Arc<TrustedRequest>>> = const { RefCell::new(None) };
}

/// The request that the calling thread works for.
pub fn current() -> Option<Arc<TrustedRequest>> {
    CURRENT.with_borrow(Option::clone)
}

/// Makes `request` the one that the calling thread works for.
pub fn set_current(request: Option<Arc<TrustedRequest>>) {
    CURRENT.set(request);
}

/// Answers one request from beginning to end.
pub fn answer(py: Python<'_>, request: &Arc<TrustedRequest>, interpreter: &'static Interpreter) -> Outcome {
    set_current(Some(Arc::clone(request)));
    let answered = catch_unwind(AssertUnwindSafe(|| find_and_run(py, request, interpreter)));
    set_current(None);
    answered.unwrap_or_else(|_| {
        endings::failed(500, "the engine failed", request.answering.task());
        Outcome::Failed
    })
}

fn find_and_run(py: Python<'_>, request: &Arc<TrustedRequest>, interpreter: &'static Interpreter) -> Outcome {
    let compiler = CodeCompiler { docroot: request.tenant.docroot.location(), interpreter };
    let found = request.wait(py, request.programs.find_handler(&request.tenant.docroot, &request.path, &compiler));
    let (path, program) = match found {
        Some(Ok(found)) => found,
        Some(Err(error)) => return endings::no_program(&error, request.answering.task()),
        None => return Outcome::Failed,
    };
    let task = request.answering.task().with_handler(&path);
    if !request.tenant.is_trusted(&path, program.text) {
        let detail = "no trust rule covers the handler's text as it is now: it does not run in the server's process";
        endings::failed(500, detail, &task);
        return Outcome::Failed;
    }
    if let Err(problem) = &program.compiled {
        return endings::does_not_compile(problem, &task);
    }
    let _ = request.main.set(Main { path: Arc::clone(&path), program });
    let result = interpreter.handle.call0(py);
    if request.stop().is_some() {
        return Outcome::Failed;
    }
    match result.map_err(|error| describe(py, &error)).and_then(|_| request.answering.end()) {
        Ok(()) if request.answering.has_failed() => Outcome::Failed,
        Ok(()) => Outcome::Done,
        Err(detail) => {
            endings::failed(500, &detail, &task);
            Outcome::Failed
        }
    }
}

/// The program at `path`, whatever trust it has.
pub async fn program_at(request: &TrustedRequest, path: &str) -> Result<Arc<PythonProgram>, ProgramError> {
    let interpreter = super::interpreter::interpreter().map_err(|error| ProgramError::Compiler(error.to_string()))?;
    let compiler = CodeCompiler { docroot: request.tenant.docroot.location(), interpreter };
    request.programs.load(&request.tenant.docroot, path, &compiler).await
}
