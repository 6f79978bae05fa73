//! What `handlers/hello.py` answers, as a component of `wasi:http/proxy`.

use wasip2::exports::http::incoming_handler::Guest;
use wasip2::http::types::{Fields, IncomingRequest, OutgoingBody, OutgoingResponse, ResponseOutparam};

struct Hello;

wasip2::http::proxy::export!(Hello);

impl Guest for Hello {
    fn handle(_request: IncomingRequest, outparam: ResponseOutparam) {
        let fields = Fields::from_list(&[("Content-Type".to_owned(), b"text/plain".to_vec())]).expect("a valid field");
        let response = OutgoingResponse::new(fields);
        let body = response.body().expect("asked for once");
        ResponseOutparam::set(outparam, Ok(response));
        let stream = body.write().expect("asked for once");
        // Who does not want the content has left.
        let _ = stream.blocking_write_and_flush(b"hello");
        drop(stream);
        let _ = OutgoingBody::finish(body, None);
    }
}
