//! One request of one connection: routed, answered, turned into what hyper sends.

use std::net::SocketAddr;
use std::ops::ControlFlow;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::Incoming;
use hyper::ext::ReasonPhrase;
use hyper::{Request, Response, Version};
use thiserror::Error;
use tokio::net::TcpStream;

use super::access_log::AccessNote;
use super::framed::Framed;
use super::head_recorder::RecordedHead;
use super::http2_head::TooManyFields;
use super::http2_responder::Http2Responder;
use super::local_redirect::{Answered, LocalRedirect};
use super::request_body::{self, WatchedBody};
use super::response_content::{ResponseContent, Watched, departure};
use super::transport::Transport;
use super::wire::{Token, WireLink};
use crate::engine::{Run, Task};
use crate::error_page;
use crate::exchange::{
    Answer, Content, Exchange, Field, HeadFields, HttpVersion, Mount, RequestBody, RequestHead, ResponseChannel,
    ResponseHead,
};
use crate::in_process::InProcess;
use crate::policy::Trust;
use crate::random_bits::random_bits;
use crate::router::{self, Route};
use crate::sandbox::PythonSandbox;
use crate::server_names::{Ports, ServerNames};
use crate::shadow::Shadows;
use crate::static_files::{Departure, FileContent, Wanted};
use crate::tenant::{Admitted, LiveTenants, Match, Refusal, Tenant};

/// How much of an unread request body is taken in before the response, and for how long it is waited for.
const DRAIN_BYTES: usize = 1 << 20;
const DRAIN_TIME: Duration = Duration::from_millis(500);

/// Answers requests; one for the whole server.
pub struct Service {
    /// Runs handlers that nobody trusts.
    pub sandbox: Arc<PythonSandbox>,
    /// Runs the others, if there are any.
    pub in_process: OnceLock<Arc<InProcess>>,
    /// Runs some of those a second time.
    pub shadows: Shadows,
    /// Who is served what.
    pub tenants: LiveTenants,
    /// How long clients may take.
    pub client_times: ClientTimes,
    /// What the server is reached by.
    pub names: Names,
}

/// What the server is reached by.
#[derive(Clone, Debug)]
pub enum Names {
    /// The same names for all.
    Configured(Arc<ServerNames>),
    /// The address that a client has found it at, and these ports.
    OfConnection(Ports),
}

/// How long clients may take.
#[derive(Clone, Copy, Debug)]
pub struct ClientTimes {
    /// From a connection's start, or from its last response, to the end of a request's head.
    pub head: Duration,
    /// To send anything at all of a request's body that its handler waits for.
    pub body: Duration,
    /// To take anything at all of a response.
    pub write: Duration,
}

/// A connection's part in answering its requests.
pub struct ConnectionService {
    pub service: Arc<Service>,
    pub transport: Transport,
    pub link: Arc<WireLink>,
    pub client: SocketAddr,
    pub server: SocketAddr,
    pub names: OnceLock<Arc<ServerNames>>,
    pub is_http2: bool,
}

/// The connection is to be closed without an answer.
#[derive(Debug, Error)]
pub enum ServiceError {
    /// Nobody is there to be answered.
    #[error("the client left before the response")]
    ClientLeft,
    /// The handler broke off before it answered, or the one before has written beyond its response.
    #[error("the response was cut before it began")]
    Cut,
    /// On a stream of HTTP/2, which is reset.
    #[error("raw bytes can not be sent on a stream of HTTP/2")]
    Raw,
    /// Not even an error page could be sent.
    #[error(transparent)]
    Fields(#[from] TooManyFields),
    /// The stream or its connection has ended.
    #[error(transparent)]
    Http2(#[from] h2::Error),
}

/// What a program is in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Language {
    /// A handler, for either engine.
    Python,
    /// A command, which is never trusted.
    Wasm,
    /// A component, nor is this one.
    Component,
}

/// What a request is for.
struct Place {
    tenant: Arc<Tenant>,
    /// Decoded, `/…`.
    path: String,
    /// How much of it only tells the tenant.
    prefix: usize,
}

impl Place {
    /// The path below the tenant's docroot.
    fn below(&self) -> &str {
        self.path.get(self.prefix..).unwrap_or_default().trim_start_matches('/')
    }

