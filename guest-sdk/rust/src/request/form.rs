//! What a request's body holds when a form sent it.

use super::header_parameters::{Parameters, parameter, parse};
use super::multidict::MultiDict;
use super::{Body, RequestHeaders, multipart, query};
use crate::HandlerError;
use crate::request::url::latin1;

/// The fields and files of a form.
///
/// ```
/// use airlock_guest::testing::TestRequest;
/// use airlock_guest::{HandlerError, Request, Response};
///
/// fn order(request: Request, _: Response) -> Result<Vec<u8>, HandlerError> {
///     Ok(request.form()?.get_list("dish").join(&b' '))
/// }
///
/// assert_eq!(TestRequest::post("/", "dish=soup&dish=salad").answered_by(order).text(), "soup salad");
/// ```
pub type Form = MultiDict<FormValue>;

/// One field of a form, or one uploaded file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormValue {
    pub(super) content: Vec<u8>,
    pub(super) filename: Option<String>,
    pub(super) content_type: Option<String>,
    pub(super) headers: Vec<(String, String)>,
}

impl FormValue {
    /// The field's text, or the file's content.
    pub fn content(&self) -> &[u8] {
        &self.content
    }

    /// The name of an uploaded file; none for an ordinary field, and where no file was chosen.
    pub fn filename(&self) -> Option<&str> {
        self.filename.as_deref()
    }

    /// The content type, which is `text/plain` unless the part says otherwise; none in an urlencoded form.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// The part's header lines; none in an urlencoded form.
    pub fn headers(&self) -> &[(String, String)] {
        &self.headers
    }
}

impl AsRef<[u8]> for FormValue {
    fn as_ref(&self) -> &[u8] {
        &self.content
    }
}

impl Form {
    pub(super) fn read(method: &str, headers: &RequestHeaders, body: &Body) -> Result<Self, HandlerError> {
        let method = method.to_ascii_uppercase();
        let has_body = method != "GET" && method != "HEAD";
        let (kind, parameters) = match headers.first("content-type") {
            Some(line) => parse(&latin1(line)),
            // wptserve takes the body of a POST for a form where it says nothing of itself.
            None if method == "POST" => ("application/x-www-form-urlencoded".to_owned(), Parameters::new()),
            None => ("text/plain".to_owned(), Parameters::new()),
        };
        let content = || if has_body { body.bytes() } else { Ok(Vec::new()) };
        if kind == "application/x-www-form-urlencoded" {
            let plain = |(name, content)| (name, FormValue { content, ..FormValue::default() });
            return Ok(query::pairs(&content()?).map(plain).collect());
        }
        if kind.starts_with("multipart/") {
            let boundary = parameter(&parameters, "boundary").unwrap_or_default();
            return multipart::parse(&content()?, &boundary);
        }
        if has_body && body.length().is_some_and(|length| length > 0) {
            return Err(HandlerError::failed(format!("the body is no form: {kind}")));
        }
        Ok(Self::default())
    }
}
