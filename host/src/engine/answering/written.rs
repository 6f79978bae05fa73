//! Responses that a program writes as text: parsed as the bytes come, and sent on at once.

use std::sync::atomic::Ordering;
use std::sync::{MutexGuard, PoisonError};

use bytes::Bytes;

use super::{AnswerError, Answering};
use crate::exchange::{
    AsideError, CgiPieces, CgiResponse, Field, MessageResponse, Missing, ResponseHead, ResponseMessage, Unparsed,
};
use crate::policy::Grant;

const NO_ANSWER: &str = "the handler returned without an answer";

/// What a program writes its response as, once it has begun to write one.
#[derive(Debug, Default)]
pub(super) enum Written {
    /// By the other calls.
    #[default]
    Nothing,
    Message(ResponseMessage),
    /// What begins as a message and is none.
    Raw,
    Cgi(CgiResponse),
    /// As CGI, and without content: what comes is left out.
    CgiHead,
}

/// What is to be done with bytes.
enum Step {
    Message(MessageResponse),
    Unparsed(Unparsed),
    Raw(Bytes),
}

fn two_ways() -> AnswerError {
    AnswerError::Message("one response is written either as a message or as CGI has it".to_owned())
}

/// With the length of its content, where chunks said it before.
fn sized(mut head: ResponseHead, length: usize) -> ResponseHead {
    if !head.has("content-length") {
        head.fields.push(Field { name: b"Content-Length".to_vec(), value: length.to_string().into_bytes() });
    }
    head
}

impl Answering {
    fn written(&self) -> MutexGuard<'_, Written> {
        // A parser that panics would do so again for these bytes; the request's other bytes are of no use without them.
        self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next bytes of an HTTP/1 response message.
    pub async fn write_message(&self, bytes: Bytes) -> Result<(), AnswerError> {
        match self.parse_message(bytes)? {
            Step::Message(response) => self.answer_by_message(response).await,
            Step::Raw(bytes) => self.write_raw(bytes).await,
            Step::Unparsed(Unparsed { problem, bytes }) => match bytes.filter(|_| self.task.policy.grants.raw_writes) {
                Some(bytes) => {
                    *self.written() = Written::Raw;
                    self.write_raw(bytes).await
                }
                None => {
                    if self.task.response.has_begun() {
                        self.task.response.cut();
                    }
                    Err(AnswerError::Denied(self.deny(Grant::RawWrites, &problem.to_string())))
                }
            },
        }
    }

    fn parse_message(&self, bytes: Bytes) -> Result<Step, AnswerError> {
        let mut written = self.written();
        if let Written::Nothing = &*written {
            let message = ResponseMessage::new(self.has_content, self.task.policy.grants.raw_writes);
            *written = Written::Message(message);
        }
        match &mut *written {
            Written::Message(message) => Ok(message.push(bytes).map_or_else(Step::Unparsed, Step::Message)),
            Written::Raw => Ok(Step::Raw(bytes)),
            Written::Nothing | Written::Cgi(_) | Written::CgiHead => Err(two_ways()),
        }
    }

    async fn answer_by_message(&self, response: MessageResponse) -> Result<(), AnswerError> {
        let MessageResponse { interim, head, closes, content, is_complete, surplus } = response;
        for head in interim {
            self.hint(head).await?;
        }
        if closes {
            self.close_connection();
        }
        match head {
            Some(head) if self.forbids_content(&head) => self.answer_without_content(head)?,
            Some(head) if is_complete => self.send(sized(head, content.len()), content)?,
            Some(head) => {
                self.start(head)?;
                self.write(content).await?;
            }
            None if is_complete => self.write_last(content).await?,
            None => self.write(content).await?,
        }
        if surplus > 0 {
            self.note_surplus(surplus);
        }
        Ok(())
    }

    /// An interim response, where the protocol has room for it. A 100 is the host's.
    async fn hint(&self, head: ResponseHead) -> Result<(), AnswerError> {
        if head.status == 100 {
            return Ok(());
        }
        match self.interim(head.status, head.fields).await {
            Err(AnswerError::Aside(AsideError::NotCarried)) => Ok(()),
            result => result,
        }
    }

    fn forbids_content(&self, head: &ResponseHead) -> bool {
        !self.has_content || head.forbids_content()
    }

    /// The response is its head, whatever the program writes after it.
    fn answer_without_content(&self, head: ResponseHead) -> Result<(), AnswerError> {
        self.start(head)?;
        self.task.response.finish();
        Ok(())
    }

    fn note_surplus(&self, bytes: usize) {
        if self.take_log_room(super::LINE) {
            let (tenant, handler) = (&*self.task.tenant.name, &self.task.handler);
            tracing::warn!(tenant, %handler, grant = %Grant::RawWrites, bytes, "denied: content beyond the response's end");
        }
    }

    /// The next bytes of a CGI response.
    pub async fn write_cgi(&self, bytes: Bytes) -> Result<(), AnswerError> {
        let CgiPieces { head, content } = self.parse_cgi(bytes)?;
        match head {
            Some(head) if self.forbids_content(&head) => {
                *self.written() = Written::CgiHead;
                return self.answer_without_content(head);
            }
            Some(head) => self.start(head)?,
            None => {}
        }
        self.write(content).await
    }

    fn parse_cgi(&self, bytes: Bytes) -> Result<CgiPieces, AnswerError> {
        let mut written = self.written();
        if let Written::Nothing = &*written {
            *written = Written::Cgi(CgiResponse::default());
        }
        match &mut *written {
            Written::Cgi(response) => response.push(bytes).map_err(|problem| AnswerError::Message(problem.to_string())),
            Written::CgiHead => Ok(CgiPieces::default()),
            Written::Nothing | Written::Message(_) | Written::Raw => Err(two_ways()),
        }
    }

    /// Makes an end of the response when its program has ended. If there is none, why not.
    pub fn end(&self) -> Result<(), String> {
        let written = std::mem::take(&mut *self.written());
        if self.task.response.has_begun() {
            self.end_content(&written);
            return Ok(());
        }
        match written {
            Written::Message(_) => Err("the handler returned without a complete response head".to_owned()),
            Written::Nothing | Written::Raw | Written::CgiHead => Err(NO_ANSWER.to_owned()),
            Written::Cgi(response) => match response.end() {
                Ok(None) => Err(NO_ANSWER.to_owned()),
                Ok(Some(target)) => {
                    // Refused only when the client has left: then nobody is there to be answered.
                    let _ = self.task.response.redirect(target);
                    Ok(())
                }
                Err(problem) => Err(problem.to_string()),
            },
        }
    }

    fn end_content(&self, written: &Written) {
        let missing = match written {
            // Who failed has said so, and has ended the response.
            Written::Message(message) if !self.has_failed() => message.missing(),
            _ => None,
        };
        let Some(missing) = missing.filter(|missing| *missing != Missing::Head) else {
            self.task.response.finish();
            return;
        };
        self.failed.store(true, Ordering::Relaxed);
        self.task.response.cut();
        if !self.task.response.has_client_left() && self.take_log_room(super::LINE) {
            let (tenant, handler) = (&*self.task.tenant.name, &self.task.handler);
            tracing::error!(tenant, %handler, %missing, "response cut: the handler returned before its end");
        }
    }
}
