//! Whether the client of an HTTP/2 connection is still there.

use std::future::pending;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use h2::{Ping, PingPong};

/// A client that says nothing for so long is asked whether it is there, and has so long to answer.
const PING_AFTER: Duration = Duration::from_secs(20);
const PING_TIME: Duration = Duration::from_secs(20);

/// When something was last read from a client.
#[derive(Clone, Debug)]
pub struct LastHeard(Arc<Mutex<Instant>>);

impl LastHeard {
    /// Just now.
    pub fn now() -> Self {
        Self(Arc::new(Mutex::new(Instant::now())))
    }

    /// Something was read.
    pub fn note(&self) {
        // An instant is whole, also where a thread panicked.
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    /// How long ago that was.
    pub fn silence(&self) -> Duration {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).elapsed()
    }
}

/// Ready when the client has left a question unanswered.
pub async fn silence(mut ping: PingPong, heard: LastHeard) {
    loop {
        let left = PING_AFTER.saturating_sub(heard.silence());
        if !left.is_zero() {
            tokio::time::sleep(left).await;
            continue;
        }
        match tokio::time::timeout(PING_TIME, ping.ping(Ping::opaque())).await {
            Ok(Ok(_)) => heard.note(),
            // The connection ends by itself.
            Ok(Err(_)) => return pending().await,
            Err(_) => return,
        }
    }
}
