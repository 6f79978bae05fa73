//! How a request ends whose handler did not answer: the log's line, and the page or the cut that the client sees.

use crate::docroot::DocrootError;
use crate::error_page;
use crate::exchange::{Answer, Content};
use crate::policy::Limit;
use crate::programs::{Problem, ProgramError};

use super::{Outcome, Task};

/// Ends a request that used up `limit`: an error page if nothing was sent, else the connection is cut.
pub fn over_limit(limit: Limit, task: &Task) {
    let Task { tenant, handler, policy, response, .. } = task;
    tracing::warn!(tenant = &*tenant.name, %handler, limit = %limit, value = limit.value(&policy.limits), "request ended: over its limit");
    if response.has_begun() {
        response.cut();
        return;
    }
    let (head, content) = error_page::over_limit(limit);
    // Refused only when the client has left: then nobody is there to be told.
    let _ = response.begin(Answer::Head(head, Content::Whole(content)));
}

/// Ends a request whose handler failed without saying so itself.
pub fn failed(status: u16, detail: &str, task: &Task) {
    let Task { tenant, handler, policy, response, .. } = task;
    let tenant = &*tenant.name;
    if response.has_client_left() {
        tracing::debug!(tenant, %handler, detail, "handler ended after its client had left");
        return;
    }
    tracing::error!(tenant, %handler, status, ?detail, "handler failed");
    if response.has_begun() {
        response.cut();
        return;
    }
    let (head, content) = error_page::failure(status, Some(detail), policy);
    let _ = response.begin(Answer::Head(head, Content::Whole(content)));
}

/// Ends a request whose handler does not compile.
pub fn does_not_compile(problem: &Problem, task: &Task) -> Outcome {
    let Problem { path, line, kind, message } = problem;
    let detail = format!("  File \"/docroot/{path}\", line {line}\n{kind}: {message}");
    failed(500, &detail, task);
    Outcome::Failed
}

/// Ends a request that there is no program for.
pub fn no_program(error: &ProgramError, task: &Task) -> Outcome {
    if let ProgramError::File(DocrootError::NotFound | DocrootError::NotFolder | DocrootError::IsFolder) = error {
        return no_such_file(task);
    }
    match error {
        ProgramError::OverLimit(limit) => over_limit(*limit, task),
        _ => failed(500, &error.to_string(), task),
    }
    Outcome::Failed
}

/// Ends a request whose handler is not there.
pub fn no_such_file(task: &Task) -> Outcome {
    tracing::debug!(tenant = &*task.tenant.name, handler = %task.handler, "no such handler");
    let (head, content) = error_page::json(404, "404");
    let _ = task.response.begin(Answer::Head(head, Content::Whole(content)));
    Outcome::Done
}

/// Ends a request that can be answered after `seconds`.
pub fn try_later(message: &str, seconds: u64, task: &Task) -> Outcome {
    tracing::warn!(tenant = &*task.tenant.name, handler = %task.handler, "request refused: {message}");
    let (head, content) = error_page::try_later(503, message, seconds);
    let _ = task.response.begin(Answer::Head(head, Content::Whole(content)));
    Outcome::Failed
}
