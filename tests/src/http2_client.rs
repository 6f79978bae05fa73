//! A client that speaks HTTP/2, over TLS or with prior knowledge.

use std::net::SocketAddr;

use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use h2::RecvStream;
use h2::client::{Builder, SendRequest};
use http::{HeaderMap, Request, Response};
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;

use crate::raw_http::DEADLINE;
use crate::tls_client;

/// A connection; the task that drives it ends with it.
pub struct Http2Client {
    /// Begins requests.
    pub requests: SendRequest<Bytes>,
    /// Ends with the connection, and says why.
    pub connection: JoinHandle<Result<(), h2::Error>>,
}

/// A response with all of its content.
#[derive(Debug)]
pub struct Http2Answer {
    /// The status.
    pub status: u16,
    /// Its fields.
    pub headers: HeaderMap,
    /// The content.
    pub content: Vec<u8>,
}

impl Http2Answer {
    /// The content as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.content).into_owned()
    }
}

/// Runs a test that waits, for as long as any test may take.
pub fn run<T>(test: impl Future<Output = Result<T>>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async { tokio::time::timeout(DEADLINE, test).await.context("the test hangs")? })
}

impl Http2Client {
    /// In the clear, without having asked.
    pub async fn open(address: SocketAddr) -> Result<Self> {
        Self::open_with(address, &Builder::new()).await
    }

    /// The same with settings.
    pub async fn open_with(address: SocketAddr, builder: &Builder) -> Result<Self> {
        Self::over(TcpStream::connect(address).await?, builder).await
    }

    /// Over TLS, where it is agreed on.
    pub async fn open_tls(address: SocketAddr, name: &str, ca: &str) -> Result<Self> {
        let connector = TlsConnector::from(tls_client::config(ca, &[b"h2", b"http/1.1"])?);
        let socket = TcpStream::connect(address).await?;
        let stream = connector.connect(ServerName::try_from(name.to_owned())?, socket).await?;
        ensure!(stream.get_ref().1.alpn_protocol() == Some(b"h2"), "HTTP/2 was not agreed on");
        Self::over(stream, &Builder::new()).await
    }

    async fn over<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(stream: S, builder: &Builder) -> Result<Self> {
        let (requests, connection) = builder.handshake(stream).await?;
        Ok(Self { requests, connection: tokio::spawn(connection) })
    }

    /// Asks, and waits for the head of the response.
    pub async fn begin(&mut self, request: Request<()>, body: &[u8]) -> Result<Response<RecvStream>> {
        let mut requests = self.requests.clone().ready().await?;
        let (response, mut sending) = requests.send_request(request, body.is_empty())?;
        if !body.is_empty() {
            sending.send_data(Bytes::copy_from_slice(body), true)?;
        }
        Ok(response.await?)
    }

    /// Asks, and waits for all of the response.
    pub async fn ask(&mut self, request: Request<()>, body: &[u8]) -> Result<Http2Answer> {
        let (head, mut receiving) = self.begin(request, body).await?.into_parts();
        let mut content = Vec::new();
        while let Some(piece) = receiving.data().await {
            let piece = piece?;
            receiving.flow_control().release_capacity(piece.len())?;
            content.extend_from_slice(&piece);
        }
        Ok(Http2Answer { status: head.status.as_u16(), headers: head.headers, content })
    }

    /// The content for a GET that succeeds.
    pub async fn text(&mut self, url: &str) -> Result<String> {
        let answer = self.ask(Request::get(url).body(())?, b"").await?;
        ensure!(answer.status == 200, "{url}: {} {}", answer.status, answer.text());
        Ok(answer.text())
    }
}
