use std::sync::Arc;

use tokio::sync::OwnedSemaphorePermit;
use wasmtime::PoolConcurrencyLimitError;

use super::Components;
use super::cause::cause;
use super::instance::ComponentInstance;
use super::library::LoadError;
use super::loaded::{Compiled, Linked, Loaded};
use super::state::ComponentState;
use crate::docroot::DocrootError;
use crate::engine::{Outcome, Overload, Task, endings};
use crate::exchange::Exchange;
use crate::policy::{Limit, Policy, WasiGrant};
use crate::programs::Problem;
use crate::sandbox::budget::{CpuMeter, LimitExceeded};
use crate::sandbox::components::world::Offer;
use crate::sandbox::handler_request::conclude;
use crate::sandbox::instance::HandlerRun;
use crate::sandbox::kept_instances::{Kept, Reuse};
use crate::sandbox::python::PythonSandbox;
use crate::sandbox::state::HandlerState;
use crate::tenant::Tenant;

/// How long a client that came while a component was compiled should wait before it asks again.
const COMPILING_TAKES: u64 = 5;

impl PythonSandbox {
    /// Begins to answer `exchange` with the component that `task` names.
    pub fn handle_component(&self, exchange: Exchange, task: Task) -> Result<HandlerRun, Overload> {
        let (permit, background) = self.place()?;
        let cpu = Arc::new(CpuMeter::default());
        let components = self.components(&background);
        let run = run(components, exchange, task.clone(), Arc::clone(&cpu), permit);
        Ok(HandlerRun::new(Box::pin(run), task, cpu, background))
    }

    /// Compiles the file at `path` and looks whether it is a component that handles requests. Nothing of it is run.
    pub async fn check_component(&self, tenant: &Arc<Tenant>, path: &str) -> Result<(), Problem> {
        let problem =
            |message: String| Problem { path: path.to_owned(), line: 0, kind: "WebAssembly".to_owned(), message };
        let task = Task::new(Arc::clone(tenant), path.into(), Arc::clone(tenant.policy()), Arc::default());
        let background = self.background().ok_or_else(|| problem("the server is going down".to_owned()))?;
        let components = self.components(&background).map_err(|error| problem(format!("{error:#}")))?;
        let loaded = components.component(&task).await.map_err(|error| problem(error.to_string()))?;
        linked(&components, &loaded, &task.policy).map(drop).map_err(|why| problem(why.to_owned()))
    }
}

/// Runs the component of one exchange; `permit` is a sandbox's place, kept until it has ended.
async fn run(
    components: wasmtime::Result<Arc<Components>>,
    exchange: Exchange,
    task: Task,
    cpu: Arc<CpuMeter>,
    permit: OwnedSemaphorePermit,
) -> Outcome {
    let _permit = permit;
    let components = match components {
        Ok(components) => components,
        Err(error) => return conclude(Err(error), false, &task, cause),
    };
    let loaded = match load(&components, &task).await {
        Ok(loaded) => loaded,
        Err(outcome) => return outcome,
    };
    let task = task.with_found(&task.handler, loaded.text);
    match linked(&components, &loaded, &task.policy) {
        Ok(linked) => answer(&components, linked, exchange, task, cpu).await,
        Err(why) => {
            endings::failed(500, &format!("the component is refused: {why}"), &task);
            Outcome::Failed
        }
    }
}

/// The component with what the policy offers, or why it is refused.
pub(super) fn linked<'a>(components: &Components, loaded: &'a Loaded, policy: &Policy) -> Result<&'a Linked, &'a str> {
    let offer = match policy.grants.wasi {
        WasiGrant::Proxy => Offer::Proxy,
        WasiGrant::Command => Offer::Command,
    };
    loaded.made.as_ref().map_err(String::as_str).and_then(|compiled: &Compiled| compiled.linked(components, offer))
}

/// The task's component; else the request has been answered without.
async fn load(components: &Arc<Components>, task: &Task) -> Result<Arc<Loaded>, Outcome> {
    let wall = task.policy.limits.wall;
    // What is left is for the answer that says so.
    let patience = wall - wall / 10;
    let Ok(loaded) = tokio::time::timeout(patience, components.component(task)).await else {
        return Err(endings::try_later("the handler is still being compiled; try again later", COMPILING_TAKES, task));
    };
    loaded.map_err(|error| not_loaded(&error, task))
}

fn not_loaded(error: &LoadError, task: &Task) -> Outcome {
    if let LoadError::File(file) = error
        && let DocrootError::NotFound | DocrootError::NotFolder | DocrootError::IsFolder = **file
    {
        return endings::no_such_file(task);
    }
    if let LoadError::Busy = error {
        return endings::try_later(&error.to_string(), COMPILING_TAKES, task);
    }
    endings::failed(500, &error.to_string(), task);
    Outcome::Failed
}

/// Answers with an instance made for it, or with one that is kept where the policy has it so.
async fn answer(
    components: &Components,
    linked: &Linked,
    exchange: Exchange,
    task: Task,
    cpu: Arc<CpuMeter>,
) -> Outcome {
    let Exchange { request, body, admitted } = exchange;
    let _admitted = admitted;
    let reuse = Reuse::of(task.policy.isolation);
    let state = HandlerState::new(task.clone(), request, body, cpu);
    let mut kept = match instance(components, linked, state, &task, reuse).await {
        Ok(kept) => kept,
        Err(error) if error.is::<PoolConcurrencyLimitError>() => {
            return endings::try_later("all sandboxes are in use; try again later", 1, &task);
        }
        Err(error) => return conclude(Err(error), false, &task, cause),
    };
    let result = kept.instance.call().await;
    let state = &mut kept.instance.store.data_mut().handler;
    task.response.leave_body(state.end());
    let answering = Arc::clone(&state.answering);
    let result = result.and_then(|()| answering.end().map_err(wasmtime::Error::msg));
    let outcome = match conclude(result, state.memory.was_refused(), &task, cause) {
        Outcome::Done if answering.has_failed() => Outcome::Failed,
        outcome => outcome,
    };
    if let (Outcome::Done, Some(reuse)) = (outcome, reuse) {
        keep(components, kept, &task, reuse);
    }
    outcome
}

/// Keeps an instance for another request, if there is room for one that has nothing to do.
fn keep(components: &Components, mut kept: Kept<ComponentInstance>, task: &Task, reuse: Reuse) {
    let room = Arc::clone(&components.idle).try_acquire_owned();
    if let (true, Ok(room)) = (kept.instance.can_be_kept(), room) {
        kept.instance.idle = Some(room);
        task.tenant.kept_components.put(&task.handler, kept, reuse);
    }
}

/// An instance for the request.
async fn instance(
    components: &Components,
    linked: &Linked,
    state: HandlerState,
    task: &Task,
    reuse: Option<Reuse>,
) -> wasmtime::Result<Kept<ComponentInstance>> {
    let kept = reuse.and_then(|reuse| {
        task.tenant.kept_components.take(&task.handler, reuse, |one: &ComponentInstance| one.text == linked.text)
    });
    match kept {
        Some(mut kept) => {
            kept.instance.idle = None;
            kept.instance.store.data_mut().begin(state);
            Ok(kept)
        }
        None => {
            let mut store = components.store(ComponentState::new(state, Arc::clone(&components.connector)), task);
            let called = match linked.instantiate(&mut store).await {
                Err(_) if store.data().handler.memory.was_refused() => {
                    return Err(LimitExceeded(Limit::Memory).into());
                }
                called => called?,
            };
            Ok(Kept::new(ComponentInstance { store, called, text: linked.text, idle: None }))
        }
    }
}
