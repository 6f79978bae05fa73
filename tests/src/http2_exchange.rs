//! All that comes for one request on HTTP/2: interim responses, pushes, the response, trailers.

use std::future::poll_fn;

use anyhow::{Result, ensure};
use bytes::Bytes;
use h2::RecvStream;
use h2::client::{PushPromises, ResponseFuture};
use http::{HeaderMap, Request, Response};

use crate::http2_client::{Http2Answer, Http2Client};

/// See the module.
#[derive(Debug)]
pub struct Http2Exchange {
    /// Status and fields.
    pub interim: Vec<(u16, HeaderMap)>,
    /// What was pushed, in the order of the promises.
    pub pushes: Vec<Push>,
    /// The response.
    pub answer: Http2Answer,
    /// The fields behind its content.
    pub trailers: HeaderMap,
}

/// Something pushed.
#[derive(Debug)]
pub struct Push {
    /// The request that it is for.
    pub path: String,
    /// The response; none when the promise was taken back.
    pub answer: Option<Http2Answer>,
}

impl Http2Client {
    /// Asks, with a DATA frame for each of `pieces`, and waits for all that comes.
    pub async fn exchange(&mut self, request: Request<()>, pieces: &[&[u8]]) -> Result<Http2Exchange> {
        let mut requests = self.requests.clone().ready().await?;
        let (mut response, mut sending) = requests.send_request(request, pieces.is_empty())?;
        for (index, piece) in pieces.iter().enumerate() {
            sending.send_data(Bytes::copy_from_slice(piece), index + 1 == pieces.len())?;
        }
        let promises = response.push_promises();
        let (pushes, (interim, answer, trailers)) = tokio::try_join!(take_pushes(promises), take_response(response))?;
        Ok(Http2Exchange { interim, pushes, answer, trailers })
    }

    /// The same for a GET of `target` on a.example.
    pub async fn exchange_get(&mut self, target: &str) -> Result<Http2Exchange> {
        self.exchange(Request::get(format!("http://a.example{target}")).body(())?, &[]).await
    }
}

type Interim = Vec<(u16, HeaderMap)>;

async fn take_response(mut response: ResponseFuture) -> Result<(Interim, Http2Answer, HeaderMap)> {
    let mut interim = Vec::new();
    while let Some(head) = poll_fn(|context| response.poll_informational(context)).await {
        let (head, ()) = head?.into_parts();
        interim.push((head.status.as_u16(), head.headers));
    }
    let (answer, trailers) = take_content(response.await?).await?;
    Ok((interim, answer, trailers))
}

async fn take_content(response: Response<RecvStream>) -> Result<(Http2Answer, HeaderMap)> {
    let (head, mut receiving) = response.into_parts();
    let mut content = Vec::new();
    while let Some(piece) = receiving.data().await {
        let piece = piece?;
        receiving.flow_control().release_capacity(piece.len())?;
        content.extend_from_slice(&piece);
    }
    let trailers = receiving.trailers().await?.unwrap_or_default();
    Ok((Http2Answer { status: head.status.as_u16(), headers: head.headers, content }, trailers))
}

async fn take_pushes(mut promises: PushPromises) -> Result<Vec<Push>> {
    let mut pushes = Vec::new();
    while let Some(promise) = promises.push_promise().await {
        let (request, response) = promise?.into_parts();
        ensure!(request.method() == "GET", "a push for {}", request.method());
        let answer = match response.await {
            Ok(response) => Some(take_content(response).await?.0),
            Err(_) => None,
        };
        pushes.push(Push { path: request.uri().path().to_owned(), answer });
    }
    Ok(pushes)
}
