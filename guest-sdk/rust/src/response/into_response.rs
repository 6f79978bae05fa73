//! What a handler may return.

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::{Content, Headers, Response, Status};
use crate::HandlerError;
use crate::field_bytes::FieldBytes;
use crate::files::File;

/// What a handler may return. It is put into the response that the handler was given.
///
/// | returned | sent |
/// | --- | --- |
/// | `()` | what was set on the response, or written by hand |
/// | content: `&str`, `String`, `Vec<u8>`, `Bytes`, [`File`], [`Content`] | status 200, or what was set, and the content |
/// | `StatusCode` | the status, and no content |
/// | `(status, content)` | both |
/// | `(headers, content)` | the headers, appended to those that were set |
/// | `(status, headers, content)` | the same with a status |
/// | `http::Response<T>` | its status, headers and content |
/// | `Option<T>` | `None` is a 404 |
/// | `Result<T, E>` | `Err` is a 500, or the status of a [`HandlerError`] |
///
/// A status is a number, a `StatusCode`, or a pair with a reason phrase: `(299, "Better Than Fine")`. Headers are an array or
/// a vector of pairs, [`Headers`] or a `HeaderMap`.
///
/// ```
/// use airlock_guest::testing::TestRequest;
/// use airlock_guest::{IntoResponse, Request, Response};
///
/// fn created(_: Request, _: Response) -> impl IntoResponse {
///     (201, [("Content-Type", "text/plain"), ("Location", "/a")], "Created, as the status says.\n")
/// }
///
/// let answer = TestRequest::get("/").answered_by(created);
/// assert_eq!((answer.status(), answer.header("Location")), (201, Some("/a")));
/// ```
pub trait IntoResponse {
    /// Put this into the response.
    fn into_response(self, response: &mut Response) -> Result<(), HandlerError>;
}

/// A status or headers: what may stand before the content in a tuple that is [`IntoResponse`].
pub trait ResponsePart {
    /// Put this into the response.
    fn apply(self, response: &mut Response);
}

impl IntoResponse for () {
    fn into_response(self, _: &mut Response) -> Result<(), HandlerError> {
        Ok(())
    }
}

impl IntoResponse for Response {
    fn into_response(mut self, response: &mut Response) -> Result<(), HandlerError> {
        std::mem::swap(&mut self.answer, &mut response.answer);
        Ok(())
    }
}

impl IntoResponse for StatusCode {
    fn into_response(self, response: &mut Response) -> Result<(), HandlerError> {
        (self, "").into_response(response)
    }
}

macro_rules! content_is_a_response {
    ($($kind:ty),* $(,)?) => {
        $(
            impl IntoResponse for $kind {
                fn into_response(self, response: &mut Response) -> Result<(), HandlerError> {
                    response.set_content(self);
                    Ok(())
                }
            }
        )*
    };
}

content_is_a_response!(
    &'static str,
    String,
    &'static [u8],
    Vec<u8>,
    Bytes,
    std::borrow::Cow<'static, str>,
    File,
    Content
);

impl<const N: usize> IntoResponse for &'static [u8; N] {
    fn into_response(self, response: &mut Response) -> Result<(), HandlerError> {
        response.set_content(self);
        Ok(())
    }
}

impl<P: ResponsePart, C: Into<Content>> IntoResponse for (P, C) {
    fn into_response(self, response: &mut Response) -> Result<(), HandlerError> {
        self.0.apply(response);
        response.set_content(self.1);
        Ok(())
    }
}

impl<S: Into<Status>, H: ResponsePart, C: Into<Content>> IntoResponse for (S, H, C) {
    fn into_response(self, response: &mut Response) -> Result<(), HandlerError> {
        response.set_status(self.0);
        (self.1, self.2).into_response(response)
    }
}

impl<C: Into<Content>> IntoResponse for http::Response<C> {
    fn into_response(self, response: &mut Response) -> Result<(), HandlerError> {
        let (head, content) = self.into_parts();
        (head.status, head.headers, content).into_response(response)
    }
}

impl<T: IntoResponse> IntoResponse for Option<T> {
    fn into_response(self, response: &mut Response) -> Result<(), HandlerError> {
        match self {
            Some(value) => value.into_response(response),
            None => Err(HandlerError::new(404, "there is nothing under this address")),
        }
    }
}

impl<T: IntoResponse, E: Into<HandlerError>> IntoResponse for Result<T, E> {
    fn into_response(self, response: &mut Response) -> Result<(), HandlerError> {
        self.map_err(Into::into)?.into_response(response)
    }
}

macro_rules! status_is_a_part {
    ($($kind:ty),* $(,)?) => {
        $(
            impl ResponsePart for $kind {
                fn apply(self, response: &mut Response) {
                    response.set_status(self);
                }
            }
        )*
    };
}

status_is_a_part!(u16, StatusCode, Status);

impl<R: FieldBytes> ResponsePart for (u16, R) {
    fn apply(self, response: &mut Response) {
        response.set_status(self);
    }
}

impl<R: FieldBytes> ResponsePart for (StatusCode, R) {
    fn apply(self, response: &mut Response) {
        response.set_status(self);
    }
}

impl<N: FieldBytes, V: FieldBytes, const COUNT: usize> ResponsePart for [(N, V); COUNT] {
    fn apply(self, response: &mut Response) {
        response.headers_mut().update(self);
    }
}

impl<N: FieldBytes, V: FieldBytes> ResponsePart for Vec<(N, V)> {
    fn apply(self, response: &mut Response) {
        response.headers_mut().update(self);
    }
}

impl ResponsePart for Headers {
    fn apply(self, response: &mut Response) {
        response.headers_mut().update(self.iter());
    }
}

impl ResponsePart for HeaderMap {
    fn apply(self, response: &mut Response) {
        response.headers_mut().update(&self);
    }
}
