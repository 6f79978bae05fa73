//! The answer that a handler gives and the lines it logs, checked alike in every engine.
//!
//! In: heads, content and raw bytes as the handler has them. Out: what HTTP and the policy allow of it, to the response's
//! channel. What HTTP does not allow is refused, unless the policy grants raw writes.

mod written;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use thiserror::Error;

use self::written::Written;
use super::Task;
use crate::error_page;
use crate::exchange::{
    Answer, Aside, AsideError, ChannelClosed, Content, Field, Framing, ResponseChannel, ResponseHead,
};
use crate::policy::{Grant, Limit};
use crate::stash::StashError;

/// What a line of Airlock's own about a handler counts as, towards the request's log limit.
const LINE: usize = 128;

/// Why a call that answers was refused.
#[derive(Debug, Error)]
pub enum AnswerError {
    /// The policy does not grant it.
    #[error("{0}")]
    Denied(String),
    /// The client has gone, or the response is complete.
    #[error(transparent)]
    Closed(#[from] ChannelClosed),
    /// There is nothing to finish.
    #[error("finish comes after start")]
    NotStarted,
    /// It is not sent beside the response.
    #[error(transparent)]
    Aside(AsideError),
    /// It is no response of its kind.
    #[error("{0}")]
    Message(String),
    /// The response would be larger than the policy allows: the request has to end.
    #[error("the request used up its limit: {0}")]
    OverLimit(Limit),
}

impl From<AsideError> for AnswerError {
    fn from(error: AsideError) -> Self {
        match error {
            AsideError::Closed(closed) => Self::Closed(closed),
            error => Self::Aside(error),
        }
    }
}

/// The level of a handler's line in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogLevel {
    /// For the handler's author.
    Debug,
    /// What was printed.
    Info,
    /// What was printed as an error.
    Warning,
    /// What failed.
    Error,
}

/// One request's way to its response and to the log.
#[derive(Debug)]
pub struct Answering {
    task: Task,
    /// The method is one whose answer has content.
    has_content: bool,
    /// The handler said that it failed.
    failed: AtomicBool,
    /// Log bytes that are left.
    log_left: AtomicUsize,
    /// Lines were dropped, and a line said so.
    log_full: AtomicBool,
    /// What the program writes its response as.
    written: Mutex<Written>,
}

impl Answering {
    /// For a request with `method`.
    pub fn new(task: Task, method: &str) -> Self {
        Self {
            has_content: method != "HEAD",
            failed: AtomicBool::new(false),
            log_left: AtomicUsize::new(task.policy.limits.log),
            log_full: AtomicBool::new(false),
            written: Mutex::default(),
            task,
        }
    }

    /// What is being answered.
    pub fn task(&self) -> &Task {
        &self.task
    }

    /// Where the response goes.
    pub fn response(&self) -> &Arc<ResponseChannel> {
        &self.task.response
    }

    /// The same for a further request.
    pub fn anew(&self) -> Self {
        let method = if self.has_content { "GET" } else { "HEAD" };
        Self::new(Task { response: Arc::default(), ..self.task.clone() }, method)
    }

    /// Whether the handler said that it failed.
    pub fn has_failed(&self) -> bool {
        self.failed.load(Ordering::Relaxed)
    }

    /// The whole response.
    pub fn send(&self, head: ResponseHead, content: Bytes) -> Result<(), AnswerError> {
        self.check_limit(head.size().saturating_add(content.len()))?;
        let length = content.len() as u64;
        match self.framing(&head, Some(length))? {
            Some(_) => self.task.response.begin(Answer::Head(head, Content::Whole(content)))?,
            None => {
                let mut bytes = head.to_wire(Some(length));
                bytes.extend_from_slice(&content);
                self.task.response.begin_raw(Bytes::from(bytes), true)?;
            }
        }
        Ok(())
    }

    /// Whether the request's method is one whose answer has content.
    pub fn has_content(&self) -> bool {
        self.has_content
    }

    /// The head; content follows.
    pub fn start(&self, head: ResponseHead) -> Result<(), AnswerError> {
        self.begin(head, Content::Pieces)
    }

    /// The same, where nobody relies on that the end of the content is the end of the connection.
    pub fn stream(&self, head: ResponseHead) -> Result<(), AnswerError> {
        self.begin(head, Content::Chunks)
    }

    fn begin(&self, head: ResponseHead, content: Content) -> Result<(), AnswerError> {
        self.check_limit(head.size())?;
        match self.framing(&head, None)? {
            Some(_) => self.task.response.begin(Answer::Head(head, content))?,
            None => self.task.response.begin_raw(Bytes::from(head.to_wire(None)), false)?,
        }
        Ok(())
    }

