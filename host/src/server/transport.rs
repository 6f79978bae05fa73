//! Bytes between a connection and its socket, in the clear or through TLS.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use rustls::ServerConfig;
use tokio::io::{AsyncRead as _, AsyncWrite as _, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::shared_socket::SharedSocket;

/// One connection's bytes. All clones are the same connection.
#[derive(Clone)]
pub enum Transport {
    /// As they are.
    Plain(Arc<TcpStream>),
    /// Through TLS.
    Tls(Arc<TlsTransport>),
}

/// See [`Transport`].
pub struct TlsTransport {
    socket: Arc<TcpStream>,
    stream: Mutex<TlsStream<SharedSocket>>,
}

impl Transport {
    /// Waits for the client's part of the TLS handshake.
    pub async fn handshake(socket: Arc<TcpStream>, config: Arc<ServerConfig>) -> io::Result<Self> {
        let stream = TlsAcceptor::from(config).accept(SharedSocket(Arc::clone(&socket))).await?;
        Ok(Self::Tls(Arc::new(TlsTransport { socket, stream: Mutex::new(stream) })))
    }

    /// The socket underneath, to look at.
    pub fn socket(&self) -> &Arc<TcpStream> {
        match self {
            Self::Plain(socket) => socket,
            Self::Tls(tls) => &tls.socket,
        }
    }

    /// As URLs have it.
    pub fn scheme(&self) -> &'static str {
        match self {
            Self::Plain(_) => "http",
            Self::Tls(_) => "https",
        }
    }

    /// Whether HTTP/2 was agreed on in the handshake.
    pub fn is_for_http2(&self) -> bool {
        match self {
            Self::Plain(_) => false,
            Self::Tls(tls) => tls.stream().get_ref().1.alpn_protocol() == Some(b"h2"),
        }
    }

    /// What there is to read now; 0 at the end.
    pub fn poll_read(&self, context: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        match self {
            Self::Plain(socket) => poll_read(socket, context, buffer),
            Self::Tls(tls) => {
                let mut buffer = ReadBuf::new(buffer);
                ready!(Pin::new(&mut *tls.stream()).poll_read(context, &mut buffer))?;
                Poll::Ready(Ok(buffer.filled().len()))
            }
        }
    }

    /// Sends what can be sent now.
    pub fn poll_write(&self, context: &mut Context<'_>, output: &[IoSlice<'_>]) -> Poll<io::Result<usize>> {
        match self {
            Self::Plain(socket) => poll_write(socket, context, output),
            Self::Tls(tls) => Pin::new(&mut *tls.stream()).poll_write_vectored(context, output),
        }
    }

    /// Ready when what was written has gone to the socket.
    pub fn poll_flush(&self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self {
            Self::Plain(_) => Poll::Ready(Ok(())),
            Self::Tls(tls) => Pin::new(&mut *tls.stream()).poll_flush(context),
        }
    }

    /// Nothing more will be sent; the client learns of it.
    pub fn poll_end(&self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self {
            Self::Plain(socket) => Poll::Ready(end(socket)),
            Self::Tls(tls) => Pin::new(&mut *tls.stream()).poll_shutdown(context),
        }
    }
}

impl TlsTransport {
    fn stream(&self) -> MutexGuard<'_, TlsStream<SharedSocket>> {
        // After a panic the connection's task is gone, and with it everybody who would look.
        self.stream.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) fn poll_read(socket: &TcpStream, context: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
    loop {
        ready!(socket.poll_read_ready(context))?;
        match socket.try_read(buffer) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            result => return Poll::Ready(result),
        }
    }
}

pub(super) fn poll_write(
    socket: &TcpStream,
    context: &mut Context<'_>,
    output: &[IoSlice<'_>],
) -> Poll<io::Result<usize>> {
    loop {
        ready!(socket.poll_write_ready(context))?;
        match socket.try_write_vectored(output) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            result => return Poll::Ready(result),
        }
    }
}

pub(super) fn end(socket: &TcpStream) -> io::Result<()> {
    match rustix::net::shutdown(socket, rustix::net::Shutdown::Write) {
        Ok(()) | Err(rustix::io::Errno::NOTCONN) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
