//! Requests that components send, through `wasi:http/outgoing-handler`.

use std::sync::Arc;

use http::{Request, Response};
use http_body_util::BodyExt as _;
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
    outgoing: Option<Outgoing>,
}

impl HttpHooks {
    /// For the request that is answered by `answering`.
    pub fn new(connector: Arc<Connector>, answering: Arc<Answering>) -> Self {
        Self { connector, answering, outgoing: None }
    }

    fn outgoing(&mut self) -> Outgoing {
        let Self { connector, answering, outgoing } = self;
        outgoing.get_or_insert_with(|| Outgoing::new(Arc::clone(connector), Arc::clone(answering))).clone()
    }
}

impl WasiHttpHooks for HttpHooks {
    fn send_request(
        &mut self,
        request: Request<WasiBody>,
        options: Option<RequestOptions>,
        _settled: Box<Settled>,
    ) -> Box<dyn Future<Output = Result<(Response<WasiBody>, Box<Settled>), Error>> + Send> {
        let outgoing = self.outgoing();
        let times = times(options.unwrap_or_default());
        // Runs in a task that ends when the component drops the response, or when its instance ends.
        Box::new(async move {
            let Exchanged { response, connection } = outgoing.send(request, times).await.map_err(to_guest)?;
            let response = response.map(|content| content.map_err(to_guest).boxed_unsync());
            let connection: Box<Settled> = Box::new(async move { connection.await.map_err(to_guest) });
            Ok((response, connection))
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