    /// How many parts of the path only tell the tenant.
    fn prefix_parts(&self) -> usize {
        router::parts(self.path.get(..self.prefix).unwrap_or_default())
    }

    /// The target of a request for `path` below the docroot in place of this one; the query stays.
    fn target_of(&self, path: &str, target: &[u8]) -> Vec<u8> {
        let prefix = self.path.get(..self.prefix).unwrap_or_default();
        let query = memchr::memchr(b'?', target).and_then(|at| target.get(at..)).unwrap_or_default();
        [router::encode(&format!("{prefix}/{path}")).as_bytes(), query].concat()
    }
}

/// A request as its connection has it, and where its answer goes.
pub struct Received {
    pub head: RequestHead,
    pub body: WatchedBody,
    /// Why it must not be answered.
    pub problem: Option<&'static str>,
    /// Its stream, on HTTP/2.
    pub responder: Option<Http2Responder>,
}

/// An answer before it is framed.
pub struct Reply {
    pub answer: Answer,
    pub handler: Option<Watched>,
    pub file: Option<FileContent>,
    /// Whether the connection is to end with it.
    pub close: bool,
}

impl Reply {
    pub fn page((head, content): (ResponseHead, Bytes)) -> Self {
        Self { answer: Answer::Head(head, Content::Whole(content)), handler: None, file: None, close: false }
    }

    /// The same as the last one of its connection, which the client is told.
    fn closing(mut self) -> Self {
        self.close = true;
        if let Answer::Head(head, _) = &mut self.answer
            && head.values("connection").next().is_none()
        {
            head.fields.push(Field { name: b"Connection".to_vec(), value: b"close".to_vec() });
        }
        self
    }

    /// An error page that says in how many seconds it is worth asking again.
    fn try_later(status: u16, message: &str, seconds: u64) -> Self {
        Self::page(error_page::try_later(status, message, seconds))
    }
}

impl ConnectionService {
    /// Answers one request.
    pub async fn answer(&self, request: Request<Incoming>) -> Result<Response<ResponseContent>, ServiceError> {
        let note = AccessNote::of(self.client, &request);
        if self.link.has_exceeded().await {
            return Err(ServiceError::Cut);
        }
        let keep_alive_10 = request.version() == Version::HTTP_10;
        let recorded = self.link.take_request_head();
        let method = recorded.as_ref().and_then(|head| request_method(&head.bytes)).unwrap_or_default();
        let (parts, body) = request.into_parts();
        let request = Request::from_parts(parts, ());
        let (head, problem) = self.request_head(&request, recorded, &method);
        let body = request_body::from_hyper(body, self.service.client_times.body);
        let reply = self.reply(&request, Received { head, body, problem, responder: None }).await?;
        let (status, response) = self.frame(reply, &method, keep_alive_10);
        if let Some(note) = note {
            note.answered(status);
        }
        Ok(response)
    }

