use std::time::Duration;

/// What all requests of one tenant together may use up.
#[derive(Clone, Debug, PartialEq)]
pub struct Budget {
    /// Handlers that run at once.
    pub concurrency: u32,
    /// Requests that wait for one of them to end; further ones get 503.
    pub queue: u32,
    /// How long they wait, at most.
    pub queue_time: Duration,
    /// Requests per second; none: any number. Further ones get 429.
    pub requests_per_second: Option<f64>,
    /// Requests per second from one client address.
    pub client_requests_per_second: Option<f64>,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            concurrency: 12_000,
            queue: 1_000,
            queue_time: Duration::from_secs(10),
            requests_per_second: None,
            client_requests_per_second: None,
        }
    }
}
