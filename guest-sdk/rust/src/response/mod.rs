//! The response as handlers see it: sent when the handler returns, unless it has used the writer.

mod content;
mod headers;
mod into_response;
mod push;
mod raw;
mod set_cookie;
mod status;
mod writer;

use std::cell::RefCell;
use std::mem;
use std::rc::Rc;

pub use content::Content;
use content::Kind;
pub use headers::Headers;
pub use into_response::{IntoResponse, ResponsePart};
pub use push::Promise;
pub use raw::RawWriter;
pub use set_cookie::SetCookie;
pub use status::Status;
use writer::Progress;
pub use writer::Writer;

use crate::bindings::airlock::handler::response::Head;
use crate::field_bytes::FieldBytes;
use crate::request::{SharedHead, UrlParts};
use crate::{Error, HandlerError, host, json, log};

/// One response: filled in by the handler and sent when it returns, or written by hand ([`Response::writer`]).
///
/// What the handler returns is put into it ([`IntoResponse`]), so that both ways can be mixed.
///
/// ```
/// use airlock_guest::testing::TestRequest;
/// use airlock_guest::{Request, Response};
///
/// fn filled_in(_: Request, mut response: Response) {
///     response.set_status(202);
///     response.headers_mut().set("Content-Type", "text/plain");
///     response.set_content("Filled in.\n");
/// }
///
/// let answer = TestRequest::get("/").answered_by(filled_in);
/// assert_eq!((answer.status(), answer.text()), (202, "Filled in.\n"));
/// ```
#[derive(Debug)]
pub struct Response {
    answer: Answer,
    /// Where the answer goes when the handler lets go of the response.
    returned: Returned,
}

/// Where the handler's response lies when the handler has returned.
#[derive(Clone, Debug, Default)]
pub(crate) struct Returned(Rc<RefCell<Option<Answer>>>);

/// All of a response but its way back from the handler.
#[derive(Debug)]
struct Answer {
    head: SharedHead,
    status: Status,
    headers: Headers,
    content: Content,
    required_headers: bool,
    progress: Progress,
}

impl Answer {
    fn new(head: SharedHead) -> Self {
        Self {
            head,
            status: Status::default(),
            headers: Headers::default(),
            content: Content::default(),
            required_headers: true,
            progress: Progress::default(),
        }
    }
}

impl Drop for Response {
    fn drop(&mut self) {
        let empty = Answer::new(self.answer.head.clone());
        self.returned.0.replace(Some(mem::replace(&mut self.answer, empty)));
    }
}

impl Response {
    /// A response, and where it will lie when the handler has let go of it.
    pub(crate) fn new(head: &SharedHead) -> (Self, Returned) {
        let returned = Returned::default();
        (Self { answer: Answer::new(head.clone()), returned: returned.clone() }, returned)
    }

    /// What the handler has made of its response; a new one where it still holds it, in the content that it returns say.
    pub(crate) fn take_back(returned: &Returned, head: &SharedHead) -> Self {
        let answer = returned.0.take().unwrap_or_else(|| Answer::new(head.clone()));
        Self { answer, returned: Returned::default() }
    }

    /// The status.
    pub fn status(&self) -> &Status {
        &self.answer.status
    }

    /// Set the status: a number, a `StatusCode`, or a pair of either and a reason phrase.
    pub fn set_status(&mut self, status: impl Into<Status>) {
        self.answer.status = status.into();
    }

    /// The header fields that are set.
    pub fn headers(&self) -> &Headers {
        &self.answer.headers
    }

    /// The header fields, to be changed.
    pub fn headers_mut(&mut self) -> &mut Headers {
        &mut self.answer.headers
    }

    /// Set what the response carries.
    pub fn set_content(&mut self, content: impl Into<Content>) {
        self.answer.content = content.into();
    }

    /// Have the server add neither `Server` and `Date` nor `Content-Length`: only what you set is sent.
    pub fn without_required_headers(&mut self) {
        self.answer.required_headers = false;
    }

    /// Set a cookie: one more `Set-Cookie` field.
    pub fn set_cookie(&mut self, cookie: SetCookie) {
        self.answer.headers.append("Set-Cookie", cookie.into_field());
    }

    /// Make the client forget a cookie of the path `/`; [`SetCookie::deleting`] is for others.
    pub fn delete_cookie(&mut self, name: impl FieldBytes) {
        self.set_cookie(SetCookie::deleting(name));
    }

    /// Take back a cookie that was set on this response.
    pub fn unset_cookie(&mut self, name: impl FieldBytes) {
        let begins = [&name.into_field_bytes()[..], b"="].concat();
        self.answer.headers.retain(b"Set-Cookie", |field| !field.starts_with(&begins));
    }

