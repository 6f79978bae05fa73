//! One connection: hyper over the wire, its end.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioTimer;
use tokio::io::Interest;
use tokio::net::TcpStream;
use tokio::sync::watch;

use super::service::{ConnectionService, Service};
use super::wire::{Wire, WireLink};

/// Field lines of a head; as many as wptserve takes.
const HEAD_FIELDS: usize = 512;
/// Bytes of a head, and of output that waits for the client.
const BUFFER: usize = 64 << 10;
/// How long unread request bytes are taken after a response, so that the client can read it.
const LINGER: Duration = Duration::from_secs(2);

/// Serves one connection to its end.
pub async fn serve(service: Arc<Service>, socket: TcpStream, client: SocketAddr, mut stopping: watch::Receiver<bool>) {
    let Ok(server) = socket.local_addr() else { return };
    if let Err(error) = socket.set_nodelay(true) {
        tracing::debug!(%client, %error, "turning off Nagle's algorithm failed");
    }
    let socket = Arc::new(socket);
    let (wire, link) = Wire::new(Arc::clone(&socket), service.client_times.write);
    let head_time = service.client_times.head;
    let own = ConnectionService { service, socket: Arc::clone(&socket), link: Arc::clone(&link), client, server };
    let own = Arc::new(own);
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
                    let own = Arc::clone(&own);
                    // In a box of its own: hyper keeps room for it in every connection, also where nothing is asked.
                    Box::pin(async move { own.answer(request).await })
                })
            )
    );
    let ending = async {
        tokio::select! {
            () = stopped(&mut stopping) => {}
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
    if let Err(error) = result {
        tracing::debug!(%client, %error, "connection ended early");
        // A client that does not take it has lost nothing that it asked for.
        let _ = tokio::time::timeout(LINGER, link.send_tail(&socket)).await;
    }
    linger(&socket, &link).await;
}

/// Ready when the server stops.
async fn stopped(stopping: &mut watch::Receiver<bool>) {
    // An error means that the server is gone already.
    let _ = stopping.wait_for(|stopping| *stopping).await;
}

/// Closing a socket that holds unread bytes resets the connection and takes the response away from the client. So the
/// rest of a request body that no handler read is taken in for a while.
async fn linger(socket: &TcpStream, link: &WireLink) {
    if !link.is_in_request_body() {
        return;
    }
    let _ = rustix::net::shutdown(socket, rustix::net::Shutdown::Write);
    let mut sink = vec![0; 64 << 10];
    let drain = async {
        while socket.ready(Interest::READABLE).await.is_ok() {
            match socket.try_read(&mut sink) {
                Ok(0) => return,
                Err(error) if error.kind() != std::io::ErrorKind::WouldBlock => return,
                _ => {}
            }
        }
    };
    // Past the time the client has had its chance.
    let _ = tokio::time::timeout(LINGER, drain).await;
}
