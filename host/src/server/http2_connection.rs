//! One HTTP/2 connection: its streams, its limits, its end.

use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use h2::server::{Builder, Connection};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, timeout};

use super::access_log::AccessNote;
use super::connection::stopped;
use super::http2_keep_alive::{LastHeard, silence};
use super::http2_streams::{Http2Streams, Trouble};
use super::http2_wire::{AllSent, Http2Wire};
use super::linger::{LINGER, linger};
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
/// Between two looks at the streams.
const LOOK: Duration = Duration::from_secs(1);

/// Serves one connection to its end. `begin` was read from it already.
pub async fn serve(own: ConnectionService, transport: Transport, begin: Bytes, mut stopping: watch::Receiver<bool>) {
    let times = own.service.client_times;
    let client = own.client;
    let heard = LastHeard::now();
    let all_sent = AllSent::now();
    let wire = Http2Wire::new(transport.clone(), begin, times.write, heard.clone(), all_sent.clone());
    let connection = tokio::select! {
        connection = timeout(times.head, begin_connection(wire)) => connection,
        () = stopped(&mut stopping) => return,
    };
    let mut connection = match connection {
        Ok(Ok(connection)) => connection,
        Ok(Err(error)) => {
            tracing::debug!(%client, %error, "HTTP/2 connection ended before it began");
            return;
        }
        Err(_) => {
            tracing::debug!(%client, "HTTP/2 connection closed: it does not begin in time");
            return;
        }
    };
    let Some(ping) = connection.ping_pong() else { return };
    let mut silence = pin!(silence(ping, heard.clone()));
    let streams = Arc::new(Http2Streams::new(Instant::now()));
    let own = Arc::new(own);
    // Ends with the connection.
    let mut answering = JoinSet::new();
    let mut looks = interval(LOOK.min(times.head));
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut closing: Option<Instant> = None;
    loop {
        tokio::select! {
            accepted = connection.accept() => match accepted {
                Some(Ok((request, responder))) => {
                    let (own, stream) = (Arc::clone(&own), streams.open());
                    // Here, since the connection may end before the task has begun.
                    let note = AccessNote::of(client, &request);
                    answering.spawn(async move { own.answer_http2(request, responder, stream, note).await });
                }
                Some(Err(error)) => {
                    tracing::debug!(%client, %error, "HTTP/2 connection ended early");
                    return;
                }
                None => break,
            },
            // Lets go of those that have ended.
            Some(_) = answering.join_next() => continue,
            () = stopped(&mut stopping), if closing.is_none() => {
                connection.graceful_shutdown();
                closing = Some(Instant::now());
            }
            () = streams.flood() => {
                tracing::info!(%client, "HTTP/2 connection closed: its requests are taken back again and again");
                return;
            }
            () = &mut silence => {
                tracing::debug!(%client, "HTTP/2 connection closed: the client does not answer a ping");
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
                connection.graceful_shutdown();
                closing = Some(Instant::now());
            }
            _ => {}
        }
        let quiet =
            closing.and_then(|closing| Some(closing.max(streams.idle_since()?).max(all_sent.since()?).elapsed()));
        // A client that says something is likely to be reading what is on its way.
        if quiet.is_some_and(|quiet| quiet >= LINGER && (heard.silence() >= LINGER || quiet >= times.write)) {
            return;
        }
    }
    drop((connection, answering));
    // All has been sent; the client may still be reading.
    linger(transport.socket(), times.write).await;
}

/// Exchanges settings with the client.
async fn begin_connection(wire: Http2Wire) -> Result<Connection<Http2Wire, Bytes>, h2::Error> {
    Builder::new()
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(FIELDS)
        .initial_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .max_send_buffer_size(SEND_BUFFER)
        .max_pending_accept_reset_streams(RESET_UNSEEN)
        .max_local_error_reset_streams(Some(RESET_FOR_ERRORS))
        .handshake(wire)
        .await
}
