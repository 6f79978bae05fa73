//! Requests of other servers. The argument is a URL; behind it, with blanks between, may stand the method, the bytes of the
//! content, and the time in milliseconds for each part.

use wasip2::http::outgoing_handler;
use wasip2::http::types::{
    ErrorCode, Fields, FutureIncomingResponse, IncomingRequest, IncomingResponse, Method, OutgoingBody,
    OutgoingRequest, RequestOptions, ResponseOutparam, Scheme,
};

use crate::sends;

/// Answers, if it is asked for one of these.
pub fn answer(
    what: &str,
    argument: &str,
    request: IncomingRequest,
    out: ResponseOutparam,
) -> Option<(IncomingRequest, ResponseOutparam)> {
    match what {
        "fetch" => sends::text(out, 200, &told(Wanted::of(argument).fetch())),
        "forward" => forward(argument, out),
        // As many at once as the argument's first part says.
        "fetch-many" => {
            let (count, url) = argument.split_once("%20").expect("a number and a URL");
            let wanted = Wanted::of(url);
            let sent: Vec<_> = (0..count.parse().expect("a number")).map(|_| wanted.send()).collect();
            let told: Vec<_> = sent.into_iter().map(|sent| sent.and_then(wait)).collect();
            let told: Vec<_> =
                told.iter().map(|one| one.as_ref().map_or_else(name, |got| got.status().to_string())).collect();
            sends::text(out, 200, &told.join("\n"));
        }
        // Sends, and does not wait.
        "leave" => {
            let sent = Wanted::of(argument).send();
            sends::text(out, 200, "left");
            std::mem::forget(sent);
        }
        _ => return Some((request, out)),
    }
    None
}

struct Wanted {
    scheme: Scheme,
    authority: String,
    target: String,
    method: Method,
    content: usize,
    milliseconds: Option<u64>,
}

impl Wanted {
    fn of(argument: &str) -> Self {
        let mut parts = argument.split("%20");
        let (scheme, rest) = parts.next().and_then(|url| url.split_once("://")).expect("a URL");
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        Self {
            scheme: match scheme {
                "http" => Scheme::Http,
                "https" => Scheme::Https,
                other => Scheme::Other(other.to_owned()),
            },
            authority: authority.to_owned(),
            target: format!("/{path}"),
            method: match parts.next() {
                None | Some("GET") => Method::Get,
                Some("POST") => Method::Post,
                Some("CONNECT") => Method::Connect,
                Some(other) => Method::Other(other.to_owned()),
            },
            content: parts.next().map_or(0, |bytes| bytes.parse().expect("a size")),
            milliseconds: parts.next().map(|time| time.parse().expect("a time")),
        }
    }

    fn send(&self) -> Result<FutureIncomingResponse, ErrorCode> {
        let request = OutgoingRequest::new(Fields::from_list(&[("x-own".into(), b"1".to_vec())]).expect("fields"));
        request.set_method(&self.method).expect("a method");
        request.set_scheme(Some(&self.scheme)).expect("a scheme");
        request
            .set_authority(Some(&self.authority))
            .map_err(|()| ErrorCode::InternalError(Some("no authority".into())))?;
        request.set_path_with_query(Some(&self.target)).expect("a target");
        let options = self.milliseconds.map(|time| {
            let options = RequestOptions::new();
            let time = Some(time * 1_000_000);
            options.set_connect_timeout(time).expect("a time");
            options.set_first_byte_timeout(time).expect("a time");
            options.set_between_bytes_timeout(time).expect("a time");
            options
        });
        let body = request.body().expect("a body");
        let sent = outgoing_handler::handle(request, options)?;
        sends::finish(body, &vec![b'x'; self.content]);
        Ok(sent)
    }

    fn fetch(&self) -> Result<(u16, Vec<u8>), String> {
        let response = self.send().and_then(wait).map_err(|code| name(&code))?;
        let (content, whole) = content(&response);
        if whole { Ok((response.status(), content)) } else { Err(format!("cut after {} bytes", content.len())) }
    }
}

fn wait(sent: FutureIncomingResponse) -> Result<IncomingResponse, ErrorCode> {
    sent.subscribe().block();
    sent.get().expect("it is there").expect("taken once")
}

fn content(response: &IncomingResponse) -> (Vec<u8>, bool) {
    let body = response.consume().expect("the body");
    let stream = body.stream().expect("its stream");
    let mut content = Vec::new();
    let (_, whole) = sends::pieces(&stream, |piece| content.extend_from_slice(piece));
    (content, whole)
}

fn told(fetched: Result<(u16, Vec<u8>), String>) -> String {
    match fetched {
        Ok((status, content)) => format!("{status} {}", String::from_utf8_lossy(&content)),
        Err(why) => why,
    }
}

/// The error's name, without what goes with it.
fn name(code: &ErrorCode) -> String {
    let shown = format!("{code:?}");
    shown
        .split(|c: char| !c.is_alphanumeric() && c != ':')
        .next()
        .unwrap_or_default()
        .rsplit(':')
        .next()
        .unwrap_or_default()
        .to_owned()
}

/// The other server's response, as it comes.
fn forward(url: &str, out: ResponseOutparam) {
    let response = match Wanted::of(url).send().and_then(wait) {
        Ok(response) => response,
        Err(code) => return sends::text(out, 502, &name(&code)),
    };
    let source = response.consume().expect("the body");
    let source = source.stream().expect("its stream");
    let body = sends::begin(out, response.status(), &[]);
    let stream = body.write().expect("a stream");
    let (_, whole) = sends::pieces(&source, |piece| drop(sends::write(&stream, piece)));
    drop(stream);
    if whole {
        let _ = OutgoingBody::finish(body, None);
    }
}
