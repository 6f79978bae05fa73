//! Heads between HTTP/2, as h2 has them, and the exchange.

use http::header::{CONNECTION, CONTENT_LENGTH, COOKIE, DATE, HOST, MaxSizeReached, SERVER};
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri};
use thiserror::Error;

use crate::exchange::{Field, MOST_FIELDS, ResponseHead, SERVER_NAME, date_now};

/// Fields about a connection. In HTTP/2 there are none (RFC 9113, 8.2.2).
const OF_CONNECTION: [&str; 6] = ["connection", "keep-alive", "proxy-connection", "te", "transfer-encoding", "upgrade"];

/// A head that is not sent.
#[derive(Clone, Copy, Debug, Error)]
#[error("a response on HTTP/2 has at most {MOST_FIELDS} header fields")]
pub struct TooManyFields;

impl From<MaxSizeReached> for TooManyFields {
    fn from(_: MaxSizeReached) -> Self {
        Self
    }
}

/// The target as HTTP/1 would have it.
pub fn target<B>(request: &Request<B>) -> Vec<u8> {
    request.uri().path_and_query().map_or("*", PathAndQuery::as_str).as_bytes().to_vec()
}

/// The fields in order, pseudo-header fields before all others. A cookie that came in parts is one again (RFC 9113,
/// 8.2.3).
pub fn fields<B>(request: &Request<B>) -> Vec<Field> {
    let uri = request.uri();
    let scheme = uri.scheme_str().unwrap_or_default();
    let authority = uri.authority().map(http::uri::Authority::as_str).unwrap_or_default();
    let target = target(request);
    let pseudo: [(&[u8], &[u8]); 4] = [
        (b":method", request.method().as_str().as_bytes()),
        (b":scheme", scheme.as_bytes()),
        (b":authority", authority.as_bytes()),
        (b":path", &target),
    ];
    let pseudo = pseudo.into_iter().filter(|(_, value)| !value.is_empty());
    let mut fields: Vec<Field> =
        pseudo.map(|(name, value)| Field { name: name.to_vec(), value: value.to_vec() }).collect();
    let headers = request.headers();
    for name in headers.keys() {
        let values = headers.get_all(name).iter().map(HeaderValue::as_bytes);
        if name == COOKIE {
            let values: Vec<_> = values.collect();
            fields.push(Field { name: b"cookie".to_vec(), value: values.join(&b"; "[..]) });
        } else {
            fields.extend(values.map(|value| Field { name: name.as_str().into(), value: value.to_vec() }));
        }
    }
    fields
}

/// What is wrong with a request that must not be answered.
pub fn problem<B>(request: &Request<B>) -> Option<&'static str> {
    if request.headers().values().any(|value| value.as_bytes() != value.as_bytes().trim_ascii()) {
        // RFC 9113, 8.2.1: it would be another value after a server that trims.
        return Some("a field whose value begins or ends with white space");
    }
    let mut hosts = request.headers().get_all(HOST).iter();
    let host = hosts.next()?;
    if hosts.next().is_some() {
        return Some("more than one Host");
    }
    let authority = request.uri().authority()?.as_str().as_bytes();
    (!host.as_bytes().eq_ignore_ascii_case(authority)).then_some("a Host that is not the :authority")
}

/// A response without content. `length` is what a `Content-Length` says that is added because the head is to be
/// completed. Fields that HTTP/2 does not have are left out.
pub fn response(head: &ResponseHead, length: Option<u64>) -> Result<Response<()>, TooManyFields> {
    if head.fields.len() > MOST_FIELDS {
        return Err(TooManyFields);
    }
    let mut response = Response::new(());
    // Checked when the handler began the response.
    *response.status_mut() = StatusCode::from_u16(head.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let of_connection: Vec<&[u8]> =
        head.values(CONNECTION.as_str()).flat_map(|value| value.split(|&b| b == b',')).collect();
    let headers = response.headers_mut();
    for Field { name, value } in &head.fields {
        let named = of_connection.iter().any(|other| other.trim_ascii().eq_ignore_ascii_case(name));
        match (HeaderName::from_bytes(name), HeaderValue::from_bytes(value.trim_ascii())) {
            (Ok(name), Ok(value)) if !named && !OF_CONNECTION.contains(&name.as_str()) => {
                headers.try_append(name, value)?;
            }
            (Ok(_), Ok(_)) => {}
            _ => tracing::debug!(name = %name.escape_ascii(), "a field that HTTP/2 does not allow is left out"),
        }
    }
    if head.complete {
        complete(headers, length);
    }
    Ok(response)
}

/// Fields behind the content. What HTTP/2 does not allow there is left out.
pub fn trailers(fields: &[Field]) -> Result<HeaderMap, TooManyFields> {
    let head = ResponseHead { status: 200, reason: None, fields: fields.to_vec(), complete: false };
    Ok(std::mem::take(response(&head, None)?.headers_mut()))
}

/// The request that a promise's `fields` describe, for the same scheme and authority as the request at `own`.
pub fn promise(fields: &[Field], own: &Uri) -> Result<Request<()>, &'static str> {
    let mut request = Request::builder();
    let (mut method, mut scheme, mut authority, mut path) = (None, None, None, None);
    for Field { name, value } in fields {
        match name.as_slice() {
            b":method" => method = Some(value),
            b":scheme" => scheme = Some(value),
            b":authority" => authority = Some(value),
            b":path" => path = Some(value),
            _ if OF_CONNECTION.iter().any(|other| other.as_bytes().eq_ignore_ascii_case(name)) => {}
            _ => request = request.header(name.as_slice(), value.as_slice()),
        }
    }
    let method = match method.map(Vec::as_slice) {
        Some(b"GET") => Method::GET,
        Some(b"HEAD") => Method::HEAD,
        _ => return Err("a push is for GET or HEAD"),
    };
    let (Some(own_scheme), Some(own_authority)) = (own.scheme_str(), own.authority()) else {
        return Err("only a request with an :authority can push");
    };
    if scheme.is_some_and(|scheme| scheme != own_scheme.as_bytes()) {
        return Err("a push is for the request's own :scheme");
    }
    if authority.is_some_and(|authority| !authority.eq_ignore_ascii_case(own_authority.as_str().as_bytes())) {
        return Err("a push is for the request's own :authority");
    }
    let path = path.filter(|path| path.starts_with(b"/")).ok_or("a push is for a :path from the root")?;
    let uri = Uri::builder().scheme(own_scheme).authority(own_authority.as_str()).path_and_query(path.as_slice());
    let uri = uri.build().map_err(|_| "the :path of a push is none")?;
    let request = request.method(method).uri(uri).body(()).map_err(|_| "a field of a push is none of HTTP's")?;
    if request.headers().contains_key(CONTENT_LENGTH) {
        return Err("a push is for a request without content");
    }
    Ok(request)
}

