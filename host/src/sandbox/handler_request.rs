//! One request from the handler's program to the end of its instance.

use std::sync::Arc;

use tokio::sync::OwnedSemaphorePermit;
use wasmtime::{Store, Trap};

use super::bindings::Interpreter;
use super::budget::{CpuMeter, LimitExceeded};
use super::kept_instances::{Kept, Reuse};
use super::memory_pool::{FaultMeter, MemoryImage, Origin};
use super::prepared::Preparation;
use super::python::{InstanceCompiler, PythonSandbox, SandboxProgram};
use super::python_state::PythonState;
use crate::engine::{Outcome, Task, endings};
use crate::exchange::{Exchange, RequestBody, RequestHead, ServerInterface};
use crate::policy::Limit;
use crate::tenant::Admitted;

/// All that one request needs until its handler has ended.
pub struct HandlerRequest {
    sandbox: Arc<PythonSandbox>,
    task: Task,
    request: Arc<RequestHead>,
    body: RequestBody,
    cpu: Arc<CpuMeter>,
    _admitted: Option<Admitted>,
    _permit: OwnedSemaphorePermit,
}

/// An instance of the runtime and its store.
pub struct PythonInstance {
    pub(super) store: Store<PythonState>,
    pub(super) interpreter: Interpreter,
    program: Arc<SandboxProgram>,
}

impl PythonInstance {
    fn is_of(&self, program: &Arc<SandboxProgram>, image: Option<&Arc<MemoryImage>>) -> bool {
        let own = self.store.data().origin.image.as_ref();
        Arc::ptr_eq(&self.program, program) && own.map(Arc::as_ptr) == image.map(Arc::as_ptr)
    }
}

impl HandlerRequest {
    /// For one exchange; `permit` is a sandbox's place.
    pub fn new(
        sandbox: Arc<PythonSandbox>,
        exchange: Exchange,
        task: Task,
        cpu: Arc<CpuMeter>,
        permit: OwnedSemaphorePermit,
    ) -> Self {
        let Exchange { request, body, admitted } = exchange;
        Self { sandbox, task, request, body, cpu, _admitted: admitted, _permit: permit }
    }

    /// Runs the handler. What it answers goes to the task's response.
    pub async fn run(mut self) -> Outcome {
        let Task { tenant, handler, .. } = &self.task;
        let compiler = InstanceCompiler { sandbox: &self.sandbox, tenant };
        let (path, program) = match tenant.programs.find_handler(&tenant.docroot, handler, &compiler).await {
            Ok(found) => found,
            Err(error) => return endings::no_program(&error, &self.task),
        };
        let task = self.task.with_found(&path, program.text);
        if let Err(problem) = &program.compiled {
            return endings::does_not_compile(problem, &task);
        }
        let reuse = Reuse::of(task.policy.isolation);
        let image = self.image(&task, &program).await;
        let mut one = match self.instance(&task, program, image, reuse).await {
            Ok(one) => one,
            Err(error) => return conclude(Err(error), false, &task, cause),
        };
        let PythonInstance { store, interpreter, .. } = &mut one.instance;
        let result = interpreter.call_handle(&mut *store).await;
        let state = &mut store.data_mut().handler;
        task.response.leave_body(state.end());
        let result = result.and_then(|()| state.answering.end().map_err(wasmtime::Error::msg));
        let memory_refused = state.memory.was_refused();
        let failed = state.answering.has_failed();
        let outcome = match conclude(result, memory_refused, &task, cause) {
            Outcome::Done if failed => Outcome::Failed,
            outcome => outcome,
        };
        if let (Outcome::Done, Some(reuse)) = (outcome, reuse) {
            FaultMeter::outlives_request();
            task.tenant.kept.put(&path, one, reuse);
        }
        outcome
    }

    /// Where the request is for an application that is, or can be, prepared: the memory to begin with.
    async fn image(&self, task: &Task, program: &Arc<SandboxProgram>) -> Option<Arc<MemoryImage>> {
        let ServerInterface::Wsgi(application) = &self.request.mount.interface else { return None };
        let wanted = Preparation {
            sandbox: Arc::clone(&self.sandbox),
            tenant: Arc::clone(&task.tenant),
            path: Arc::clone(&task.handler),
            program: Arc::clone(program),
            application: Arc::clone(application),
            policy: Arc::clone(&task.policy),
        };
        task.tenant.prepared.image(wanted).await
    }

    /// An instance for the request: a kept one where the policy has it so, else a new one.
    async fn instance(
        &mut self,
        task: &Task,
        program: Arc<SandboxProgram>,
        image: Option<Arc<MemoryImage>>,
        reuse: Option<Reuse>,
    ) -> wasmtime::Result<Kept<PythonInstance>> {
        let (request, cpu) = (Arc::clone(&self.request), Arc::clone(&self.cpu));
        let body = std::mem::replace(&mut self.body, RequestBody::empty());
        let kept = reuse
            .and_then(|reuse| task.tenant.kept.take(&task.handler, reuse, |one| one.is_of(&program, image.as_ref())));
        if let Some(mut kept) = kept {
            kept.instance.store.data_mut().handler.begin(task.clone(), request, body, cpu);
            return Ok(kept);
        }
        let mut store = self.sandbox.store(task.clone(), request, body, Arc::clone(&program), cpu);
        store.data_mut().begin_as(Origin { image, capture: None });
        let interpreter = self.sandbox.instantiate(&mut store).await?;
        Ok(Kept::new(PythonInstance { store, interpreter, program }))
    }
}

/// Ends a request that has not come to its end. `cause`: why its instance ended, in words for the program's author.
pub fn conclude(
    result: wasmtime::Result<()>,
    memory_refused: bool,
    task: &Task,
    cause: fn(&wasmtime::Error) -> String,
) -> Outcome {
    let Err(error) = result else { return Outcome::Done };
    if let Some(LimitExceeded(limit)) = error.downcast_ref() {
        endings::over_limit(*limit, task);
    } else if memory_refused {
        endings::over_limit(Limit::Memory, task);
    } else {
        endings::failed(500, &cause(&error), task);
    }
    Outcome::Failed
}

/// Why an instance ended, in words for its handler's author.
pub fn cause(error: &wasmtime::Error) -> String {
    match error.downcast_ref() {
        Some(Trap::UnreachableCodeReached) => "the handler ended the interpreter (os._exit, abort)".to_owned(),
        // Where the interpreter itself counts its depth, the handler gets a RecursionError of its own.
        Some(Trap::StackOverflow) => "RecursionError: calls inside the interpreter nest too deeply".to_owned(),
        _ => format!("{:#}", error.root_cause()),
    }
}