    /// Answers a request of a client, or one in its place, which does not leave the tenant that it comes from.
    pub(super) async fn answer_here(
        &self,
        request: &Request<()>,
        received: Received,
        within: Option<&Arc<str>>,
    ) -> Result<Answered, ServiceError> {
        let Received { mut head, body, problem, responder } = received;
        if let Some(problem) = problem {
            tracing::info!(client = %self.client, problem, "request refused: it can be read in two ways");
            return Ok(Reply::page(error_page::json(400, problem)).closing().into());
        }
        let (path, problem) = match router::docroot_path(&String::from_utf8_lossy(&head.target)) {
            Ok(path) => (path, None),
            Err(error) => (router::application_path(&head.target), Some(error)),
        };
        let place = self.place(request, &path).filter(|place| within.is_none_or(|name| place.tenant.name == *name));
        let Some(place) = place else {
            tracing::debug!(client = %self.client, path, "no tenant for this host and path");
            return Ok(Reply::page(error_page::json(404, "404")).into());
        };
        // What stands in place of a client's request has been counted as that.
        let counted = if within.is_none() { place.tenant.admission.count(self.client.ip()) } else { Ok(()) };
        if let Err(refusal) = counted {
            return Ok(self.refuse(&place.tenant, place.below(), &refusal).into());
        }
        let site = place.tenant.site();
        let routed = match problem {
            None => router::route(site, &head.method, place.below()),
            // No file has such a path; to an application all paths are alike.
            Some(error) => router::application(site, &head.method, place.below()).unwrap_or_else(|| {
                tracing::debug!(client = %self.client, %error, "no such path");
                Route::Status(404).into()
            }),
        };
        head.captures = routed.captures;
        head.mount = routed.mount.below(place.prefix_parts());
        if let Some(rewritten) = routed.rewritten {
            head.target = place.target_of(&rewritten, &head.target);
        }
        // On HTTP/2 other requests do not wait behind a body. A client that waits for a 100 is not to be told to send what
        // nobody wants.
        let drains = !self.is_http2 && !request.headers().contains_key(http::header::EXPECT);
        let reply = match routed.route {
            Route::Handler(path) => {
                let received = Received { head, body, problem: None, responder };
                return self.run_handler(received, place.tenant, path.into(), Language::Python, drains).await;
            }
            Route::File(path) => self.file(&head, &place.tenant, path, Wanted::Content).await?,
            Route::AsIs(path) => self.file(&head, &place.tenant, path, Wanted::AsIs).await?,
            Route::Wrapper(wrapper, path) => self.file(&head, &place.tenant, path, Wanted::Wrapper(wrapper)).await?,
            Route::Command(path) => {
                let received = Received { head, body, problem: None, responder };
                return self.run_handler(received, place.tenant, path.into(), Language::Wasm, drains).await;
            }
            Route::Component(path) => {
                let received = Received { head, body, problem: None, responder };
                return self.run_handler(received, place.tenant, path.into(), Language::Component, drains).await;
            }
            Route::NoApplication(application) => {
                router::tell_missing(&application, &place.tenant.name);
                Reply::page(error_page::json(500, ""))
            }
            Route::Status(status) => Reply::page(error_page::json(status, &status.to_string())),
            Route::Nothing => Reply::page(error_page::json(404, "")),
        };
        Ok(reply.into())
    }

    /// What a request for the decoded `path` is for.
    fn place(&self, request: &Request<()>, path: &str) -> Option<Place> {
        let tenants = self.service.tenants.current();
        let host = request.uri().host().or_else(|| request.headers().get(http::header::HOST)?.to_str().ok());
        let path = format!("/{path}");
        let Match { tenant, prefix } = tenants.find(host.unwrap_or_default(), &path)?;
        Some(Place { tenant, path, prefix })
    }

    fn refuse(&self, tenant: &Tenant, path: &str, refusal: &Refusal) -> Reply {
        let client = self.client.ip();
        tracing::warn!(tenant = &*tenant.name, handler = path, %client, limit = %refusal, value = refusal.value(), "request refused");
        Reply::try_later(refusal.status(), refusal.message(), refusal.retry_after())
    }

    /// The exchange's head, and what is wrong with the request if it must not be answered.
    fn request_head(
        &self,
        request: &Request<()>,
        recorded: Option<RecordedHead>,
        method: &str,
    ) -> (RequestHead, Option<&'static str>) {
        let version = if request.version() == Version::HTTP_10 { HttpVersion::Http10 } else { HttpVersion::Http11 };
        let problem = match &recorded {
            None => Some("the request's head was not understood"),
            Some(head) => head.problem,
        };
        let bytes = recorded.map(|head| head.bytes).unwrap_or_default();
        let target = request_target(&bytes, method);
        let problem = problem.or(target.is_none().then_some("the request's head was not understood"));
        let head = RequestHead {
            method: method.to_owned(),
            target: target.unwrap_or_default().to_vec(),
            version,
            stream: None,
            scheme: self.transport.scheme(),
            fields: HeadFields::Raw(bytes),
            client: self.client,
            server: self.server,
            captures: None,
            mount: Mount::default(),
            names: self.names(),
        };
        (head, problem)
    }

    /// What the server is reached by; without a configured name, as this connection sees it.
    pub(super) fn names(&self) -> Arc<ServerNames> {
        let names = self.names.get_or_init(|| match &self.service.names {
            Names::Configured(names) => Arc::clone(names),
            Names::OfConnection(ports) => Arc::new(ServerNames::of_address(self.server, ports.clone())),
        });
        Arc::clone(names)
    }

