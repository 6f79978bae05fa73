//! From a request for a file to what goes out for it: the draft's head is checked here, and delays that come before it
//! are waited for.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;

use super::service::{ConnectionService, Reply, ServiceError};
use crate::error_page;
use crate::exchange::{Answer, Content, Field, HeadProblem, RequestHead, ResponseHead};
use crate::pipes::{Bounds, PipeProblem};
use crate::policy::{Limit, Policy, Profile};
use crate::router;
use crate::static_files::{self, Asked, Draft, FileAnswer, FileContent, Lease, Parts, StaticProblem, Wanted};
use crate::tenant::Tenant;

impl ConnectionService {
    /// The reply to a request for the file at `path` below the tenant's docroot.
    pub(super) async fn file(
        &self,
        head: &RequestHead,
        tenant: &Arc<Tenant>,
        path: String,
        wanted: Wanted,
    ) -> Result<Reply, ServiceError> {
        let asked = Asked::new(head, &path);
        let policy = tenant.policy_of_file(&path);
        let is_piped =
            tenant.profile != Profile::Files && (path.contains(".sub.") || asked.pipe_expression().is_some());
        if !is_piped {
            let bounds = Bounds::without_work(&policy.limits);
            match static_files::answer(&tenant.docroot, &asked, wanted, tenant.profile, &bounds) {
                // The fields beside it are a template.
                Err(StaticProblem::Works) => {}
                answer => return self.finish(tenant, &policy, &asked, answer, None).await,
            }
        }
        let begun = Instant::now();
        // It holds content in memory, computes and waits, as a handler does.
        let admitted = match self.admit(tenant, &path).await? {
            ControlFlow::Continue(admitted) => admitted,
            ControlFlow::Break(refused) => return Ok(refused),
        };
        let worker = Arc::clone(tenant);
        // When the client takes the request back, the work ends soon, and with it the leave.
        let (bounds, _abandoned) = Bounds::until_dropped(&policy.limits);
        let work = tokio::task::spawn_blocking(move || {
            let answer = static_files::answer(&worker.docroot, &asked, wanted, worker.profile, &bounds);
            (asked, answer, admitted)
        });
        let Ok((asked, answer, admitted)) = work.await else { return Err(ServiceError::Cut) };
        let lease = Lease::new(admitted, &tenant.name, &path, begun + policy.limits.wall, self.client_departure());
        self.finish(tenant, &policy, &asked, answer, Some(lease)).await
    }

    async fn finish(
        &self,
        tenant: &Tenant,
        policy: &Policy,
        asked: &Asked,
        answer: Result<FileAnswer, StaticProblem>,
        lease: Option<Lease>,
    ) -> Result<Reply, ServiceError> {
        match answer {
            Ok(FileAnswer::Draft(draft)) => {
                let most = policy.limits.wall;
                let wait = draft.wait.min(most);
                tokio::select! {
                    biased;
                    () = tokio::time::sleep(wait), if !wait.is_zero() => {}
                    () = self.departure(), if !wait.is_zero() => return Err(ServiceError::ClientLeft),
                    else => {}
                }
                if draft.wait > most {
                    return Ok(over_limit(tenant, asked, policy, Limit::Wall));
                }
                Ok(drafted(tenant, policy, asked, draft, lease))
            }
            Ok(FileAnswer::AsIs(content)) => Ok(as_is(tenant, policy, asked, content)),
            Ok(FileAnswer::Redirect) => Ok(redirect(tenant.profile, asked)),
            Err(problem) => Ok(failure(tenant, policy, asked, &problem)),
        }
    }
}

fn drafted(tenant: &Tenant, policy: &Policy, asked: &Asked, mut draft: Draft, lease: Option<Lease>) -> Reply {
    let most = policy.limits.wall;
    let fields = std::mem::take(&mut draft.fields).into_fields();
    let head = ResponseHead { status: draft.status, reason: draft.reason.take(), fields, complete: true };
    let told = draft.tells_length.then(|| draft.content.len());
    match head.framing(Some(draft.content.len()), true) {
        Ok(_) => {}
        // A file of fields, or the client by a pipe, wants a head that HTTP does not allow.
        Err(problem) if policy.grants.raw_writes => {
            let mut parts = Parts::bytes(head.to_wire(told));
            if !asked.is_head {
                parts.push(std::mem::take(&mut draft.content));
            }
            draft.content = parts;
            tracing::debug!(tenant = &*tenant.name, path = asked.path, %problem, "a file's head is sent as it is");
            let content = FileContent::of_draft(draft, false, most, lease);
            return Reply { answer: Answer::Raw, handler: None, file: Some(content), close: true };
        }
        Err(problem) => return bad_head(tenant, policy, asked, &problem),
    }
    // Without a length the end of the connection is the end of the content, also where there is none.
    let is_sized = told.is_some() || head.has("content-length");
    let close = !is_sized && !head.forbids_content();
    let content = FileContent::of_draft(draft, is_sized, most, lease);
    Reply { answer: Answer::Head(head, Content::Pieces), handler: None, file: Some(content), close }
}

