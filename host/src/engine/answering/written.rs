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
            Written::Message(message) => Err(match message.problem() {
                Some(problem) => format!("the handler returned without a response: what it wrote is none, {problem}"),
                None => "the handler returned without a complete response head".to_owned(),
            }),
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::docroot::Docroot;
    use crate::engine::Task;
    use crate::exchange::{Piece, RecordedResponse, ResponseChannel};
    use crate::policy::{Limits, Policy, Profile};
    use crate::tenant::Tenant;

    /// As what the program writes.
    #[derive(Clone, Copy)]
    enum As {
        Message,
        Cgi,
    }

    struct Seen {
        response: Box<RecordedResponse>,
        /// Where the response is to be had instead.
        redirect: Option<Vec<u8>>,
        /// What the last write came to.
        written: Result<(), AnswerError>,
        ended: Result<(), String>,
        failed: bool,
    }

    impl Seen {
        fn content(&self) -> String {
            String::from_utf8_lossy(&self.response.content).into_owned()
        }

        fn head(&self) -> String {
            let head = self.response.head.clone().map(|head| ResponseHead { complete: false, ..head });
            head.map(|head| head.to_wire(None).escape_ascii().to_string()).unwrap_or_default()
        }
    }

    /// What becomes of `pieces`, written one after the other in answer to `method`.
    async fn seen(profile: Profile, method: &str, way: As, pieces: &[&'static str]) -> Seen {
        let docroot = Docroot::open(&std::env::temp_dir()).unwrap();
        let policy = Arc::new(Policy::new(profile, Limits::default()));
        let tenant = Arc::new(Tenant::alone(docroot, Arc::clone(&policy)));
        let response = Arc::new(ResponseChannel::recording(1 << 20));
        let answering = Answering::new(Task::new(tenant, "a.py".into(), policy, Arc::clone(&response)), method);
        let program = async {
            let mut written = Ok(());
            for piece in pieces {
                let piece = Bytes::from_static(piece.as_bytes());
                written = match way {
                    As::Message => answering.write_message(piece).await,
                    As::Cgi => answering.write_cgi(piece).await,
                };
            }
            let ended = answering.end();
            if ended.is_err() {
                response.finish();
            }
            (written, ended)
        };
        let connection =
            async { while let Piece::Bytes(_) = std::future::poll_fn(|context| response.poll_piece(context)).await {} };
        let ((written, ended), ()) = tokio::join!(program, connection);
        let redirect = response.take_redirect();
        Seen { response: response.take_recording().unwrap(), redirect, written, ended, failed: answering.has_failed() }
    }

    #[tokio::test]
    async fn a_message_is_answered_with() {
        let sized = ["HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n", "ab", "cdef", "g"];
        let one = seen(Profile::Exposed, "GET", As::Message, &sized).await;
        assert_eq!(one.content(), "abcd");
        assert!(one.written.is_ok() && one.ended.is_ok() && !one.failed && !one.response.cut);
        let one = seen(Profile::Exposed, "HEAD", As::Message, &sized).await;
        assert_eq!(one.content(), "");
        assert!(one.head().contains("Content-Length: 4") && one.written.is_ok());
        let chunks = ["HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n2\nab\n0\n\n"];
        let one = seen(Profile::Exposed, "GET", As::Message, &chunks).await;
        assert_eq!((one.head(), one.content()), (r"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n".into(), "ab".into()));
    }

    #[tokio::test]
    async fn what_is_no_message_goes_raw_where_that_is_granted() {
        let pieces = ["HTTP/1.1 200 OK\r\nA: b\r\n", "no field\r\n", "rest"];
        let one = seen(Profile::Wpt, "GET", As::Message, &pieces).await;
        assert_eq!((one.response.raw, one.content()), (true, pieces.concat()));
        let one = seen(Profile::Exposed, "GET", As::Message, &pieces).await;
        assert!(matches!(&one.written, Err(AnswerError::Denied(why)) if why.contains("no field")), "{:?}", one.written);
        assert!(one.ended.is_err_and(|why| why.contains("no field")));
        let beyond = ["HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab"];
        assert_eq!(seen(Profile::Wpt, "GET", As::Message, &beyond).await.content(), "ab");
    }

    #[tokio::test]
    async fn a_message_that_ends_too_soon_is_cut() {
        let one = seen(Profile::Exposed, "GET", As::Message, &["HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab"]).await;
        assert!(one.response.cut && one.failed && one.ended.is_ok());
        let chunks = ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "2\r\nab\r\n"];
        assert!(seen(Profile::Exposed, "GET", As::Message, &chunks).await.response.cut);
        let one = seen(Profile::Exposed, "GET", As::Message, &["HTTP/1.1 200 OK\r\nA"]).await;
        assert!(one.ended.is_err_and(|why| why.contains("complete response head")));
    }

    #[tokio::test]
    async fn a_cgi_response_is_answered_with() {
        let pieces = ["Content-Type: a/b\n", "\nab", "cd"];
        let one = seen(Profile::Exposed, "GET", As::Cgi, &pieces).await;
        assert_eq!(
            (one.head(), one.content()),
            (r"HTTP/1.1 200 OK\r\nContent-Type: a/b\r\n\r\n".into(), "abcd".into())
        );
        let one = seen(Profile::Exposed, "HEAD", As::Cgi, &pieces).await;
        assert!(one.content().is_empty() && one.written.is_ok() && one.ended.is_ok());
        let one = seen(Profile::Exposed, "GET", As::Cgi, &["Location: /a?b\n\n", "ignored"]).await;
        assert_eq!(one.redirect.as_deref(), Some(&b"/a?b"[..]));
        let one = seen(Profile::Exposed, "GET", As::Cgi, &["hello\n"]).await;
        assert!(matches!(&one.written, Err(AnswerError::Message(why)) if why.contains("\"hello\"")));
        assert!(one.ended.is_err_and(|why| why.contains("\"hello\"")));
    }
}
