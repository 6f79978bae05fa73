//! Requests that have done nothing wrong, made one after the other while a test does its worst.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use anyhow::{Result, anyhow, ensure};

use crate::eventually::eventually;
use crate::raw_http::Connection;
use crate::requests::{Answer, ask_on, get};

/// A client that asks for one target, again and again on one connection.
pub struct Innocents {
    stop: Arc<AtomicBool>,
    client: JoinHandle<Result<usize>>,
}

impl Innocents {
    /// Begin. `target` answers 200 with `content`. Returns after the first answer, so that the server is known to be well.
    pub fn start(address: SocketAddr, target: &'static str, content: &'static str) -> Result<Self> {
        let mut connection = Connection::open(address)?;
        let mut ask = move || -> Result<()> {
            let Answer { status, content: found, .. } = ask_on(&mut connection, &get(target))?;
            ensure!(status == 200 && found == content.as_bytes(), "{target}: {status} {found:?}");
            Ok(())
        };
        ask()?;
        let stop = Arc::new(AtomicBool::new(false));
        let stopping = Arc::clone(&stop);
        let client = std::thread::spawn(move || {
            let mut served = 0;
            loop {
                ask()?;
                served += 1;
                // After the request: a test that is over at once has one served as well.
                if stopping.load(Ordering::Relaxed) {
                    return Ok(served);
                }
                // A pause, so that this client alone does not keep a processor busy.
                std::thread::sleep(std::time::Duration::from_millis(1));
            }
        });
        Ok(Self { stop, client })
    }

    /// End. An error if any was not answered as it should be. How many were served.
    pub fn finish(self) -> Result<usize> {
        self.stop.store(true, Ordering::Relaxed);
        eventually("the innocent client's last answer", || Ok(self.client.is_finished().then_some(())))?;
        self.client.join().map_err(|_| anyhow!("the innocent client panicked"))?
    }
}
