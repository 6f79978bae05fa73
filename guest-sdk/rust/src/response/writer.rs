//! The response written by hand.

use std::mem;

use super::{Answer, Headers, Status};
use crate::bindings::airlock::handler::response::Head;
use crate::bindings::airlock::handler::types::Field;
use crate::field_bytes::FieldBytes;
use crate::{Error, host};

/// What of the response has been written so far.
#[derive(Debug, Default)]
pub(super) enum Progress {
    #[default]
    Nothing,
    /// The head is being collected.
    Head(Status, Vec<Field>),
    /// The head has been sent.
    Started,
    /// The content is complete.
    Complete,
    /// Raw bytes have been sent.
    Raw,
}

/// Writes a response in the order status, headers, end of the headers, content. What is left out is made up for: the status is
/// 200, and content ends the headers.
///
/// Nothing is held back once the head is complete. [`Error::Closed`] says that the client has gone.
///
/// ```
/// use airlock_guest::testing::TestRequest;
/// use airlock_guest::{Error, Request, Response};
///
/// fn by_hand(_: Request, mut response: Response) -> Result<(), Error> {
///     let mut writer = response.writer();
///     writer.write_status((200, "By Hand"))?;
///     writer.write_header("Content-Length", 16)?;
///     writer.end_headers()?;
///     writer.write_content("half now")?;
///     writer.write_content(b", rest.\n")
/// }
///
/// let answer = TestRequest::get("/").answered_by(by_hand);
/// assert_eq!((answer.reason(), answer.text()), ("By Hand", "half now, rest.\n"));
/// ```
#[derive(Debug)]
pub struct Writer<'response> {
    answer: &'response mut Answer,
}

impl<'response> Writer<'response> {
    pub(super) fn new(answer: &'response mut Answer) -> Self {
        Self { answer }
    }

    /// Write the status.
    pub fn write_status(&mut self, status: impl Into<Status>) -> Result<(), Error> {
        match self.answer.progress {
            Progress::Nothing => {
                self.answer.progress = Progress::Head(status.into(), Vec::new());
                Ok(())
            }
            _ => Err(Error::Invalid("the status was written before".to_owned())),
        }
    }

    /// Write a header field.
    pub fn write_header(&mut self, name: impl FieldBytes, value: impl FieldBytes) -> Result<(), Error> {
        let field = Field { name: name.into_field_bytes(), value: value.into_field_bytes() };
        match &mut self.answer.progress {
            Progress::Nothing => self.answer.progress = Progress::Head(Status::default(), vec![field]),
            Progress::Head(_, fields) => fields.push(field),
            _ => return Err(Error::Invalid("the headers were ended before".to_owned())),
        }
        Ok(())
    }

    /// End the headers, and send status and headers. The server adds `Server` and `Date`, unless they were written or are
    /// not wanted. Without a `Content-Length`, the end of the content is the end of the connection.
    pub fn end_headers(&mut self) -> Result<(), Error> {
        let (status, fields) = match mem::take(&mut self.answer.progress) {
            Progress::Nothing => (Status::default(), Vec::new()),
            Progress::Head(status, fields) => (status, fields),
            other => {
                self.answer.progress = other;
                return Err(Error::Invalid("the headers were ended before".to_owned()));
            }
        };
        let head = Head {
            status: status.code(),
            reason: Some(status.reason().to_vec()),
            fields,
            complete: self.answer.required_headers,
        };
        // What is refused has not been sent: the handler can still answer in another way.
        self.answer.start(head)?;
        self.answer.progress = Progress::Started;
        Ok(())
    }

    /// Write a piece of the content. Where the headers have not been ended, it ends them, and announces this piece's length
    /// unless they have another.
    pub fn write_content(&mut self, content: impl AsRef<[u8]>) -> Result<(), Error> {
        let content = content.as_ref();
        if matches!(self.answer.progress, Progress::Nothing | Progress::Head(..)) {
            if !self.has_length() {
                self.write_header("Content-Length", content.len())?;
            }
            self.end_headers()?;
        }
        self.write_data(content)
    }

    /// Write a piece of the content, after the end of the headers.
    pub fn write_data(&mut self, data: impl AsRef<[u8]>) -> Result<(), Error> {
        match self.answer.progress {
            Progress::Started => host::write(data.as_ref()),
            Progress::Nothing | Progress::Head(..) => {
                Err(Error::Invalid("the headers come before the content, and have not been ended".to_owned()))
            }
            Progress::Complete | Progress::Raw => Err(Error::Closed),
        }
    }

    /// The content is complete. Returning from the handler does the same.
    pub fn finish(&mut self) -> Result<(), Error> {
        self.end_headers_if_open()?;
        host::finish()?;
        self.answer.progress = Progress::Complete;
        Ok(())
    }

    /// The content is complete, and these fields come behind it. Only HTTP/2 carries them: [`Error::Invalid`] otherwise.
    pub fn finish_with_trailers(&mut self, trailers: Headers) -> Result<(), Error> {
        self.end_headers_if_open()?;
        host::finish_with_trailers(&trailers.into_fields())?;
        self.answer.progress = Progress::Complete;
        Ok(())
    }

    /// End what the handler has left open.
    pub(super) fn conclude(&mut self) -> Result<(), Error> {
        if matches!(self.answer.progress, Progress::Complete | Progress::Raw) { Ok(()) } else { self.finish() }
    }

    fn end_headers_if_open(&mut self) -> Result<(), Error> {
        match self.answer.progress {
            Progress::Nothing | Progress::Head(..) => self.end_headers(),
            Progress::Started => Ok(()),
            Progress::Complete | Progress::Raw => Err(Error::Closed),
        }
    }

    fn has_length(&self) -> bool {
        let is_length = |field: &Field| field.name.eq_ignore_ascii_case(b"content-length");
        matches!(&self.answer.progress, Progress::Head(_, fields) if fields.iter().any(is_length))
    }
}
