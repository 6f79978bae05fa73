//! A server that handlers make requests of: it answers each connection as the test says, and keeps what it was asked.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result};

use crate::eventually::eventually;
use crate::head::end_of_head;
use crate::raw_http::DEADLINE;

/// The server; its thread ends with the test program.
pub struct Upstream {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
}

/// What came on one connection.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// The head of its request; empty until all of it is there.
    pub head: String,
    /// Whether the other side has closed it.
    pub is_closed: bool,
}

impl Upstream {
    /// On a free port of 127.0.0.1. `answer` is what it sends behind each head, which it is given; then it waits for the other
    /// side to close the connection.
    pub fn start(answer: impl Fn(&str) -> Vec<u8> + Clone + Send + 'static) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let noted = Arc::clone(&asked);
        std::thread::spawn(move || {
            for (index, stream) in listener.incoming().enumerate() {
                let Ok(stream) = stream else { return };
                let (noted, answer) = (Arc::clone(&noted), answer.clone());
                noted.lock().unwrap_or_else(PoisonError::into_inner).push(Asked::default());
                std::thread::spawn(move || {
                    let note = |act: &dyn Fn(&mut Asked)| {
                        noted.lock().unwrap_or_else(PoisonError::into_inner).get_mut(index).map(act)
                    };
                    // What goes wrong on a connection, the test sees on the other side.
                    let _ = serve(stream, &answer, &note);
                    note(&|asked| asked.is_closed = true);
                });
            }
        });
        Ok(Self { address, asked })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What came so far, connection by connection.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The head of the last request, as soon as there are so many.
    pub fn head(&self, count: usize) -> Result<String> {
        eventually(&format!("{count} requests"), || {
            let asked = self.asked();
            let heads = asked.iter().filter(|asked| !asked.head.is_empty()).count();
            Ok((heads >= count).then(|| asked.last().map(|asked| asked.head.clone()).unwrap_or_default()))
        })
    }

    /// Waits until the other side has closed all connections.
    pub fn wait_until_left(&self) -> Result<()> {
        eventually("closed connections", || Ok(self.asked().iter().all(|asked| asked.is_closed).then_some(())))
    }
}

fn serve(
    mut stream: TcpStream,
    answer: &impl Fn(&str) -> Vec<u8>,
    note: &impl Fn(&dyn Fn(&mut Asked)) -> Option<()>,
) -> Result<()> {
    stream.set_read_timeout(Some(DEADLINE.max(Duration::from_secs(1))))?;
    let mut bytes = Vec::new();
    let mut buffer = [0; 16 << 10];
    let length = loop {
        if let Some(length) = end_of_head(&bytes) {
            break length;
        }
        let count = stream.read(&mut buffer)?;
        anyhow::ensure!(count > 0, "no head");
        bytes.extend_from_slice(buffer.get(..count).unwrap_or_default());
    };
    let head = String::from_utf8_lossy(bytes.get(..length).context("a head")?).into_owned();
    note(&|asked| asked.head.clone_from(&head));
    stream.write_all(&answer(&head))?;
    while stream.read(&mut buffer)? > 0 {}
    Ok(())
}
