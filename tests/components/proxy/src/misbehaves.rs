//! Responses as they should not be.

use std::mem::forget;

use wasip2::http::types::{ErrorCode, IncomingRequest, OutgoingBody, ResponseOutparam};

use crate::sends;

/// Answers, if it is asked for one of these.
pub fn answer(
    what: &str,
    request: IncomingRequest,
    out: ResponseOutparam,
) -> Option<(IncomingRequest, ResponseOutparam)> {
    match what {
        "none" => forget(out),
        "dropped" => drop(out),
        "error" => ResponseOutparam::set(out, Err(ErrorCode::InternalError(Some("as asked".into())))),
        "trap" => trap(),
        "trap-late" => {
            let body = sends::begin(out, 200, &[]);
            let stream = body.write().expect("a stream");
            let _ = sends::write(&stream, &[b'x'; 100_000]);
            trap();
        }
        "short" => sends::finish(sends::begin(out, 200, &[("content-length", "10")]), b"short"),
        "short-late" => sends::finish(sends::begin(out, 200, &[("content-length", "200000")]), &[b'x'; 100_000]),
        "long" => sends::finish(sends::begin(out, 200, &[("content-length", "5")]), b"longer"),
        "long-late" => {
            let body = sends::begin(out, 200, &[("content-length", "100000")]);
            let stream = body.write().expect("a stream");
            let _ = sends::write(&stream, &[b'x'; 100_000]);
            let _ = sends::write(&stream, b"y");
            drop(stream);
            let _ = OutgoingBody::finish(body, None);
        }
        "unfinished" => unfinished(sends::begin(out, 200, &[]), 4),
        "unfinished-late" => unfinished(sends::begin(out, 200, &[]), 100_000),
        "unfinished-sized" => unfinished(sends::begin(out, 200, &[("content-length", "4")]), 4),
        "dropped-late" => {
            let body = sends::begin(out, 200, &[]);
            let stream = body.write().expect("a stream");
            let _ = sends::write(&stream, &[b'x'; 100_000]);
            drop(stream);
            drop(body);
        }
        "endless" => {
            let body = sends::begin(out, 200, &[]);
            let stream = body.write().expect("a stream");
            while sends::write(&stream, &[b'x'; 64 << 10]).is_ok() {}
        }
        "computes" => {
            let body = sends::begin(out, 200, &[]);
            loop {
                std::hint::black_box(&body);
            }
        }
        "waits" => wasip2::clocks::monotonic_clock::subscribe_duration(u64::MAX).block(),
        "grows" => {
            let mut kept = Vec::new();
            loop {
                kept.push(vec![1_u8; 1 << 20]);
            }
        }
        _ => return Some((request, out)),
    }
    None
}

fn trap() -> ! {
    std::process::abort()
}

/// Returns with a body that nobody has finished.
fn unfinished(body: OutgoingBody, length: usize) {
    let stream = body.write().expect("a stream");
    let _ = sends::write(&stream, &vec![b'x'; length]);
    forget((stream, body));
}
