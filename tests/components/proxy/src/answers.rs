//! Responses as they should be.

use wasip2::http::types::{Fields, IncomingRequest, OutgoingBody, OutgoingResponse, ResponseOutparam, Scheme};

use crate::sends;

/// Answers, if it is asked for one of these.
pub fn answer(
    what: &str,
    argument: &str,
    request: IncomingRequest,
    out: ResponseOutparam,
) -> Option<(IncomingRequest, ResponseOutparam)> {
    match what {
        "whole" => sends::text(out, 200, "whole"),
        "empty" => ResponseOutparam::set(out, Ok(OutgoingResponse::new(Fields::new()))),
        "status" => sends::text(out, argument.parse().expect("a status"), "content"),
        "sized" => sends::finish(sends::begin(out, 200, &[("content-length", "5")]), b"sized"),
        "declared" => {
            // What a HEAD is told, and nothing is written.
            let fields = Fields::from_list(&[("content-length".into(), b"12345".to_vec())]).expect("fields");
            ResponseOutparam::set(out, Ok(OutgoingResponse::new(fields)));
        }
        "head" => sends::text(out, 200, &head(&request)),
        "echo" => echo(&request, out),
        "count" => {
            let (bytes, whole) = sends::read(&request, |_| {});
            sends::text(out, 200, &format!("{bytes} bytes, {whole}"));
        }
        "big" => {
            let body = sends::begin(out, 200, &[]);
            sends::finish(body, &vec![b'x'; argument.parse().expect("a size")]);
        }
        "trailers" => trailers(out),
        "goes-on" => goes_on(&request, out),
        "prints" => {
            let error = wasip2::cli::stderr::get_stderr();
            sends::write(&error, b"to the error stream\nwithout an end").expect("stderr");
            let output = wasip2::cli::stdout::get_stdout();
            sends::write(&output, b"to the output\n").expect("stdout");
            sends::text(out, 200, "printed");
        }
        "counts" => sends::text(out, 200, &format!("request {}", count())),
        _ => return Some((request, out)),
    }
    None
}

/// Requests that this instance has answered.
fn count() -> u32 {
    use std::sync::atomic::{AtomicU32, Ordering};
    static COUNT: AtomicU32 = AtomicU32::new(0);
    COUNT.fetch_add(1, Ordering::Relaxed) + 1
}

fn head(request: &IncomingRequest) -> String {
    let scheme = match request.scheme() {
        Some(Scheme::Http) => "http",
        Some(Scheme::Https) => "https",
        _ => "other",
    };
    let (authority, target) = (request.authority().unwrap_or_default(), request.path_with_query().unwrap_or_default());
    let mut lines = vec![format!("{:?} {scheme} {authority} {target}", request.method())];
    for (name, value) in request.headers().entries() {
        lines.push(format!("{name}: {}", value.escape_ascii()));
    }
    lines.join("\n")
}

/// Each piece goes back before the next one is asked for.
fn echo(request: &IncomingRequest, out: ResponseOutparam) {
    let body = sends::begin(out, 200, &[]);
    let stream = body.write().expect("a stream");
    let (_, whole) = sends::read(request, |piece| drop(sends::write(&stream, piece)));
    drop(stream);
    if whole {
        let _ = OutgoingBody::finish(body, None);
    }
}

fn trailers(out: ResponseOutparam) {
    let body = sends::begin(out, 200, &[]);
    let stream = body.write().expect("a stream");
    let _ = sends::write(&stream, b"content");
    drop(stream);
    let trailers = Fields::from_list(&[("x-behind".into(), b"yes".to_vec())]).expect("fields");
    let _ = OutgoingBody::finish(body, Some(trailers));
}

/// The response is whole, and the component reads on.
fn goes_on(request: &IncomingRequest, out: ResponseOutparam) {
    sends::text(out, 200, "answered");
    let (bytes, _) = sends::read(request, |_| {});
    let error = wasip2::cli::stderr::get_stderr();
    let _ = sends::write(&error, format!("went on for {bytes} bytes\n").as_bytes());
}
