//! A request's target and header fields, as handlers look at them.

use crate::request::{Body, RequestHeaders};
use crate::testing::TestRequest;
use crate::{Request, Response};

/// A request's head without its end: the target in the first line, and a field in each further one. All of it is there for the
/// handler, and nothing else.
pub fn request_fields(input: &[u8]) {
    let mut lines = input.split(|&byte| byte == b'\n');
    let target = lines.next().unwrap_or_default().to_vec();
    let fields: Vec<_> = lines
        .filter_map(|line| {
            let (name, value) = line.split_at(memchr::memchr(b':', line)?);
            Some((name, value.get(1..)?))
        })
        .collect();
    let mut request = TestRequest::get(&target);
    for (name, value) in &fields {
        request = request.header(*name, *value);
    }
    let handler = |request: Request, _: Response| {
        check_headers(request.headers(), &fields);
        check_target(&request, &target);
        check_cookies(&request);
        let _ = request.auth();
        if let Ok(converted) = http::Request::<Body>::try_from(&request) {
            assert_eq!(converted.headers().len(), request.headers().iter().count(), "a field got lost");
        }
        "looked at"
    };
    let answer = request.answered_by(handler);
    assert_eq!(answer.text(), "looked at", "a part of the request can not be looked at");
}

fn check_headers(headers: &RequestHeaders, fields: &[(&[u8], &[u8])]) {
    let proper = || fields.iter().filter(|(name, _)| !name.starts_with(b":"));
    assert!(headers.iter().eq(proper().copied()), "not the fields that came");
    for (name, _) in proper() {
        let values = proper().filter(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| *value);
        assert_eq!(headers.get_list(name.to_ascii_uppercase()), values.collect::<Vec<_>>(), "in another case");
        assert!(headers.contains(name));
    }
}

fn check_target(request: &Request, target: &[u8]) {
    let url = request.url_parts();
    let whole = [url.scheme(), "://", url.netloc(), url.path()].concat();
    assert!(url.url().starts_with(&whole), "{} does not begin with {whole}", url.url());
    assert!(url.url().len() <= whole.len() + url.query().len() + url.fragment().len() + 2, "bytes that are of no part");
    let _ = (url.hostname(), url.port());
    let query = request.query();
    for name in query.names() {
        assert!(query.contains(name) && query.first(name).is_some() && query.last(name).is_some());
    }
    let without_fragment = target.split(|&byte| byte == b'#').next().unwrap_or_default();
    let text =
        memchr::memchr(b'?', without_fragment).and_then(|mark| without_fragment.get(mark + 1..)).unwrap_or_default();
    assert_eq!(
        query.is_empty(),
        text.iter().all(|&byte| byte == b'&'),
        "a query without parameters, or the other way round"
    );
}

fn check_cookies(request: &Request) {
    let field = request.headers().first("cookie").unwrap_or_default();
    let cookies = request.cookies();
    let mut names = Vec::new();
    for (name, value) in cookies.iter() {
        assert!(!name.is_empty() && !name.starts_with(b"$"), "no name");
        assert!(!names.contains(&name), "one name twice");
        assert!(memchr::memmem::find(field, value).is_some(), "a value that nobody has sent");
        assert_eq!(cookies.first(name), Some(value));
        names.push(name);
    }
    assert_eq!(cookies.to_multi_dict().names().collect::<Vec<_>>(), names);
}
