//! The request's body, read from the client as far as the handler reads.

use std::io::{self, Read};

use crate::host;
use crate::{Error, request::url::latin1};

/// What is asked for at once when the whole body is wanted.
const PIECE: u32 = 1 << 20;

/// The body of a request.
///
/// It is a [`Read`]er: a read gives what has come, and waits for the client if nothing has. Nothing is kept, so that a body
/// of any length passes through little memory, and what was read is not there a second time. For lines, put a
/// [`BufReader`](std::io::BufReader) around it.
///
/// ```
/// use std::io::{BufRead, BufReader};
///
/// use airlock_guest::testing::TestRequest;
/// use airlock_guest::{HandlerError, Request, Response};
///
/// fn longest_line(request: Request, _: Response) -> Result<String, HandlerError> {
///     let mut longest = 0;
///     for line in BufReader::new(request.body()).split(b'\n') {
///         longest = longest.max(line?.len());
///     }
///     Ok(format!("{longest}\n"))
/// }
///
/// let answer = TestRequest::post("/", "a\nabc\nab").answered_by(longest_line);
/// assert_eq!(answer.text(), "3\n");
/// ```
#[derive(Clone, Debug)]
pub struct Body {
    length: Option<u64>,
}

impl Body {
    pub(crate) fn new(content_length: Option<&[u8]>) -> Self {
        Self { length: content_length.and_then(|digits| latin1(digits).trim().parse().ok()) }
    }

    /// What `Content-Length` says; none where the request has no such field.
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// The next piece, at most `max` bytes; empty at the end. Waits for the client if nothing has come.
    pub fn next_piece(&self, max: u32) -> Result<Vec<u8>, Error> {
        host::read_body(max)
    }

    /// All that is left of it, in memory.
    ///
    /// ```
    /// use airlock_guest::testing::TestRequest;
    /// use airlock_guest::{Error, Request, Response};
    ///
    /// fn echo(request: Request, _: Response) -> Result<Vec<u8>, Error> {
    ///     request.body().bytes()
    /// }
    ///
    /// assert_eq!(TestRequest::post("/", "so much depends").answered_by(echo).text(), "so much depends");
    /// ```
    pub fn bytes(&self) -> Result<Vec<u8>, Error> {
        let mut bytes = host::read_body(PIECE)?;
        while self.length.is_none_or(|length| (bytes.len() as u64) < length) {
            let piece = host::read_body(PIECE)?;
            if piece.is_empty() {
                break;
            }
            bytes.extend_from_slice(&piece);
        }
        Ok(bytes)
    }

    /// Whether nothing is left to be read, as far as is known: a client may still say that what came was all.
    pub fn has_ended(&self) -> bool {
        host::has_body_ended()
    }
}

impl Read for Body {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        let piece = self.next_piece(u32::try_from(buffer.len()).unwrap_or(u32::MAX))?;
        let room = buffer
            .get_mut(..piece.len())
            .ok_or_else(|| io::Error::other("the host sent more of the body than it was asked for"))?;
        room.copy_from_slice(&piece);
        Ok(piece.len())
    }
}