fn bad_head(tenant: &Tenant, policy: &Policy, asked: &Asked, problem: &HeadProblem) -> Reply {
    tracing::warn!(tenant = &*tenant.name, path = asked.path, %problem, grant = "raw-writes", "denied: a file's head is none");
    Reply::page(error_page::failure(500, Some(&problem.to_string()), policy))
}

fn as_is(tenant: &Tenant, policy: &Policy, asked: &Asked, content: FileContent) -> Reply {
    if !policy.grants.raw_writes {
        tracing::warn!(tenant = &*tenant.name, path = asked.path, grant = "raw-writes", "denied: a file as it is");
        return Reply::page(error_page::json(403, "403"));
    }
    Reply { answer: Answer::Raw, handler: None, file: Some(content), close: true }
}

/// To the same path with a slash behind. In `wpt` as wptserve has it: the whole URL, query and all, in front of the slash.
fn redirect(profile: Profile, asked: &Asked) -> Reply {
    let location = if profile == Profile::Wpt {
        format!("{}/", asked.url)
    } else {
        let query = if asked.query.is_empty() { String::new() } else { format!("?{}", asked.query) };
        let path = router::encode(&crate::python_values::unquoted(&asked.url_path));
        // The root has one slash: two would name a host.
        match path.trim_matches('/') {
            "" => format!("/{query}"),
            path => format!("/{path}/{query}"),
        }
    };
    let location = location.chars().map(|character| character as u8).collect();
    let fields = vec![Field { name: b"Location".to_vec(), value: location }];
    let head = ResponseHead { status: 301, reason: None, fields, complete: true };
    let is_open = profile == Profile::Wpt;
    let nothing = Draft::new(301, "", Parts::bytes(Bytes::new()), !is_open);
    let content = FileContent::of_draft(nothing, !is_open, std::time::Duration::ZERO, None);
    Reply { answer: Answer::Head(head, Content::Pieces), handler: None, file: Some(content), close: is_open }
}

fn over_limit(tenant: &Tenant, asked: &Asked, policy: &Policy, limit: Limit) -> Reply {
    let value = limit.value(&policy.limits);
    tracing::warn!(tenant = &*tenant.name, path = asked.path, %limit, value, "a file's pipes were ended");
    Reply::page(error_page::over_limit(limit))
}

fn failure(tenant: &Tenant, policy: &Policy, asked: &Asked, problem: &StaticProblem) -> Reply {
    let detail = problem.to_string();
    match problem {
        StaticProblem::NotFound => Reply::page(error_page::json(404, "404")),
        // Asked for again, where there is room for it.
        StaticProblem::Works => Reply::page(error_page::failure(500, None, policy)),
        StaticProblem::NotThisGlobal(_) => Reply::page(error_page::json(404, &detail)),
        StaticProblem::BadRange => Reply::page(error_page::json(400, &detail)),
        StaticProblem::Unsatisfiable { message, size } => {
            let (mut head, content) = error_page::json(416, message);
            if tenant.profile != Profile::Files {
                head.reason = Some(b"Requested Range Not Satisfiable".to_vec());
            } else {
                let value = format!("bytes */{size}").into_bytes();
                head.fields.push(Field { name: b"Content-Range".to_vec(), value });
            }
            Reply::page((head, content))
        }
        StaticProblem::Pipe(PipeProblem::TooLong) => over_limit(tenant, asked, policy, Limit::Response),
        StaticProblem::Pipe(PipeProblem::TooSlow) => over_limit(tenant, asked, policy, Limit::Cpu),
        // The client wrote the expression.
        StaticProblem::Pipe(PipeProblem::Expression { .. }) => Reply::page(error_page::json(500, &detail)),
        StaticProblem::Docroot(_) | StaticProblem::Pipe(PipeProblem::Failed(_)) => {
            tracing::error!(tenant = &*tenant.name, path = asked.path, problem = detail, "a file could not be served");
            Reply::page(error_page::failure(500, None, policy))
        }
        StaticProblem::Pipe(PipeProblem::Template { .. })
        | StaticProblem::AsIsFolder
        | StaticProblem::BadFields(..) => {
            tracing::warn!(tenant = &*tenant.name, path = asked.path, problem = detail, "a file could not be served");
            Reply::page(error_page::failure(500, Some(&detail), policy))
        }
    }
}
