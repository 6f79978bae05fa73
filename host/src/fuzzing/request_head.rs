//! Requests on a connection, as hyper reads them and as the recorder keeps them: the same ones.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Empty};
use hyper::body::Incoming;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use thiserror::Error;

use super::no_request::no_request;
use super::pieces::ways;
use crate::exchange::{Field, HeadFields, Mount, RequestHead, arguments, meta_variables};
use crate::router;
use crate::sandbox::components::http::request::request as wasi_request;
use crate::server::head_recorder::{HeadRecorder, RecordedHead};
use crate::server::service::{request_method, request_target};
use crate::server::{BUFFER, HEAD_FIELDS};
use crate::static_files::Asked;

/// More turns than a connection can take whose bytes are all there.
const TURNS: usize = 10_000;

/// What a connection's bytes came to.
type Requests = Vec<(Bytes, Option<Bytes>)>;

/// The bytes of a connection: hyper finds no request in them that was not recorded, none otherwise than it was recorded, and the
/// same ones however the bytes come. What handlers are told of one is all that it holds.
pub fn request_head(connection: &[u8]) {
    let whole = read(vec![connection]);
    for pieces in ways(connection) {
        assert_eq!(read(pieces.clone()), whole, "cut into {pieces:?}");
    }
    for (head, _) in &whole {
        show(head);
    }
}

/// The requests that are answered: their heads and, as far as it was whole, their content.
fn read(pieces: Vec<&[u8]>) -> Requests {
    let pieces = pieces.into_iter().filter(|piece| !piece.is_empty()).map(<[u8]>::to_vec).collect();
    let recorder = Rc::new(RefCell::new(HeadRecorder::default()));
    let requests = Rc::new(RefCell::new(Requests::new()));
    let bytes = Connection { pieces, held: Vec::new(), unread: Vec::new(), recorder: Rc::clone(&recorder) };
    let answer = {
        let requests = Rc::clone(&requests);
        service_fn(move |request: Request<Incoming>| {
            let recorded = recorder.borrow_mut().take();
            let requests = Rc::clone(&requests);
            async move {
                // What the server refuses, and closes the connection.
                let head = recorded.filter(|head| head.problem.is_none()).ok_or(Refused)?;
                let Some(head) = compared(&request, head) else { return Err(Refused) };
                requests.borrow_mut().push((head, None));
                let content = request.into_body().collect().await.map_err(|_| Refused)?.to_bytes();
                if let Some((_, last)) = requests.borrow_mut().last_mut() {
                    *last = Some(content);
                }
                Ok(Response::new(Empty::<Bytes>::new()))
            }
        })
    };
    let connection = http1::Builder::new()
        .half_close(true)
        .max_buf_size(BUFFER)
        .auto_date_header(false)
        .max_headers(HEAD_FIELDS)
        .serve_connection(bytes, answer);
    let mut connection = pin!(connection);
    let mut context = Context::from_waker(Waker::noop());
    let ended = (0..TURNS).any(|_| connection.as_mut().poll(&mut context).is_ready());
    assert!(ended, "the connection does not end");
    requests.take()
}

#[derive(Debug, Error)]
#[error("refused")]
struct Refused;

