//! Requests per second: of a tenant, and of each client address of it.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::state::{InMemoryState, NotKeyed};
use governor::{NotUntil, Quota, RateLimiter};

use crate::client_network::network_of;

/// Client addresses that are remembered; past it those that have rested are forgotten.
const MOST_CLIENTS: usize = 100_000;

type Instant = <DefaultClock as Clock>::Instant;

/// Limits over time. A limit of n lets n requests (at least one) come at once after a rest.
#[derive(Debug, Default)]
pub struct Rates {
    tenant: Option<RateLimiter<NotKeyed, InMemoryState, DefaultClock, NoOpMiddleware<Instant>>>,
    client: Option<RateLimiter<IpAddr, HashMapStateStore<IpAddr>, DefaultClock, NoOpMiddleware<Instant>>>,
}

fn quota(per_second: f64) -> Option<Quota> {
    let burst = NonZeroU32::new(per_second.ceil().clamp(1.0, f64::from(u32::MAX)) as u32)?;
    Some(Quota::with_period(Duration::try_from_secs_f64(1.0 / per_second).ok()?)?.allow_burst(burst))
}

fn wait(refused: &NotUntil<Instant>) -> Duration {
    refused.wait_time_from(DefaultClock::default().now())
}

impl Rates {
    /// Nobody is limited where the number is none.
    pub fn new(tenant: Option<f64>, client: Option<f64>) -> Self {
        Self {
            tenant: tenant.and_then(quota).map(RateLimiter::direct),
            client: client.and_then(quota).map(RateLimiter::hashmap),
        }
    }

    /// Counts a request of the tenant; an error tells when the next one may come.
    pub fn count_tenant(&self) -> Result<(), Duration> {
        self.tenant.as_ref().map_or(Ok(()), |limiter| limiter.check().map_err(|refused| wait(&refused)))
    }

    /// Counts a request of a client.
    pub fn count_client(&self, client: IpAddr) -> Result<(), Duration> {
        let Some(limiter) = &self.client else { return Ok(()) };
        if limiter.len() > MOST_CLIENTS {
            limiter.retain_recent();
        }
        limiter.check_key(&network_of(client)).map_err(|refused| wait(&refused))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_holds_for_each_client_and_for_all_together() {
        let rates = Rates::new(Some(3.0), Some(0.001));
        let [one, two]: [IpAddr; 2] = ["127.0.0.1".parse().unwrap(), "2001:db8::1".parse().unwrap()];
        assert!(rates.count_client(one).is_ok());
        assert!(rates.count_client(one).unwrap_err() > Duration::from_secs(900));
        assert!(rates.count_client(two).is_ok());
        assert!(rates.count_client("2001:db8::2".parse().unwrap()).is_err());
        for _ in 0..3 {
            assert!(rates.count_tenant().is_ok());
        }
        assert!(rates.count_tenant().is_err());
    }

    #[test]
    fn no_limit_is_none() {
        let rates = Rates::new(None, None);
        assert!((0..10_000).all(|_| rates.count_tenant().is_ok() && rates.count_client([127, 0, 0, 1].into()).is_ok()));
    }
}
