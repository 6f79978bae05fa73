//! One thread of the pool, and what it does for one request.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use pyo3::Python;

use super::compiler::CodeCompiler;
use super::interpreter::{Interpreter, describe};
use super::request::{Main, PythonProgram, TrustedRequest};
use crate::engine::{Outcome, endings};
use crate::policy::Trust;
use crate::programs::ProgramError;

/// One thread of the pool.
#[derive(Debug)]
pub struct Thread {
    /// Python's name for it.
    pub ident: std::ffi::c_long,
    stuck: AtomicBool,
}

impl Thread {
    /// A thread that has just begun.
    pub fn new(ident: std::ffi::c_long) -> Self {
        Self { ident, stuck: AtomicBool::new(false) }
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
        endings::failed(500, "the engine failed", &request.path, &request.policy, &request.response);
        Outcome::Failed
    })
}

fn find_and_run(py: Python<'_>, request: &Arc<TrustedRequest>, interpreter: &'static Interpreter) -> Outcome {
    let TrustedRequest { policy, response, .. } = &**request;
    let compiler = CodeCompiler { docroot: request.site.docroot.location(), interpreter };
    let found = request.wait(py, request.programs.find_handler(&request.site.docroot, &request.path, &compiler));
    let (path, program) = match found {
        Some(Ok(found)) => found,
        Some(Err(error)) => return endings::no_program(&error, &request.path, policy, response),
        None => return Outcome::Failed,
    };
    if request.site.trust_of(&path, program.text) != Trust::InProcess {
        let detail = "no trust rule covers the handler's text as it is now: it does not run in the server's process";
        endings::failed(500, detail, &path, policy, response);
        return Outcome::Failed;
    }
    if let Err(problem) = &program.compiled {
        return endings::does_not_compile(problem, &path, policy, response);
    }
    let _ = request.main.set(Main { path: Arc::clone(&path), program });
    let result = interpreter.handle.call0(py);
    if request.stop().is_some() {
        return Outcome::Failed;
    }
    match result {
        Ok(_) if !response.has_begun() => {
            endings::failed(500, "the handler returned without an answer", &path, policy, response);
            Outcome::Failed
        }
        Ok(_) => {
            response.finish();
            if request.answering.has_failed() { Outcome::Failed } else { Outcome::Done }
        }
        Err(error) => {
            endings::failed(500, &describe(py, &error), &path, policy, response);
            Outcome::Failed
        }
    }
}

/// The program at `path`, whatever trust it has.
pub async fn program_at(request: &TrustedRequest, path: &str) -> Result<Arc<PythonProgram>, ProgramError> {
    let interpreter = super::interpreter::interpreter().map_err(|error| ProgramError::Compiler(error.to_string()))?;
    let compiler = CodeCompiler { docroot: request.site.docroot.location(), interpreter };
    request.programs.load(&request.site.docroot, path, &compiler).await
}