/// The recorded head, if it is one to answer. It is what hyper has read.
fn compared(request: &Request<Incoming>, head: RecordedHead) -> Option<Bytes> {
    let method = request_method(&head.bytes)?;
    let target = request_target(&head.bytes, &method)?;
    let shown = match &*method {
        "HEAD" => "HIDE",
        "CONNECT" => "KONNECT",
        other => other,
    };
    assert_eq!(request.method().as_str(), shown, "the method of {}", head.bytes.escape_ascii());
    if let (Some(b'/'), Some(read)) = (target.first(), request.uri().path_and_query()) {
        let without_fragment = target.split(|&byte| byte == b'#').next().unwrap_or_default();
        let plain = |byte: &u8| if *byte >= 0x80 || b"\"<>\\^`{|}".contains(byte) { b'_' } else { *byte };
        let target: Vec<u8> = without_fragment.iter().map(plain).collect();
        assert_eq!(read.as_str().as_bytes(), target, "the target of {}", head.bytes.escape_ascii());
    }
    let mut recorded: BTreeMap<String, Vec<Vec<u8>>> = BTreeMap::new();
    for Field { name, value } in HeadFields::Raw(head.bytes.clone()).to_vec() {
        let name = String::from_utf8_lossy(&name).to_ascii_lowercase();
        recorded.entry(name).or_default().push(value.trim_ascii_end().to_vec());
    }
    let mut read: BTreeMap<String, Vec<Vec<u8>>> = BTreeMap::new();
    for (name, value) in request.headers() {
        read.entry(name.as_str().to_owned()).or_default().push(value.as_bytes().trim_ascii_end().to_vec());
    }
    assert_eq!(read, recorded, "the fields of {}", head.bytes.escape_ascii());
    Some(head.bytes)
}

/// What programs of each kind are told of a request.
fn show(head: &Bytes) {
    let method = request_method(head).unwrap_or_default();
    let target = request_target(head, &method).unwrap_or_default().to_vec();
    let fields = HeadFields::Raw(head.clone());
    let lines = fields.to_vec();
    let request = RequestHead { method, target, fields, mount: Mount { parts: 1, ..Mount::default() }, ..no_request() };
    if let Ok(path) = router::docroot_path(&String::from_utf8_lossy(&request.target)) {
        assert!(!path.contains("..") && !path.contains(['\0', '\\']) && !path.starts_with('/'), "{path:?} leads out");
        let again = router::docroot_path(&format!("/{}", router::encode(&path)));
        assert_eq!(again.as_deref(), Ok(&*path), "encoded and decoded");
    }
    let asked = Asked::new(&request, "a");
    assert_eq!(asked.fields.len(), lines.len());
    let _ = asked.pipe_expression();
    for (name, _) in meta_variables(&request, "a") {
        assert!(!name.contains(['=', '\0']), "{name:?} is no variable");
    }
    assert!(arguments(&request, "a").iter().all(|argument| !argument.contains('\0')), "an argument with NUL");
    let Ok(shown) = wasi_request(&request) else { return };
    assert_eq!(shown.method().as_str(), request.method);
    for Field { name, value } in lines {
        let name = String::from_utf8_lossy(&name).into_owned();
        let value = value.trim_ascii_end();
        let is_there = shown.headers().get_all(&name).iter().any(|shown| shown.as_bytes() == value);
        assert!(is_there || name.eq_ignore_ascii_case("host"), "{name} got lost");
    }
}

/// The client's end, which has sent all it has to send, and takes what it is sent.
struct Connection {
    pieces: std::collections::VecDeque<Vec<u8>>,
    /// As the wire holds it.
    held: Vec<u8>,
    /// Came, and did not fit.
    unread: Vec<u8>,
    recorder: Rc<RefCell<HeadRecorder>>,
}

impl Read for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        mut buffer: ReadBufCursor<'_>,
    ) -> Poll<std::io::Result<()>> {
        while self.unread.is_empty() {
            let piece = self.pieces.pop_front();
            let at_end = piece.is_none();
            let mut bytes = std::mem::take(&mut self.held);
            bytes.extend(piece.unwrap_or_default());
            if bytes.is_empty() {
                return Poll::Ready(Ok(()));
            }
            let mut recorder = self.recorder.borrow_mut();
            let taken = if at_end {
                recorder.feed_last(&mut bytes);
                bytes.len()
            } else {
                recorder.feed(&mut bytes)
            };
            drop(recorder);
            self.held = bytes.split_off(taken);
            self.unread = bytes;
        }
        let count = buffer.remaining().min(self.unread.len());
        let rest = self.unread.split_off(count);
        buffer.put_slice(&std::mem::replace(&mut self.unread, rest));
        Poll::Ready(Ok(()))
    }
}

impl Write for Connection {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, output: &[u8]) -> Poll<std::io::Result<usize>> {
        Poll::Ready(Ok(output.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
