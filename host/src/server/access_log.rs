//! The access log: one line for each request, whatever becomes of it. In: a request whose head has come. Out: its line, at
//! the latest when it is dropped.

use std::net::SocketAddr;
use std::time::Instant;

use tracing::Level;

/// A request that has not got its line yet.
pub struct AccessNote {
    client: SocketAddr,
    method: String,
    target: String,
    started: Instant,
    status: Option<u16>,
}

impl AccessNote {
    /// The note of a request; none where such lines are not wanted, so that they cost nothing there.
    pub fn of<Body>(client: SocketAddr, request: &http::Request<Body>) -> Option<Self> {
        // Asked by the part's own name: a filter may want this part of the log and nothing else at this level.
        tracing::enabled!(target: "airlock::access", Level::DEBUG).then(|| Self {
            client,
            method: request.method().as_str().to_owned(),
            target: request.uri().to_string(),
            started: Instant::now(),
            status: None,
        })
    }

    /// The request is answered, with this status.
    pub fn answered(mut self, status: u16) {
        self.status = Some(status);
    }
}

impl Drop for AccessNote {
    /// Also of what is dropped unanswered: the client left, the stream was reset, the response was cut before it began.
    fn drop(&mut self) {
        let Self { client, method, target, .. } = self;
        let micros = self.started.elapsed().as_micros() as u64;
        match self.status {
            Some(status) => {
                tracing::debug!(target: "airlock::access", %client, method, target, status, micros, "answered");
            }
            None => tracing::debug!(target: "airlock::access", %client, method, target, micros, "not answered"),
        }
    }
}