    /// Make this response an error with a JSON body: `{"error": {"code": …, "message": …}}`.
    ///
    /// From 500 to 599 the message says which request failed, and is logged besides.
    ///
    /// ```
    /// use airlock_guest::testing::TestRequest;
    /// use airlock_guest::{Request, Response};
    ///
    /// fn too_late(_: Request, mut response: Response) {
    ///     response.set_error(409, "somebody else was faster");
    /// }
    ///
    /// let answer = TestRequest::get("/").answered_by(too_late);
    /// assert_eq!(answer.text(), r#"{"error": {"code": 409, "message": "somebody else was faster"}}"#);
    /// ```
    pub fn set_error(&mut self, code: u16, message: &str) {
        if (500..600).contains(&code) {
            let url = UrlParts::of(self.answer.head.get());
            let message = format!("Internal server error loading {}:\n  {message}", url.url());
            log::warning(&message);
            self.fill_in_error(code, &message);
        } else {
            self.fill_in_error(code, message);
        }
    }

    pub(crate) fn fill_in_error(&mut self, code: u16, message: &str) {
        let content = format!("{{\"error\": {{\"code\": {code}, \"message\": {}}}}}", json::string(message));
        self.set_status(code);
        self.answer.headers = Headers::new();
        self.answer.headers.set("Content-Type", "application/json");
        self.answer.headers.set("Content-Length", content.len());
        self.set_content(content);
    }

    /// The connection ends with this response, also where its framing would let another one follow.
    pub fn close_connection(&mut self) {
        host::close_connection();
    }

    /// Write the response by hand. Once the writer has been used, what is set on the response and what the handler returns
    /// counts no longer.
    pub fn writer(&mut self) -> Writer<'_> {
        Writer::new(&mut self.answer)
    }

    /// Write bytes as they go on the wire, HTTP or not. This needs the grant `raw-writes`, and the connection carries no
    /// further response.
    pub fn raw_writer(&mut self) -> RawWriter<'_> {
        RawWriter::new(&mut self.answer)
    }

    /// Send an interim response (1xx but 101) ahead of this one. Only HTTP/2 carries it: [`Error::Invalid`] otherwise.
    pub fn interim(&mut self, status: impl Into<Status>, headers: Headers) -> Result<(), Error> {
        host::interim(status.into().code(), &headers.into_fields())
    }

    /// Promise the client a response to a request that it has not sent: a push, which needs the grant `push`, HTTP/2, and
    /// a client that takes pushes.
    ///
    /// The fields describe a GET or HEAD, pseudo-header fields (`:method`, `:scheme`, `:authority`, `:path`) in front.
    pub fn push(&mut self, request: Headers) -> Result<Promise, Error> {
        Promise::make(&request.into_fields())
    }

    /// Whether the handler has written to a writer; then that alone says what is sent.
    pub(crate) fn is_written(&self) -> bool {
        !matches!(self.answer.progress, Progress::Nothing)
    }

    /// Send what the handler has left to send.
    pub(crate) fn conclude(mut self) -> Result<(), HandlerError> {
        if self.is_written() {
            return Ok(self.writer().conclude()?);
        }
        let content = mem::take(&mut self.answer.content);
        let head = self.answer.take_head();
        match content.0 {
            Kind::Bytes(content) => Ok(host::send(&head, &content)?),
            Kind::Pieces(pieces) => self.send_pieces(head, pieces),
        }
    }

    fn send_pieces(
        &self,
        head: Head,
        pieces: Box<dyn Iterator<Item = Result<bytes::Bytes, HandlerError>>>,
    ) -> Result<(), HandlerError> {
        self.answer.start(head)?;
        if self.answer.head.is_head() {
            return Ok(host::finish()?);
        }
        for piece in pieces {
            let piece = piece?;
            if !piece.is_empty() {
                host::write(&piece)?;
            }
        }
        Ok(host::finish()?)
    }
}

impl Answer {
    fn take_head(&mut self) -> Head {
        let headers = mem::take(&mut self.headers);
        Head {
            status: self.status.code(),
            reason: Some(self.status.reason().to_vec()),
            fields: headers.into_fields(),
            complete: self.required_headers,
        }
    }

    /// Send the head; content follows. Without a length, the end of the content is the end of the connection.
    fn start(&self, head: Head) -> Result<(), Error> {
        let has_length = head.fields.iter().any(|field| field.name.eq_ignore_ascii_case(b"content-length"));
        host::start(&head)?;
        if !has_length && !self.head.is_http2() {
            host::close_connection();
        }
        Ok(())
    }
}
