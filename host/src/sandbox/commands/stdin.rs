use std::sync::Arc;

use bytes::Bytes;
use tokio::io::AsyncRead;
use tokio::sync::Mutex;
use wasmtime_wasi::async_trait;
use wasmtime_wasi::cli::{IsTerminal, StdinStream};
use wasmtime_wasi::p2::{InputStream, Pollable, StreamError, StreamResult};

use crate::exchange::{BodyError, RequestBody};

/// Bytes of the body that are taken from the connection before the command has read them.
const PIECE: usize = 64 << 10;

/// The request's body as a command's standard input.
#[derive(Clone)]
pub struct Stdin(Arc<Mutex<Input>>);

struct Input {
    body: RequestBody,
    /// What comes next.
    next: Next,
}

enum Next {
    Unknown,
    Bytes(Bytes),
    End,
    Failed(BodyError),
}

impl Stdin {
    /// Of a request with `body`.
    pub fn new(body: RequestBody) -> Self {
        Self(Arc::new(Mutex::new(Input { body, next: Next::Unknown })))
    }

    /// What the command has left of the body.
    pub fn take_body(&self) -> RequestBody {
        // The command has ended, and with it everybody who would hold the lock.
        let rest = self.0.try_lock().map(|mut input| std::mem::replace(&mut input.body, RequestBody::empty()));
        rest.unwrap_or_else(|_| RequestBody::empty())
    }
}

impl Input {
    async fn look(&mut self) {
        if let Next::Unknown = self.next {
            self.next = match self.body.read(PIECE).await {
                Ok(bytes) if bytes.is_empty() => Next::End,
                Ok(bytes) => Next::Bytes(bytes),
                Err(error) => Next::Failed(error),
            };
        }
    }

    fn take(&mut self, most: usize) -> StreamResult<Bytes> {
        match &mut self.next {
            Next::Unknown => Ok(Bytes::new()),
            Next::End => Err(StreamError::Closed),
            Next::Failed(error) => {
                let error = *error;
                self.next = Next::End;
                Err(StreamError::LastOperationFailed(error.into()))
            }
            Next::Bytes(bytes) => {
                let taken = bytes.split_to(most.min(bytes.len()));
                if bytes.is_empty() {
                    self.next = Next::Unknown;
                }
                Ok(taken)
            }
        }
    }
}

#[async_trait]
impl Pollable for Stdin {
    async fn ready(&mut self) {
        self.0.lock().await.look().await;
    }
}

#[async_trait]
impl InputStream for Stdin {
    fn read(&mut self, size: usize) -> StreamResult<Bytes> {
        // Held by another stream of the same input: nothing is there for this one.
        self.0.try_lock().map_or_else(|_| Ok(Bytes::new()), |mut input| input.take(size))
    }
}

impl IsTerminal for Stdin {
    fn is_terminal(&self) -> bool {
        false
    }
}

impl StdinStream for Stdin {
    fn async_stream(&self) -> Box<dyn AsyncRead + Send + Sync> {
        // For later versions of WASI, which are not offered.
        Box::new(tokio::io::empty())
    }

    fn p2_stream(&self) -> Box<dyn InputStream> {
        Box::new(self.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_body_is_read_in_any_pieces() {
        let stdin = Stdin::new(RequestBody::whole(Bytes::from_static(b"abcdef")));
        let (mut one, mut other) = (stdin.clone(), stdin.clone());
        assert!(one.read(3).unwrap().is_empty());
        assert_eq!(one.blocking_read(3).await.unwrap(), "abc");
        assert_eq!(other.blocking_read(100).await.unwrap(), "def");
        assert!(matches!(one.blocking_read(1).await, Err(StreamError::Closed)));
        assert!(stdin.take_body().has_ended());
    }
}
