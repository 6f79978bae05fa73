use bytes::Bytes;
use http::header::{HOST, HeaderMap, HeaderName, HeaderValue};
use http::{Method, Request, Uri};
use thiserror::Error;
use wasmtime_wasi_http::p2::bindings::http::types::Scheme;

use crate::exchange::RequestHead;

/// Why a request can not be shown to a component: what `wasi:http` has no form for.
#[derive(Debug, Error)]
pub enum RequestProblem {
    /// Its method is none.
    #[error("its method is none that wasi:http can show")]
    Method,
    /// A character in its target.
    #[error("its target has a character that wasi:http can not show ({0})")]
    Target(String),
    /// A character in a field.
    #[error("its field {0} has a character that wasi:http can not show")]
    Field(String),
    /// More fields than there is room for.
    #[error("it has more fields than wasi:http can show")]
    TooManyFields,
}

/// The request that `head` describes, without content.
pub fn request(head: &RequestHead) -> Result<Request<()>, RequestProblem> {
    let mut authority = None;
    let mut fields = HeaderMap::new();
    for field in head.fields.to_vec() {
        match field.name.strip_prefix(b":") {
            // HTTP/2 has the request line among its fields.
            Some(b"authority") => authority = Some(value(&field.name, &field.value)?),
            Some(_) => {}
            None => {
                let name = HeaderName::from_bytes(&field.name).map_err(|_| bad_field(&field.name))?;
                let value = value(&field.name, field.value.trim_ascii_end())?;
                fields.try_append(name, value).map_err(|_| RequestProblem::TooManyFields)?;
            }
        }
    }
    let mut request = Request::new(());
    *request.method_mut() = Method::from_bytes(head.method.as_bytes()).map_err(|_| RequestProblem::Method)?;
    *request.uri_mut() = uri(&head.target)?;
    // What a component is told as the authority; HTTP/1.0 may go without.
    let own = || HeaderValue::from_str(&head.server.to_string()).map_err(|_| bad_field(b"host"));
    match (fields.get(HOST), authority) {
        (Some(host), _) if host.to_str().is_ok_and(|host| !host.is_empty()) => {}
        (Some(host), _) if !host.is_empty() => return Err(bad_field(b"host")),
        (_, Some(authority)) if authority.to_str().is_ok() => drop(fields.insert(HOST, authority)),
        (_, Some(_)) => return Err(bad_field(b":authority")),
        (_, None) => drop(fields.insert(HOST, own()?)),
    }
    *request.headers_mut() = fields;
    Ok(request)
}

/// The scheme of `head`.
pub fn scheme(head: &RequestHead) -> Scheme {
    if head.scheme == "https" { Scheme::Https } else { Scheme::Http }
}

fn uri(target: &[u8]) -> Result<Uri, RequestProblem> {
    // A fragment has no place in a request, and would be left out silently.
    let refused = |why: &str| RequestProblem::Target(format!("{}: {why}", target.escape_ascii()));
    if target.contains(&b'#') {
        return Err(refused("a fragment"));
    }
    Uri::from_maybe_shared(Bytes::copy_from_slice(target)).map_err(|error| refused(&error.to_string()))
}

fn value(name: &[u8], value: &[u8]) -> Result<HeaderValue, RequestProblem> {
    HeaderValue::from_bytes(value).map_err(|_| bad_field(name))
}

fn bad_field(name: &[u8]) -> RequestProblem {
    RequestProblem::Field(name.escape_ascii().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::{Field, HeadFields};
    use crate::sandbox::python::no_request;

    fn head(target: &str, fields: &[(&str, &str)]) -> RequestHead {
        let field =
            |(name, value): &(&str, &str)| Field { name: name.as_bytes().into(), value: value.as_bytes().into() };
        RequestHead {
            method: "GET".to_owned(),
            target: target.as_bytes().to_vec(),
            fields: HeadFields::Parsed(fields.iter().map(field).collect()),
            ..no_request()
        }
    }

    #[test]
    fn fields_and_target_are_as_they_came() {
        let request =
            request(&head("/a%20?b=%C3%A9&c", &[("Host", "a"), ("X-One", "1 "), ("x-one", "\u{e9}")])).unwrap();
        assert_eq!(request.uri().path_and_query().unwrap(), "/a%20?b=%C3%A9&c");
        let values: Vec<_> = request.headers().get_all("x-one").iter().map(HeaderValue::as_bytes).collect();
        assert_eq!(values, [b"1".as_slice(), "\u{e9}".as_bytes()]);
    }

    #[test]
    fn there_is_always_an_authority() {
        let host = |fields| request(&head("/", fields)).map(|request| request.headers()[HOST].clone());
        assert_eq!(host(&[]).unwrap(), "0.0.0.0:0");
        assert_eq!(host(&[("Host", "")]).unwrap(), "0.0.0.0:0");
        assert_eq!(host(&[(":method", "GET"), (":authority", "a:1")]).unwrap(), "a:1");
        assert!(host(&[("Host", "\u{e9}")]).is_err());
    }

    #[test]
    fn what_has_no_form_is_refused() {
        for target in ["/a#b", "/a\\b c", ""] {
            assert!(matches!(request(&head(target, &[])), Err(RequestProblem::Target(_))), "{target}");
        }
        for (name, value) in [("a b", "c"), ("a", "b\u{1}"), ("", "a")] {
            let refused = request(&head("/", &[(name, value)]));
            assert!(matches!(refused, Err(RequestProblem::Field(_))), "{name}: {value}");
        }
    }
}