    /// To see whether the client has gone. On HTTP/2 that ends its streams.
    fn socket(&self) -> Option<Arc<TcpStream>> {
        (!self.is_http2).then(|| Arc::clone(self.transport.socket()))
    }

    pub(super) async fn departure(&self) {
        self.client_departure().await;
    }

    /// The same, for what outlives this call.
    pub(super) fn client_departure(&self) -> Departure {
        match self.socket() {
            Some(socket) => Box::pin(departure(socket)),
            None => Box::pin(std::future::pending()),
        }
    }

    /// Leave to do work for `tenant`, when its budget has room; else what the client is told.
    pub(super) async fn admit(
        &self,
        tenant: &Tenant,
        path: &str,
    ) -> Result<ControlFlow<Reply, Admitted>, ServiceError> {
        let admitted = tokio::select! {
            biased;
            admitted = tenant.admission.admit() => admitted,
            // A place in the queue is for clients that are there.
            () = self.departure() => return Err(ServiceError::ClientLeft),
        };
        Ok(match admitted {
            Ok(admitted) => ControlFlow::Continue(admitted),
            Err(refusal) => ControlFlow::Break(self.refuse(tenant, path, &refusal)),
        })
    }

    async fn run_handler(
        &self,
        received: Received,
        tenant: Arc<Tenant>,
        path: Arc<str>,
        language: Language,
        drains: bool,
    ) -> Result<Answered, ServiceError> {
        let Received { head, body: WatchedBody { body, stall }, responder, .. } = received;
        let admitted = match self.admit(&tenant, &path).await? {
            ControlFlow::Continue(admitted) => admitted,
            ControlFlow::Break(refused) => return Ok(refused.into()),
        };
        let policy = tenant.policy_for(&path);
        let has_body = !body.has_ended();
        let name = Arc::clone(&tenant.name);
        let request = Arc::new(head);
        let mut exchange = Exchange { request: Arc::clone(&request), body, admitted: Some(admitted) };
        let mut task = Task::new(tenant, Arc::clone(&path), policy, Arc::new(ResponseChannel::default()));
        let Service { sandbox, in_process, shadows, .. } = &*self.service;
        let is_trusted = task.policy.trust == Trust::InProcess && language == Language::Python;
        let engine = in_process.get().filter(|_| is_trusted);
        if engine.is_some() {
            shadows.follow(sandbox, &mut task, &mut exchange).await;
        }
        if responder.is_some() {
            task.response.carry_asides();
        }
        let run = match (engine, language) {
            (Some(engine), _) => engine.handle(exchange, task).map(Run::InProcess),
            (None, Language::Python) => sandbox.handle(exchange, task).map(Run::Sandbox),
            (None, Language::Wasm) => sandbox.handle_command(exchange, task).map(Run::Sandbox),
            (None, Language::Component) => sandbox.handle_component(exchange, task).map(Run::Sandbox),
        };
        let run = match run {
            Ok(run) => run,
            Err(overload) => {
                let (limit, value) = overload.limit();
                tracing::warn!(tenant = &*name, handler = %path, limit, value, "request refused");
                return Ok(Reply::try_later(503, &format!("{overload}; try again later"), 1).into());
            }
        };
        let mut watched = Watched::new(run, self.socket(), Arc::clone(&self.link)).with_responder(responder.clone());
        let stalled = async {
            match stall {
                Some(stall) => stall.happened().await,
                None => std::future::pending().await,
            }
        };
        let answer = tokio::select! {
            biased;
            // Before the handler makes an answer of what it could not read.
            () = stalled => {
                tracing::info!(client = %self.client, handler = %path, "request refused: its body does not come");
                let page = error_page::json(408, "the request's body did not come in time");
                return Ok(Reply::page(page).closing().into());
            }
            answer = watched.answer() => answer,
        };
        let answer = match answer {
            Ok(answer) => answer,
            Err(_) => {
                tracing::debug!(client = %self.client, handler = %path, "the client left before the response");
                return Err(ServiceError::ClientLeft);
            }
        };
        let drains = drains && has_body;
        let Some(answer) = answer else {
            // It gives its place back before another one is taken.
            let target = watched.ended_with_redirect().await.ok_or(ServiceError::Cut)?;
            let is_drained = !drains || drain(watched.unread_body()).await;
            let close = watched.wants_close() || !is_drained;
            let redirect = LocalRedirect { request, target, tenant: name, script: path, responder, close };
            return Ok(Answered::Elsewhere(redirect));
        };
        let is_drained = if drains {
            watched.settle(&answer).await;
            drain(watched.unread_body()).await
        } else {
            true
        };
        let close = watched.wants_close();
        let reply = Reply { answer, handler: Some(watched), file: None, close };
        Ok(if is_drained { reply } else { reply.closing() }.into())
    }

