//! One HTTP/2 connection: hyper over its bytes, its limits, its end.

use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use super::connection::stopped;
use super::http2_streams::{Http2Streams, Trouble};
use super::http2_wire::Http2Wire;
use super::service::ConnectionService;
use super::transport::Transport;

/// Requests that are under way at once.
const STREAMS: u32 = 100;
/// Bytes of a request's fields, as RFC 9113, 6.5.2 counts them.
const FIELDS: u32 = 64 << 10;
/// Bytes of a request's body, and of all bodies, that wait for their handlers.
const STREAM_WINDOW: u32 = 256 << 10;
const CONNECTION_WINDOW: u32 = 1 << 20;
/// Bytes of a response that wait for the client.
const SEND_BUFFER: usize = 64 << 10;
/// Streams that the client took back before they were looked at.
const RESET_UNSEEN: usize = 20;
/// Streams that were reset for what the client sent on them.
const RESET_FOR_ERRORS: usize = 128;
/// A client that says nothing for so long is asked whether it is there, and has so long to answer.
const PING_AFTER: Duration = Duration::from_secs(20);
const PING_TIME: Duration = Duration::from_secs(20);
/// Between two looks at the streams.
const LOOK: Duration = Duration::from_secs(1);
/// How long a client that was told of the end may take to close an idle connection.
const LINGER: Duration = Duration::from_secs(2);

/// Serves one connection to its end. `begin` was read from it already.
pub async fn serve(own: ConnectionService, transport: Transport, begin: Bytes, mut stopping: watch::Receiver<bool>) {
    let times = own.service.client_times;
    let client = own.client;
    let streams = Arc::new(Http2Streams::new(Instant::now()));
    let own = Arc::new(own);
    let of_requests = Arc::clone(&streams);
    let mut connection = pin!(
        http2::Builder::new(TokioExecutor::new())
            .timer(TokioTimer::new())
            .max_concurrent_streams(STREAMS)
            .max_header_list_size(FIELDS)
            .initial_stream_window_size(STREAM_WINDOW)
            .initial_connection_window_size(CONNECTION_WINDOW)
            .max_send_buf_size(SEND_BUFFER)
            .max_pending_accept_reset_streams(RESET_UNSEEN)
            .max_local_error_reset_streams(RESET_FOR_ERRORS)
            .keep_alive_interval(PING_AFTER)
            .keep_alive_timeout(PING_TIME)
            .auto_date_header(false)
            .serve_connection(
                Http2Wire::new(transport, begin, times.write),
                service_fn(move |request| {
                    let (own, stream) = (Arc::clone(&own), of_requests.open());
                    async move { own.answer_http2(request, stream).await }
                })
            )
    );
    let mut looks = interval(LOOK.min(times.head));
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut closing: Option<Instant> = None;
    loop {
        tokio::select! {
            result = &mut connection => {
                if let Err(error) = result {
                    tracing::debug!(%client, %error, "HTTP/2 connection ended early");
                }
                return;
            }
            () = stopped(&mut stopping), if closing.is_none() => {
                connection.as_mut().graceful_shutdown();
                closing = Some(Instant::now());
            }
            () = streams.flood() => {
                tracing::info!(%client, "HTTP/2 connection closed: its requests are taken back again and again");
                return;
            }
            _ = looks.tick() => {}
        }
        match streams.trouble(Instant::now(), times.head) {
            Some(Trouble::Stalled) => {
                tracing::info!(%client, "HTTP/2 connection closed: the client takes nothing of a response");
                return;
            }
            Some(Trouble::Idle) if closing.is_none() => {
                connection.as_mut().graceful_shutdown();
                closing = Some(Instant::now());
            }
            _ => {}
        }
        if streams.is_idle() && closing.is_some_and(|since| since.elapsed() >= LINGER) {
            return;
        }
    }
}