fn complete(headers: &mut HeaderMap, length: Option<u64>) {
    // There is room: `MOST_FIELDS` are far from the most that a map takes.
    headers.entry(SERVER).or_insert(HeaderValue::from_static(SERVER_NAME));
    if !headers.contains_key(DATE) {
        date_now(|date| {
            if let Ok(date) = HeaderValue::from_bytes(date) {
                headers.insert(DATE, date);
            }
        });
    }
    if let Some(length) = length {
        headers.entry(CONTENT_LENGTH).or_insert(length.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(fields: &[Field]) -> Vec<String> {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        fields.iter().map(|field| format!("{}={}", text(&field.name), text(&field.value))).collect()
    }

    #[test]
    fn a_request_shows_its_pseudo_fields_and_one_cookie() {
        let request = Request::get("https://a.example:8443/x?y=1")
            .header("cookie", "a=1")
            .header("x-twice", "1")
            .header("cookie", "b=2")
            .header("x-twice", "2")
            .body(())
            .unwrap();
        assert_eq!(target(&request), b"/x?y=1");
        let expected = [
            ":method=GET",
            ":scheme=https",
            ":authority=a.example:8443",
            ":path=/x?y=1",
            "cookie=a=1; b=2",
            "x-twice=1",
            "x-twice=2",
        ];
        assert_eq!(shown(&fields(&request)), expected);
        assert_eq!(problem(&request), None);
    }

    #[test]
    fn two_hosts_are_one_too_many() {
        let with_host = |host| Request::get("https://a.example/").header("host", host).body(()).unwrap();
        assert_eq!(problem(&with_host("A.example")), None);
        assert!(problem(&with_host("b.example")).is_some());
        let without_authority = |hosts: &[&str]| {
            let request = hosts.iter().fold(Request::get("/"), |request, host| request.header("host", *host));
            problem(&request.body(()).unwrap())
        };
        assert_eq!(without_authority(&["a.example"]), None);
        assert!(without_authority(&["a.example", "b.example"]).is_some());
        assert!(without_authority(&["a.example", "a.example"]).is_some());
    }

    #[test]
    fn a_promise_is_for_its_own_authority() {
        let own: Uri = "https://a.example/x".parse().unwrap();
        let promised = |pairs: &[(&str, &str)]| {
            let fields: Vec<_> =
                pairs.iter().map(|(name, value)| Field { name: (*name).into(), value: (*value).into() }).collect();
            promise(&fields, &own).map(|request| request.uri().to_string())
        };
        assert_eq!(promised(&[(":method", "GET"), (":path", "/y?z")]).unwrap(), "https://a.example/y?z");
        let full = [(":method", "HEAD"), (":path", "/"), (":scheme", "https"), (":authority", "A.example")];
        assert_eq!(promised(&full).unwrap(), "https://a.example/");
        assert!(promised(&[(":method", "GET"), (":path", "/y"), (":authority", "b.example")]).is_err());
        assert!(promised(&[(":method", "GET"), (":path", "/y"), (":scheme", "http")]).is_err());
        assert!(promised(&[(":method", "POST"), (":path", "/y")]).is_err());
        assert!(promised(&[(":method", "GET"), (":path", "y")]).is_err());
        assert!(promised(&[(":method", "GET"), (":path", "/y"), ("a b", "c")]).is_err());
        assert!(promised(&[(":method", "GET"), (":path", "/y"), ("content-length", "3")]).is_err());
    }

    #[test]
    fn a_response_loses_what_is_about_the_connection() {
        let field = |name: &str, value: &str| Field { name: name.into(), value: value.into() };
        let fields = vec![
            field("X-Kept", " a "),
            field("Connection", "close, X-Named"),
            field("X-Named", "1"),
            field("Keep-Alive", "timeout=5"),
            field("Set-Cookie", "a"),
            field("set-cookie", "b"),
        ];
        let head = ResponseHead { status: 299, reason: Some(b"odd".to_vec()), fields, complete: true };
        let response = response(&head, Some(3)).unwrap();
        assert_eq!(response.status(), 299);
        let names: Vec<_> = response.headers().iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["x-kept", "set-cookie", "set-cookie", "server", "date", "content-length"]);
    }
}