    /// What hyper is to send. Its head carries a token in place of which the real head goes out.
    fn frame(&self, reply: Reply, method: &str, is_http10: bool) -> (u16, Response<ResponseContent>) {
        let Reply { answer, handler, file, close } = reply;
        let of_file = || file.as_ref().and_then(FileContent::deadline);
        self.link.set_write_deadline(handler.as_ref().and_then(Watched::deadline).or_else(of_file));
        let (mut head, content) = match answer {
            Answer::Head(head, content) => (head, content),
            Answer::Raw => {
                let body = match file {
                    Some(file) => ResponseContent::File(file),
                    None => ResponseContent::of_pieces(handler, None),
                };
                return (0, self.respond(Bytes::new(), body, true, is_http10));
            }
        };
        let wants_close = close || head.values("connection").any(|v| v.trim_ascii().eq_ignore_ascii_case(b"close"));
        let may_chunk = !is_http10 && !wants_close;
        let framed = Framed::new(&head, content, handler, file, method, may_chunk);
        let Framed { length, content, ends_connection, is_chunked } = framed;
        if is_chunked {
            // hyper makes the chunks, since it knows no length.
            head.fields.push(Field { name: b"Transfer-Encoding".to_vec(), value: b"chunked".to_vec() });
        }
        let wire = Bytes::from(head.to_wire(length));
        (head.status, self.respond(wire, content, ends_connection || wants_close, is_http10))
    }

    fn respond(&self, head: Bytes, body: ResponseContent, close: bool, is_http10: bool) -> Response<ResponseContent> {
        let token = new_token();
        self.link.replace_head(token, head);
        let mut response = Response::new(body);
        if close {
            // To hyper this means: the connection's end is the content's end.
            *response.version_mut() = Version::HTTP_10;
            response.headers_mut().insert(http::header::CONNECTION, http::HeaderValue::from_static("close"));
        } else if is_http10 {
            *response.version_mut() = Version::HTTP_11;
        }
        if let Ok(reason) = ReasonPhrase::try_from(token.as_slice()) {
            response.extensions_mut().insert(reason);
        }
        response
    }
}

/// Takes in a body that no handler read, if it is short and there: the connection can then carry another request. Whether it
/// can; what has not come by then is left to the end of the connection.
async fn drain(body: Option<RequestBody>) -> bool {
    let Some(mut body) = body else { return true };
    let taken = async {
        let mut taken = 0;
        while let Ok(piece) = body.read(DRAIN_BYTES).await {
            taken += piece.len();
            if piece.is_empty() {
                return true;
            }
            if taken > DRAIN_BYTES {
                break;
            }
        }
        false
    };
    tokio::time::timeout(DRAIN_TIME, taken).await.unwrap_or(false)
}

/// The method of a request line.
pub fn request_method(head: &[u8]) -> Option<String> {
    let end = memchr::memchr(b' ', head)?;
    String::from_utf8(head.get(..end)?.to_vec()).ok()
}

/// The target between the method and the version of a request line.
pub fn request_target<'a>(head: &'a [u8], method: &str) -> Option<&'a [u8]> {
    let line = head.split(|&byte| byte == b'\n').next()?;
    let rest = line.strip_prefix(method.as_bytes())?.strip_prefix(b" ")?;
    let end = memchr::memrchr(b' ', rest)?;
    rest.get(..end)
}

/// 128 unguessable bits in hexadecimal digits.
fn new_token() -> Token {
    let bits = random_bits();
    let mut token = [0; 32];
    for (place, shift) in token.iter_mut().zip((0..128).step_by(4)) {
        *place = char::from_digit((bits >> shift) as u32 & 15, 16).map_or(b'0', |digit| digit as u8);
    }
    token
}
