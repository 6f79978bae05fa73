//! Shows requests, streams, and routes by path: a component of wasi:http, in Rust without Airlock's crate.
//!
//!     airlock build . --out rust.wasm
//!     airlock serve . & curl --data-binary hello http://127.0.0.1:8000/rust.wasm/echo?x=1

use std::convert::Infallible;

use futures_lite::stream;
use http_body_util::{BodyExt, BodyStream, StreamBody};
use wstd::http::body::{Body, Bytes, Frame};
use wstd::http::{Error, Request, Response};

#[wstd::http_server]
async fn main(request: Request<Body>) -> Result<Response<Body>, Error> {
    let place = request.uri().path().rsplit('/').next().unwrap_or_default().to_owned();
    let response = Response::builder().header("content-type", "text/plain");
    Ok(match place.as_str() {
        "echo" => response.body(echo(request))?,
        "count" => response.body(count())?,
        "teapot" => response
            .status(418)
            .header("x-kind", "teapot")
            .header("x-kind", "short")
            .body("short and stout\n".to_owned().into())?,
        _ => response.status(404).body("no such path\n".to_owned().into())?,
    })
}

/// The request's head, and its body as it comes.
fn echo(request: Request<Body>) -> Body {
    let head = shown(&request);
    let begin = stream::once(Ok::<_, Error>(Frame::data(Bytes::from(head))));
    let rest = BodyStream::new(request.into_body().into_boxed_body());
    Body::from_http_body(StreamBody::new(stream::StreamExt::chain(begin, rest)).map_err(Error::from))
}

/// The method, the target, and the request's own fields in the order of their names.
fn shown(request: &Request<Body>) -> String {
    let target = request.uri().path_and_query().map(|target| target.as_str()).unwrap_or_default();
    let fields = request.headers().iter().filter(|(name, _)| name.as_str().starts_with("x-"));
    let mut fields: Vec<_> =
        fields.map(|(name, value)| format!("{name}: {}\n", String::from_utf8_lossy(value.as_bytes()))).collect();
    fields.sort();
    format!("{} {target}\n{}\n", request.method(), fields.concat())
}

fn count() -> Body {
    let pieces = ["one\n", "two\n", "three\n"].map(|piece| Ok::<_, Infallible>(Bytes::from(piece)));
    Body::from_try_stream(stream::iter(pieces))
}
