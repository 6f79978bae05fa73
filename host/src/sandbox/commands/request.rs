use std::sync::Arc;

use tokio::sync::OwnedSemaphorePermit;
use wasmtime::{Store, Trap};
use wasmtime_wasi::I32Exit;

use super::Commands;
use super::compiler::Command;
use super::state::{CommandState, Streams};
use super::stdin::Stdin;
use super::stdout::Stdout;
use crate::engine::answering::{Answering, LogLevel};
use crate::engine::{Outcome, Task, endings};
use crate::exchange::Exchange;
use crate::sandbox::budget::CpuMeter;
use crate::sandbox::handler_request::conclude;
use crate::sandbox::log_stream::LogStream;

/// Runs the command of one exchange; `permit` is a sandbox's place, kept until it has ended. What it prints is the answer.
pub async fn run(
    commands: wasmtime::Result<Arc<Commands>>,
    exchange: Exchange,
    task: Task,
    cpu: Arc<CpuMeter>,
    permit: OwnedSemaphorePermit,
) -> Outcome {
    let Exchange { request, body, admitted } = exchange;
    let _places = (admitted, permit);
    let commands = match commands {
        Ok(commands) => commands,
        Err(error) => return conclude(Err(error), false, &task, cause),
    };
    let program = match commands.command(&task).await {
        Ok(program) => program,
        Err(error) => return endings::no_program(&error, &task),
    };
    let task = task.with_found(&task.handler, program.text);
    let command = match &program.compiled {
        Ok(command) => command,
        Err(problem) => return endings::does_not_compile(problem, &task),
    };
    let answering = Arc::new(Answering::new(task.clone(), &request.method));
    let streams = Streams {
        stdin: Stdin::new(body),
        stdout: Stdout::new(Arc::clone(&answering), &request.mount.interface),
        stderr: LogStream::new(Arc::clone(&answering), LogLevel::Warning),
    };
    let mut store = commands.store(CommandState::new(&task, &request, &streams, cpu), &task);
    let ended = call(command, &mut store).await;
    let result = finish(ended, &streams, &answering).await;
    let memory_refused = store.data().memory.was_refused();
    drop(store);
    task.response.leave_body(streams.stdin.take_body());
    let result = result.and_then(|()| answering.end().map_err(wasmtime::Error::msg));
    match conclude(result, memory_refused, &task, cause) {
        Outcome::Done if answering.has_failed() => Outcome::Failed,
        outcome => outcome,
    }
}

/// Runs an instance to its end. Whether it ended well: WASI tells no more of an exit status.
async fn call(command: &Command, store: &mut Store<CommandState>) -> wasmtime::Result<bool> {
    let called = async {
        let instance = command.instances.instantiate_async(&mut *store).await?;
        instance.wasi_cli_run().call_run(store).await
    };
    match called.await {
        Ok(status) => Ok(status.is_ok()),
        Err(error) => match error.downcast_ref() {
            Some(I32Exit(status)) => Ok(*status == 0),
            None => Err(error),
        },
    }
}

/// Sends what is on its way. A status is for the log alone: the response has one of its own.
async fn finish(ended: wasmtime::Result<bool>, streams: &Streams, answering: &Answering) -> wasmtime::Result<()> {
    streams.stderr.finish();
    let is_well = ended?;
    streams.stdout.settle().await?;
    if !is_well {
        let Task { tenant, handler, .. } = answering.task();
        tracing::warn!(tenant = &*tenant.name, %handler, "the command ended with a failure status");
    }
    Ok(())
}

/// Why an instance ended, in words for the command's author.
fn cause(error: &wasmtime::Error) -> String {
    match error.downcast_ref() {
        Some(Trap::UnreachableCodeReached) => "the command aborted (unreachable)".to_owned(),
        Some(Trap::StackOverflow) => "calls inside the command nest too deeply".to_owned(),
        _ => format!("{:#}", error.root_cause()),
    }
}
