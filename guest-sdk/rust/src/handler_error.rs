//! How a handler ends that can not answer.

use std::error::Error as StdError;
use std::fmt::{self, Display, Write as _};

/// Why a handler has no answer, and with which status that is told.
///
/// Every error type turns into one by `?`: a status 500 whose text is for the operator's log. The client sees it where the
/// policy says so (profile `wpt`). With another status ([`HandlerError::new`]) the text is for the client, as JSON.
///
/// ```
/// use airlock_guest::testing::TestRequest;
/// use airlock_guest::{HandlerError, Request, Response};
///
/// fn exhibit(request: Request, _: Response) -> Result<String, HandlerError> {
///     let number: u32 = request.query().text("number").unwrap_or("1").parse()?;
///     if number == 7 {
///         return Err(HandlerError::new(410, "exhibit 7 has left the museum"));
///     }
///     Ok(format!("exhibit {number}\n"))
/// }
///
/// let gone = TestRequest::get("/?number=7").answered_by(exhibit);
/// assert_eq!(gone.status(), 410);
/// assert_eq!(gone.text(), r#"{"error": {"code": 410, "message": "exhibit 7 has left the museum"}}"#);
///
/// let failed = TestRequest::get("/?number=seven").answered_by(exhibit);
/// assert_eq!(failed.failure(), Some((500, "invalid digit found in string")));
/// ```
#[derive(Debug)]
pub struct HandlerError {
    status: u16,
    message: String,
    /// Whether it came of the client's leaving, which is nobody's fault.
    closed: bool,
}

impl HandlerError {
    /// An error of this status. From 500 to 599 the message is for the operator, else for the client.
    pub fn new(status: u16, message: impl Display) -> Self {
        Self { status, message: message.to_string(), closed: false }
    }

    /// A status 500 with a message for the operator.
    pub fn failed(message: impl Display) -> Self {
        Self::new(500, message)
    }

    /// The status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The message.
    pub fn message(&self) -> &str {
        &self.message
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.closed
    }
}

impl Display for HandlerError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

// As in the crate `anyhow`, the type is no `Error` itself: it could not be made of all errors then.
impl<E: StdError + 'static> From<E> for HandlerError {
    fn from(error: E) -> Self {
        let mut message = error.to_string();
        let mut closed = is_closed(&error);
        let mut source = error.source();
        while let Some(cause) = source {
            // Writing to a string can not fail.
            let _ = write!(message, ": {cause}");
            closed |= is_closed(cause);
            source = cause.source();
        }
        Self { status: 500, message, closed }
    }
}

fn is_closed(error: &(dyn StdError + 'static)) -> bool {
    error.downcast_ref::<crate::Error>() == Some(&crate::Error::Closed)
        || error
            .downcast_ref::<std::io::Error>()
            .is_some_and(|error| error.get_ref().and_then(|inner| inner.downcast_ref()) == Some(&crate::Error::Closed))
}
