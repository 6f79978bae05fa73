//! One connection: its handshake, its protocol, hyper over its bytes, its end.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioTimer;
use rustls::ServerConfig;
use tokio::net::TcpStream;
use tokio::sync::watch;

use super::http2_connection;
use super::linger::{LINGER, linger};
use super::service::{ConnectionService, Service};
use super::transport::Transport;
use super::wire::{Wire, WireLink};

/// Field lines of a head; as many as wptserve takes.
pub const HEAD_FIELDS: usize = 512;
/// Bytes of a head, and of output that waits for the client.
pub const BUFFER: usize = 64 << 10;

/// How TLS begins.
#[derive(Clone, Debug)]
pub struct Handshakes {
    /// The certificate and what is agreed on.
    pub config: Arc<ServerConfig>,
    /// Whether HTTP/2 has to be agreed on.
    pub is_http2_alone: bool,
    /// How long the client may take.
    pub time: Duration,
}

/// Serves one connection to its end.
pub async fn serve(
    service: Arc<Service>,
    socket: TcpStream,
    client: SocketAddr,
    handshakes: Option<Handshakes>,
    mut stopping: watch::Receiver<bool>,
) {
    let Ok(server) = socket.local_addr() else { return };
    if let Err(error) = socket.set_nodelay(true) {
        tracing::debug!(%client, %error, "turning off Nagle's algorithm failed");
    }
    let socket = Arc::new(socket);
    let transport = match handshakes {
        None => Transport::Plain(socket),
        Some(handshakes) => {
            let handshake = Box::pin(shake_hands(socket, handshakes, client));
            let transport = tokio::select! {
                transport = handshake => transport,
                () = stopped(&mut stopping) => None,
            };
            let Some(transport) = transport else { return };
            transport
        }
    };
    let own = |link, is_http2| ConnectionService {
        service: Arc::clone(&service),
        transport: transport.clone(),
        link,
        client,
        server,
        names: OnceLock::new(),
        is_http2,
    };
    let mut http2 = transport.is_for_http2().then(bytes::Bytes::new);
    if http2.is_none() {
        let (wire, link) = Wire::new(transport.clone(), service.client_times.write);
        http2 = serve_http1(own(Arc::clone(&link), false), wire, link, &mut stopping).await;
    }
    if let Some(begin) = http2 {
        let own = own(Arc::default(), true);
        // A future of its own: connections without HTTP/2 do not make room for it.
        Box::pin(http2_connection::serve(own, transport, begin, stopping)).await;
    }
}

async fn shake_hands(socket: Arc<TcpStream>, handshakes: Handshakes, client: SocketAddr) -> Option<Transport> {
    let Handshakes { config, is_http2_alone, time } = handshakes;
    match tokio::time::timeout(time, Transport::handshake(socket, config)).await {
        Ok(Ok(transport)) if is_http2_alone && !transport.is_for_http2() => {
            tracing::debug!(%client, "connection closed: its client did not agree on HTTP/2");
            None
        }
        Ok(Ok(transport)) => Some(transport),
        Ok(Err(error)) => {
            tracing::debug!(%client, %error, "TLS handshake failed");
            None
        }
        Err(_) => {
            tracing::debug!(%client, limit = "server.handshake-time", "connection closed: the TLS handshake takes too long");
            None
        }
    }
}

/// Serves HTTP/1 to the connection's end. If it turns out to be HTTP/2 instead: its first bytes.
async fn serve_http1(
    own: ConnectionService,
    wire: Wire,
    link: Arc<WireLink>,
    stopping: &mut watch::Receiver<bool>,
) -> Option<bytes::Bytes> {
    let head_time = own.service.client_times.head;
    let client = own.client;
    let own = Arc::new(own);
    let of_requests = Arc::clone(&own);
    let mut connection = pin!(
        http1::Builder::new()
            .half_close(true)
            .timer(TokioTimer::new())
            .header_read_timeout(head_time)
            .max_buf_size(BUFFER)
            .auto_date_header(false)
            .max_headers(HEAD_FIELDS)
            .serve_connection(
                wire,
                service_fn(move |request| {
                    let own = Arc::clone(&of_requests);
                    // In a box of its own: hyper keeps room for it in every connection, also where nothing is asked.
                    Box::pin(async move { own.answer(request).await })
                })
            )
    );
    let ending = async {
        tokio::select! {
            () = stopped(stopping) => {}
            () = link.close_requested() => {}
        }
    };
    let result = tokio::select! {
        result = &mut connection => result,
        () = ending => {
            connection.as_mut().graceful_shutdown();
            connection.as_mut().await
        }
    };
    if let Some(begin) = link.take_http2() {
        return Some(begin);
    }
    if let Err(error) = result {
        tracing::debug!(%client, %error, "connection ended early");
        // A client that does not take it has lost nothing that it asked for.
        let _ = tokio::time::timeout(LINGER, link.send_tail(&own.transport)).await;
    }
    if link.is_in_request_body() {
        linger(own.transport.socket(), LINGER).await;
    }
    None
}

/// Ready when the server stops.
pub async fn stopped(stopping: &mut watch::Receiver<bool>) {
    // An error means that the server is gone already.
    let _ = stopping.wait_for(|stopping| *stopping).await;
}
