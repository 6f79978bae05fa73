//! The request as handlers see it.
//!
//! Everything is asked for when it is wanted: a handler that reads one query parameter pays for that alone.

mod auth;
mod body;
mod cookies;
mod form;
mod header_parameters;
mod headers;
mod multidict;
mod multipart;
mod query;
mod url;

use std::cell::OnceCell;
use std::rc::Rc;

use http::{Method, Uri, Version};

pub use auth::Credentials;
pub use body::Body;
pub use cookies::Cookies;
pub use form::{Form, FormValue};
pub use headers::RequestHeaders;
pub use multidict::MultiDict;
pub use url::UrlParts;

pub use crate::bindings::airlock::handler::request::{Capture, Domain, Endpoint, PortList, ScriptPath, Site};
use crate::bindings::airlock::handler::request::{Head, Version as WireVersion};
use crate::stash::Stash;
use crate::{HandlerError, host};

/// The request's head, fetched from the host when it is first asked for; request and response have it in common.
#[derive(Clone, Debug, Default)]
pub(crate) struct SharedHead(Rc<OnceCell<Head>>);

impl SharedHead {
    pub fn get(&self) -> &Head {
        self.0.get_or_init(host::read_head)
    }

    pub fn is_head(&self) -> bool {
        self.get().method == "HEAD"
    }

    pub fn is_http2(&self) -> bool {
        self.get().version == WireVersion::Http2
    }
}

/// One request.
///
/// ```
/// use airlock_guest::testing::TestRequest;
/// use airlock_guest::{IntoResponse, Request, Response};
///
/// fn hello(request: Request, _: Response) -> impl IntoResponse {
///     let name = request.query().first("name").unwrap_or(b"stranger").to_vec();
///     ([("Content-Type", "text/plain; charset=utf-8")], [b"Hello, ", &name[..], b".\n"].concat())
/// }
///
/// let answer = TestRequest::get("/hello?name=Ada").answered_by(hello);
/// assert_eq!(answer.text(), "Hello, Ada.\n");
/// ```
#[derive(Debug)]
pub struct Request {
    head: SharedHead,
    headers: OnceCell<RequestHeaders>,
    url: OnceCell<UrlParts>,
    query: OnceCell<MultiDict>,
    cookies: OnceCell<Cookies>,
}

impl Request {
    pub(crate) fn new(head: SharedHead) -> Self {
        Self { head, headers: OnceCell::new(), url: OnceCell::new(), query: OnceCell::new(), cookies: OnceCell::new() }
    }

    /// The method, in the case the client sent.
    pub fn method(&self) -> &str {
        &self.head.get().method
    }

    /// The request target as sent: origin form (`/a?b`), absolute form or `*`.
    pub fn target(&self) -> &[u8] {
        &self.head.get().target
    }

    /// The request target as text (Latin-1), percent escapes and query included.
    pub fn request_path(&self) -> &str {
        self.url_parts().request_path()
    }

    /// The absolute URL; the port is the server's where `Host` names none.
    pub fn url(&self) -> &str {
        self.url_parts().url()
    }

    /// The URL's parts.
    pub fn url_parts(&self) -> &UrlParts {
        self.url.get_or_init(|| UrlParts::of(self.head.get()))
    }

    /// The path of the URL, percent escapes included.
    pub fn path(&self) -> &str {
        self.url_parts().path()
    }

    /// The parameters of the query, with any method: what Python's handlers know as `GET`.
    pub fn query(&self) -> &MultiDict {
        self.query.get_or_init(|| query::of_target(self.target()))
    }

    /// Header fields as bytes, looked up in any case.
    pub fn headers(&self) -> &RequestHeaders {
        self.headers.get_or_init(|| RequestHeaders::from_fields(&self.head.get().fields))
    }

    /// The body. It is read from the client as far as you read, and can be read once.
    pub fn body(&self) -> Body {
        Body::new(self.headers().first("content-length"))
    }

    /// The fields and files of a form in the body: what Python's handlers know as `POST`.
    ///
    /// This reads what is left of the body, all of it, into memory. An error says why the body is not the form that its
    /// `Content-Type` names.
    pub fn form(&self) -> Result<Form, HandlerError> {
        Form::read(self.method(), self.headers(), &self.body())
    }

    /// The cookies that the client sent.
    pub fn cookies(&self) -> &Cookies {
        self.cookies.get_or_init(|| Cookies::parse(self.headers().first("cookie").unwrap_or_default()))
    }

    /// The name and password of HTTP Basic authentication; none without an `Authorization` field.
    ///
    /// Another scheme than Basic is an error of status 400.
    pub fn auth(&self) -> Result<Option<Credentials>, HandlerError> {
        self.headers().first("authorization").map(Credentials::parse).transpose()
    }

    /// The protocol's version, as the request line gave it.
    pub fn version(&self) -> Version {
        match self.head.get().version {
            WireVersion::Http10 => Version::HTTP_10,
            WireVersion::Http11 => Version::HTTP_11,
            WireVersion::Http2 => Version::HTTP_2,
        }
    }

    /// The stream, on HTTP/2.
    pub fn stream(&self) -> Option<u32> {
        self.head.get().stream
    }

    /// `http` or `https`.
    pub fn scheme(&self) -> &str {
        &self.head.get().scheme
    }

    /// The client's end of the connection.
    pub fn client(&self) -> &Endpoint {
        &self.head.get().client
    }

    /// The server's end of the connection.
    pub fn server(&self) -> &Endpoint {
        &self.head.get().server
    }

    /// What the pattern of the request's route took of its path; none where the file's name made the route.
    pub fn captures(&self) -> Option<Vec<Capture>> {
        host::read_captures()
    }

    /// The part of the path that names the handler, decoded, and what is behind it.
    pub fn script_path(&self) -> ScriptPath {
        host::read_script_path()
    }

    /// The server's names and ports, as its operator has configured them.
    pub fn site(&self) -> Site {
        host::read_site()
    }

    /// Whether this instance will answer no other request.
    pub fn is_last(&self) -> bool {
        host::is_last()
    }

    /// Values that outlive the request, kept under this request's path.
    pub fn stash(&self) -> Stash {
        Stash::at(self.path())
    }
}

/// A request as the `http` crate has it. Its names are in lower case there; the body stays a reader.
impl TryFrom<&Request> for http::Request<Body> {
    type Error = http::Error;

    fn try_from(request: &Request) -> Result<Self, http::Error> {
        let mut built = http::Request::builder()
            .method(Method::from_bytes(request.method().as_bytes())?)
            .uri(Uri::try_from(request.target())?)
            .version(request.version());
        for (name, value) in request.headers() {
            built = built.header(name, value);
        }
        built.body(request.body())
    }
}
