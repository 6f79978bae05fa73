//! Requests that components send, through `wasi:http/outgoing-handler`.

use std::sync::Arc;

use http::{Request, Response};
use http_body_util::BodyExt as _;
use tokio::sync::watch;
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpHooks};

use crate::engine::answering::Answering;
use crate::outgoing::{Connector, Exchanged, Outgoing, OutgoingError, Times};

/// Bytes of content that a component hands over at once.
const PIECE: usize = 64 << 10;

type Settled = dyn Future<Output = Result<(), Error>> + Send;

/// What `wasi:http` does as this host has it: outgoing requests go where the policy grants it.
pub struct HttpHooks {
    connector: Arc<Connector>,
    answering: Arc<Answering>,
    /// Made for the first request that is sent.
    sending: Option<Sending>,
}

/// The requests that are made while one is answered.
struct Sending {
    outgoing: Outgoing,
    /// Dropped with it: those under way end.
    alive: watch::Sender<()>,
}

impl HttpHooks {
    /// For the request that is answered by `answering`.
    pub fn new(connector: Arc<Connector>, answering: Arc<Answering>) -> Self {
        Self { connector, answering, sending: None }
    }

    /// The same for a further request.
    pub fn begin(&mut self, answering: Arc<Answering>) {
        self.sending = None;
        self.answering = answering;
    }

    /// The request has been answered. What the component still sends, or still could read, ends.
    pub fn end(&mut self) {
        self.sending = None;
    }

    fn sending(&mut self) -> &Sending {
        let Self { connector, answering, sending } = self;
        sending.get_or_insert_with(|| Sending {
            outgoing: Outgoing::new(Arc::clone(connector), Arc::clone(answering)),
            alive: watch::Sender::new(()),
        })
    }
}

/// What comes of `future`, unless the request that it belongs to has ended.
async fn while_alive<T>(
    mut alive: watch::Receiver<()>,
    future: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    tokio::select! {
        biased;
        // Nothing is ever sent: it is dropped.
        _ = alive.changed() => Err(Error::ConnectionTerminated),
        result = future => result,
    }
}

impl WasiHttpHooks for HttpHooks {
    fn send_request(
        &mut self,
        request: Request<WasiBody>,
        options: Option<RequestOptions>,
        _settled: Box<Settled>,
    ) -> Box<dyn Future<Output = Result<(Response<WasiBody>, Box<Settled>), Error>> + Send> {
        let Sending { outgoing, alive } = self.sending();
        let (outgoing, alive) = (outgoing.clone(), alive.subscribe());
        let times = times(options.unwrap_or_default());
        // Runs in a task that also ends when the component drops the response.
        Box::new(async move {
            let sent = async { outgoing.send(request, times).await.map_err(to_guest) };
            let Exchanged { response, connection } = while_alive(alive.clone(), sent).await?;
            let response = response.map(|content| content.map_err(to_guest).boxed_unsync());
            let connection = while_alive(alive, async { connection.await.map_err(to_guest) });
            Ok((response, Box::new(connection) as Box<Settled>))
        })
    }

    fn p2_outgoing_body_chunk_size(&mut self) -> usize {
        PIECE
    }
}

fn times(options: RequestOptions) -> Times {
    let RequestOptions { connect_timeout, first_byte_timeout, between_bytes_timeout } = options;
    Times { connect: connect_timeout, first_byte: first_byte_timeout, between_bytes: between_bytes_timeout }
}

/// The error of `wasi:http` that is nearest.
fn to_guest(error: OutgoingError) -> Error {
    match error {
        OutgoingError::Denied(_) => Error::HttpRequestDenied,
        OutgoingError::Private(_) => Error::DestinationIpProhibited,
        OutgoingError::Target(_) => Error::HttpRequestUriInvalid,
        OutgoingError::Method => Error::HttpRequestMethodInvalid,
        OutgoingError::TooMany(_) => Error::ConnectionLimitReached,
        OutgoingError::Lookup { .. } => Error::DnsError { rcode: None, info_code: None },
        OutgoingError::Connect(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
            Error::ConnectionRefused
        }
        OutgoingError::Connect(_) => Error::DestinationUnavailable,
        OutgoingError::ConnectTime => Error::ConnectionTimeout,
        OutgoingError::Tls(error) => of_tls(&error),
        OutgoingError::ReadTime => Error::ConnectionReadTimeout,
        OutgoingError::Volume(most) => Error::HttpResponseBodySize(Some(most)),
        OutgoingError::Http(error) if error.is_incomplete_message() => Error::HttpResponseIncomplete,
        OutgoingError::Http(_) => Error::HttpProtocolError,
    }
}

fn of_tls(error: &std::io::Error) -> Error {
    match error.get_ref().and_then(|error| error.downcast_ref()) {
        Some(rustls::Error::InvalidCertificate(_)) => Error::TlsCertificateError,
        _ => Error::TlsProtocolError,
    }
}