    /// The next piece of content; waits until the connection has taken it.
    pub async fn write(&self, content: Bytes) -> Result<(), AnswerError> {
        self.check_limit(content.len())?;
        Ok(self.task.response.write(content).await?)
    }

    /// The last piece of content, as `write`.
    pub async fn write_last(&self, content: Bytes) -> Result<(), AnswerError> {
        self.check_limit(content.len())?;
        Ok(self.task.response.write_last(content).await?)
    }

    /// The content is complete.
    pub fn finish(&self) -> Result<(), AnswerError> {
        if !self.task.response.has_begun() {
            return Err(AnswerError::NotStarted);
        }
        self.task.response.finish();
        Ok(())
    }

    /// The content is complete, and `trailers` come behind it.
    pub fn finish_with(&self, trailers: Vec<Field>) -> Result<(), AnswerError> {
        let trailers = ResponseHead { status: 200, reason: None, fields: trailers, complete: false };
        self.check_limit(trailers.size())?;
        check_fields(&trailers)?;
        Ok(self.task.response.finish_with(trailers.fields)?)
    }

    /// An interim response.
    pub async fn interim(&self, status: u16, fields: Vec<Field>) -> Result<(), AnswerError> {
        // A 101 would be another protocol's begin.
        if !(100..=199).contains(&status) || status == 101 {
            return Err(AsideError::Invalid(format!("{status} is not the status of an interim response")).into());
        }
        let head = ResponseHead { status, reason: None, fields, complete: false };
        self.check_limit(head.size())?;
        check_fields(&ResponseHead { status: 200, ..head.clone() })?;
        self.task.response.send_aside(Aside::Interim(head)).await?;
        Ok(())
    }

    /// Promises the response to a request with `fields`; its stream.
    pub async fn promise(&self, fields: Vec<Field>) -> Result<u32, AnswerError> {
        if !self.task.policy.grants.push {
            return Err(AnswerError::Denied(self.deny(Grant::Push, "")));
        }
        Ok(self.task.response.send_aside(Aside::Promise(fields)).await?)
    }

    /// The response to what was promised.
    pub async fn push(&self, stream: u32, head: ResponseHead, content: Bytes) -> Result<(), AnswerError> {
        self.check_limit(head.size().saturating_add(content.len()))?;
        head.framing(Some(content.len() as u64), true).map_err(|problem| AsideError::Invalid(problem.to_string()))?;
        self.task.response.send_aside(Aside::Push { stream, head, content }).await?;
        Ok(())
    }

    /// Bytes for the wire as they are.
    pub async fn write_raw(&self, bytes: Bytes) -> Result<(), AnswerError> {
        if !self.task.policy.grants.raw_writes {
            return Err(AnswerError::Denied(self.deny(Grant::RawWrites, "")));
        }
        if self.task.response.has_begun() {
            self.task.response.go_raw();
        } else {
            self.task.response.begin_raw(Bytes::new(), false)?;
        }
        self.write(bytes).await
    }

    /// The connection ends with this response.
    pub fn close_connection(&self) {
        self.task.response.close_connection();
    }

    /// The handler failed: an error page as the policy words it, or a cut if a response has begun.
    pub fn fail(&self, status: u16, detail: &str) -> Result<(), AnswerError> {
        self.failed.store(true, Ordering::Relaxed);
        let status = if (400..=599).contains(&status) { status } else { 500 };
        if self.take_log_room(detail.len()) {
            // Debug formatting escapes what would forge lines or drive a terminal.
            tracing::error!(tenant = &*self.task.tenant.name, handler = %self.task.handler, status, detail = ?detail.trim_end(), "handler failed");
        }
        if self.task.response.has_begun() {
            self.task.response.cut();
            return Ok(());
        }
        let (head, content) = error_page::failure(status, Some(detail), &self.task.policy);
        Ok(self.task.response.begin(Answer::Head(head, Content::Whole(content)))?)
    }

    /// A line for the operator's log: escaped, and counted against the request's limit.
    pub fn log(&self, level: LogLevel, message: &str) -> Result<(), AnswerError> {
        if !self.task.policy.grants.log {
            return Err(AnswerError::Denied(self.deny(Grant::Log, "")));
        }
        if !self.take_log_room(message.len()) {
            return Ok(());
        }
        let text = message.escape_debug();
        let (tenant, handler) = (&*self.task.tenant.name, &*self.task.handler);
        match level {
            LogLevel::Debug => tracing::debug!(target: "airlock::handler", tenant, handler, "{text}"),
            LogLevel::Info => tracing::info!(target: "airlock::handler", tenant, handler, "{text}"),
            LogLevel::Warning => tracing::warn!(target: "airlock::handler", tenant, handler, "{text}"),
            LogLevel::Error => tracing::error!(target: "airlock::handler", tenant, handler, "{text}"),
        }
        Ok(())
    }

