//! Bytes as they go on the wire.

use super::Answer;
use super::writer::Progress;
use crate::{Error, host};

/// Writes bytes to the connection, HTTP or not: for handlers that test clients against broken servers.
///
/// The policy has to grant `raw-writes`: [`Error::Denied`] otherwise, and the handler can still answer in another way.
///
/// ```
/// use airlock_guest::testing::TestRequest;
/// use airlock_guest::{Error, Request, Response};
///
/// fn short(_: Request, mut response: Response) -> Result<(), Error> {
///     response.raw_writer().write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this")
/// }
///
/// assert!(TestRequest::get("/").answered_by(short).raw().ends_with(b"\r\n\r\nonly this"));
/// ```
#[derive(Debug)]
pub struct RawWriter<'response> {
    answer: &'response mut Answer,
}

impl<'response> RawWriter<'response> {
    pub(super) fn new(answer: &'response mut Answer) -> Self {
        Self { answer }
    }

    /// Write bytes.
    pub fn write(&mut self, bytes: impl AsRef<[u8]>) -> Result<(), Error> {
        host::write_raw(bytes.as_ref())?;
        self.answer.progress = Progress::Raw;
        Ok(())
    }
}
