use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Instant;

use tokio::net::TcpStream;

use super::OutgoingError;
use super::public_address::is_public;
use super::resolver::Resolver;
use super::target::Target;

/// Addresses of one name that are tried.
const TRIED: usize = 4;

/// Connects to `target` before `deadline`. Unless `private`, to an address of the open internet alone.
///
/// The name is looked up once: another answer to a second question could be another address than the one that was checked.
pub async fn connect(
    resolver: &impl Resolver,
    target: &Target,
    private: bool,
    deadline: Instant,
) -> Result<TcpStream, OutgoingError> {
    let found = match target.host.parse::<IpAddr>() {
        Ok(address) => vec![SocketAddr::new(address, target.port)],
        Err(_) => {
            let looked_up = resolver.addresses(&target.host, target.port);
            let found = tokio::time::timeout_at(deadline.into(), looked_up).await;
            let found = found.map_err(|_| OutgoingError::ConnectTime)?;
            found.map_err(|error| OutgoingError::Lookup { host: target.host.clone(), error })?
        }
    };
    let (allowed, refused): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|address| private || is_public(address.ip()));
    match (allowed.is_empty(), refused.first()) {
        (false, _) => connect_to_one(&allowed, deadline).await,
        (true, Some(address)) => {
            Err(OutgoingError::Private(format!("{} has the address {}", target.host, address.ip())))
        }
        (true, None) => {
            let error = io::Error::new(io::ErrorKind::NotFound, "it has no address");
            Err(OutgoingError::Lookup { host: target.host.clone(), error })
        }
    }
}

/// The first of `addresses` that answers. Each has its share of the time that is left.
async fn connect_to_one(addresses: &[SocketAddr], deadline: Instant) -> Result<TcpStream, OutgoingError> {
    let count = addresses.len().min(TRIED) as u32;
    let mut last = OutgoingError::ConnectTime;
    for (address, left) in addresses.iter().zip((1..=count).rev()) {
        let share = deadline.saturating_duration_since(Instant::now()) / left;
        last = match tokio::time::timeout(share, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                // Without it, only slower.
                let _ = stream.set_nodelay(true);
                return Ok(stream);
            }
            Ok(Err(error)) => OutgoingError::Connect(error),
            Err(_) => OutgoingError::ConnectTime,
        };
    }
    Err(last)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use tokio::net::TcpListener;

    use super::*;

    /// Answers each question with the next of its answers.
    #[derive(Default)]
    struct Rebinding {
        answers: Vec<Vec<SocketAddr>>,
        asked: AtomicUsize,
    }

    impl Rebinding {
        fn new(answers: &[&[&str]], port: u16) -> Self {
            let address = |text: &&str| SocketAddr::new(text.parse().unwrap(), port);
            let answers = answers.iter().map(|answer| answer.iter().map(address).collect()).collect();
            Self { answers, asked: AtomicUsize::new(0) }
        }
    }

    impl Resolver for Rebinding {
        async fn addresses(&self, _: &str, _: u16) -> io::Result<Vec<SocketAddr>> {
            let asked = self.asked.fetch_add(1, Ordering::Relaxed);
            Ok(self.answers.get(asked).cloned().unwrap_or_default())
        }
    }

    fn target(host: &str, port: u16) -> Target {
        Target { host: host.to_owned(), port, is_tls: false }
    }

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(60)
    }

    #[tokio::test]
    async fn a_name_is_looked_up_once_and_its_checked_address_connected_to() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let resolver = Rebinding::new(&[&["127.0.0.1"], &["127.0.0.2"]], port);
        let stream = connect(&resolver, &target("a.example", port), true, soon()).await.unwrap();
        assert_eq!(stream.peer_addr().unwrap(), listener.local_addr().unwrap());
        assert_eq!(resolver.asked.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn private_addresses_are_not_connected_to() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        // A second question would be answered with one of the open internet.
        let resolver = Rebinding::new(&[&["127.0.0.1", "::1", "::ffff:127.0.0.1"], &["192.0.1.1"]], port);
        let refused = connect(&resolver, &target("a.example", port), false, soon()).await;
        assert!(matches!(refused, Err(OutgoingError::Private(why)) if why == "a.example has the address 127.0.0.1"));
        assert_eq!(resolver.asked.load(Ordering::Relaxed), 1);
        for literal in ["127.0.0.1", "::1", "::ffff:127.0.0.1"] {
            let refused = connect(&resolver, &target(literal, port), false, soon()).await;
            assert!(matches!(refused, Err(OutgoingError::Private(_))), "{literal}");
        }
        assert_eq!(resolver.asked.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn the_next_address_is_tried_where_one_refuses() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let resolver = Rebinding::new(&[&["127.0.0.2", "127.0.0.1"], &[]], port);
        assert!(connect(&resolver, &target("a.example", port), true, soon()).await.is_ok());
        let none = connect(&resolver, &target("a.example", port), true, soon()).await;
        assert!(matches!(none, Err(OutgoingError::Lookup { .. })));
        drop(listener);
        let closed = connect(&resolver, &target("127.0.0.1", port), true, soon()).await;
        assert!(matches!(closed, Err(OutgoingError::Connect(_))));
    }
}