    /// Whether the policy grants it; else what is refused to whom, in words.
    pub fn require(&self, grant: Grant) -> Result<(), String> {
        if self.task.policy.grants.allow(grant) { Ok(()) } else { Err(self.deny(grant, "")) }
    }

    /// Refuses what `grant` would allow: the log says so once for each handler. What is refused to whom, in words; `why`
    /// where it takes a reason to see what the grant is needed for.
    pub fn deny(&self, grant: Grant, why: &str) -> String {
        let Task { tenant, handler, .. } = &self.task;
        if tenant.denials.is_first(handler, grant) {
            tracing::warn!(tenant = &*tenant.name, %handler, %grant, why, "denied: the policy withholds this grant");
        }
        let colon = if why.is_empty() { "" } else { ": " };
        format!("{grant} (handler /{handler}{colon}{why})")
    }

    /// A value that a full stash did not take: says so in the log, and in words.
    pub fn stash_refused(&self, error: &StashError) -> String {
        let named = match error {
            StashError::TooMany(most) => Some(("stash-entries", *most)),
            StashError::Full(most) => Some(("stash-bytes", *most)),
            StashError::Exists | StashError::TooLarge(_) => None,
        };
        if let Some((limit, value)) = named.filter(|_| self.take_log_room(LINE)) {
            let Task { tenant, handler, .. } = &self.task;
            tracing::warn!(tenant = &*tenant.name, %handler, limit, value, "stash value refused: {error}");
        }
        error.to_string()
    }

    fn check_limit(&self, more: usize) -> Result<(), AnswerError> {
        let total = self.task.response.written().saturating_add(more as u64);
        if total > self.task.policy.limits.response {
            return Err(AnswerError::OverLimit(Limit::Response));
        }
        Ok(())
    }

    /// What `head` is to be sent as; none: as raw bytes.
    fn framing(&self, head: &ResponseHead, length: Option<u64>) -> Result<Option<Framing>, AnswerError> {
        match head.framing(length, self.has_content) {
            Ok(framing) => Ok(Some(framing)),
            Err(_) if self.task.policy.grants.raw_writes => Ok(None),
            Err(problem) => Err(AnswerError::Denied(self.deny(Grant::RawWrites, &problem.to_string()))),
        }
    }

    /// Whether a message of `length` bytes still fits the request's log limit; counts it.
    fn take_log_room(&self, length: usize) -> bool {
        let take = |left: usize| left.checked_sub(length.max(32));
        if self.log_left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok() {
            return true;
        }
        self.log_left.store(0, Ordering::Relaxed);
        if !self.log_full.swap(true, Ordering::Relaxed) {
            let value = self.task.policy.limits.log;
            tracing::warn!(tenant = &*self.task.tenant.name, handler = %self.task.handler, limit = %"log", value, "log limit used up; further lines are dropped");
        }
        false
    }
}

/// Whether the fields of `head` are ones that HTTP allows.
fn check_fields(head: &ResponseHead) -> Result<(), AsideError> {
    head.framing(None, false).map(drop).map_err(|problem| AsideError::Invalid(problem.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::docroot::Docroot;
    use crate::policy::{Limits, Policy, Profile};
    use crate::tenant::Tenant;

    fn answering(profile: Profile, limits: Limits) -> Answering {
        let docroot = Docroot::open(&std::env::temp_dir()).unwrap();
        let policy = Arc::new(Policy::new(profile, limits));
        let tenant = Arc::new(Tenant::alone(docroot, Arc::clone(&policy)));
        Answering::new(Task::new(tenant, "a.py".into(), policy, Arc::default()), "GET")
    }

    #[test]
    fn what_is_no_response_takes_the_grant_for_raw_writes() {
        let mut head = ResponseHead::plain(200, "text/plain");
        head.fields.push(Field { name: b"a b".to_vec(), value: b"c".to_vec() });
        let refused = answering(Profile::Exposed, Limits::default()).send(head.clone(), Bytes::new());
        assert!(matches!(refused, Err(AnswerError::Denied(why)) if why.starts_with("raw-writes ")));
        let raw = answering(Profile::Wpt, Limits::default());
        assert!(raw.send(head, Bytes::new()).is_ok());
        assert!(raw.response().is_raw());
    }

    #[test]
    fn limits_hold_for_response_and_log() {
        let answering = answering(Profile::Exposed, Limits { response: 100, log: 100, ..Limits::default() });
        let sent = answering.send(ResponseHead::plain(200, "text/plain"), Bytes::from(vec![0; 100]));
        assert!(matches!(sent, Err(AnswerError::OverLimit(Limit::Response))));
        assert!(answering.take_log_room(90));
        assert!(!answering.take_log_room(1));
        assert!(!answering.take_log_room(0));
    }
}
