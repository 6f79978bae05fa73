use std::error::Error;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Poll, ready};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::uri::PathAndQuery;
use http::{HeaderMap, Method, Request, Response, Uri};
use http_body::Body;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::OutgoingError;
use super::body::{RequestBody, ResponseBody};
use super::connection::connect;
use super::resolver::SystemResolver;
use super::target::Target;
use super::tls::TlsClient;
use super::volume::Volume;
use crate::engine::Task;
use crate::engine::answering::Answering;
use crate::policy::Grant;

/// Requests under way at once, of one request's handler.
const AT_ONCE: usize = 16;
/// The head of a response, at most: bytes, and fields.
const HEAD: usize = 64 << 10;
const FIELDS: usize = 512;
/// How long a connection may take where the handler does not say.
const CONNECT: Duration = Duration::from_secs(10);

/// Looks up names and shakes hands; one for the whole server.
#[derive(Debug, Default)]
pub struct Connector {
    resolver: SystemResolver,
    tls: TlsClient,
}

/// How long the parts of a request may take, as its handler wants it. All of it ends with the handler's own time.
#[derive(Clone, Copy, Debug, Default)]
pub struct Times {
    /// Until there is a connection.
    pub connect: Option<Duration>,
    /// From then to the response's head.
    pub first_byte: Option<Duration>,
    /// Between two pieces of the response's content.
    pub between_bytes: Option<Duration>,
}

/// A response whose content still comes.
pub struct Exchanged {
    /// The response.
    pub response: Response<ResponseBody>,
    /// Brings its content as long as it is polled.
    pub connection: Pin<Box<dyn Future<Output = Result<(), OutgoingError>> + Send>>,
}

/// The requests that one request's handler makes.
#[derive(Clone, Debug)]
pub struct Outgoing {
    connector: Arc<Connector>,
    answering: Arc<Answering>,
    permits: Arc<Semaphore>,
    volume: Arc<Volume>,
}

impl Outgoing {
    /// For the request that is answered by `answering`, as its policy allows.
    pub fn new(connector: Arc<Connector>, answering: Arc<Answering>) -> Self {
        let volume = Arc::new(Volume::new(Arc::clone(&answering)));
        Self { connector, answering, permits: Arc::new(Semaphore::new(AT_ONCE)), volume }
    }

    /// Makes `request`, whose URI is absolute, and waits for the response's head.
    pub async fn send<B>(&self, request: Request<B>, times: Times) -> Result<Exchanged, OutgoingError>
    where
        B: Body<Data = Bytes> + Send + Unpin + 'static,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        let target = Target::of(request.uri())?;
        if *request.method() == Method::CONNECT {
            return Err(OutgoingError::Method);
        }
        self.check_grant(&target)?;
        let permit = Arc::clone(&self.permits).try_acquire_owned().map_err(|_| OutgoingError::TooMany(AT_ONCE))?;
        let path = request.uri().path_and_query().map_or(0, |path| path.as_str().len());
        let line = request.method().as_str().len() + path;
        self.volume.take(line + target.host.len() + size_of_fields(request.headers()))?;
        let wall = self.answering.task().policy.limits.wall;
        let deadline = Instant::now() + times.connect.unwrap_or(CONNECT).min(wall);
        let private = self.answering.task().policy.grants.outgoing.private;
        let connected = connect(&self.connector.resolver, &target, private, deadline).await;
        let stream = connected.map_err(|error| self.tell_private(error))?;
        let Task { tenant, handler, .. } = self.answering.task();
        let Target { host, port, is_tls } = &target;
        tracing::debug!(tenant = &*tenant.name, %handler, host, port, is_tls, "outgoing request");
        let request = request.map(|content| RequestBody { content, volume: Arc::clone(&self.volume) });
        let under_way = UnderWay { outgoing: self, request, times, permit };
        if !is_tls {
            return under_way.exchange(stream).await;
        }
        let handshake = tokio::time::timeout_at(deadline.into(), self.connector.tls.handshake(host, stream)).await;
        let stream = handshake.map_err(|_| OutgoingError::ConnectTime)?.map_err(OutgoingError::Tls)?;
        under_way.exchange(stream).await
    }

    fn check_grant(&self, target: &Target) -> Result<(), OutgoingError> {
        let Target { host, port, .. } = target;
        if self.answering.task().policy.grants.outgoing.allows(host, *port, target.usual_port()) {
            return Ok(());
        }
        let why = format!("a request of {host}:{port}");
        Err(OutgoingError::Denied(self.answering.deny(Grant::Outgoing, &why)))
    }

    /// Says in the log that an address was refused. The handler is told that it was, but not which it is.
    fn tell_private(&self, error: OutgoingError) -> OutgoingError {
        let OutgoingError::Private(why) = error else { return error };
        self.answering.deny(Grant::OutgoingPrivate, &why);
        OutgoingError::Private(Grant::OutgoingPrivate.to_string())
    }
}

/// A request that may be made.
struct UnderWay<'a, B> {
    outgoing: &'a Outgoing,
    request: Request<RequestBody<B>>,
    times: Times,
    permit: OwnedSemaphorePermit,
}

impl<B> UnderWay<'_, B>
where
    B: Body<Data = Bytes> + Send + Unpin + 'static,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    /// Makes it on a connection of its own.
    async fn exchange<S>(self, stream: S) -> Result<Exchanged, OutgoingError>
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let Self { outgoing, mut request, times, permit } = self;
        let wall = outgoing.answering.task().policy.limits.wall;
        let (mut sender, connection) =
            http1::Builder::new().max_buf_size(HEAD).max_headers(FIELDS).handshake(TokioIo::new(stream)).await?;
        *request.uri_mut() = origin_form(request.uri());
        let mut connection: Pin<Box<dyn Future<Output = _> + Send>> =
            Box::pin(async move { connection.await.map_err(OutgoingError::from) });
        let mut has_ended = false;
        let patience = times.first_byte.unwrap_or(wall).min(wall);
        let mut response = pin!(async move {
            let response = tokio::time::timeout(patience, sender.send_request(request)).await;
            response.map_err(|_| OutgoingError::ReadTime)?.map_err(OutgoingError::from)
        });
        let response = std::future::poll_fn(|context| {
            if let Poll::Ready(response) = response.as_mut().poll(context) {
                return Poll::Ready(response);
            }
            if !has_ended {
                ready!(connection.as_mut().poll(context))?;
                has_ended = true;
            }
            // What the connection has brought at its end.
            response.as_mut().poll(context)
        });
        let response = response.await?;
        outgoing.volume.take(size_of_fields(response.headers()))?;
        if has_ended {
            connection = Box::pin(std::future::ready(Ok(())));
        }
        let patience = times.between_bytes.unwrap_or(wall).min(wall);
        let volume = Arc::clone(&outgoing.volume);
        let response = response.map(|content| ResponseBody::new(content, volume, patience, permit));
        Ok(Exchanged { response, connection })
    }
}

/// What a request line has of `uri` where it goes to no proxy.
fn origin_form(uri: &Uri) -> Uri {
    uri.path_and_query().cloned().unwrap_or(PathAndQuery::from_static("/")).into()
}

/// Bytes of names and values.
pub(super) fn size_of_fields(fields: &HeaderMap) -> usize {
    fields.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum()
}
