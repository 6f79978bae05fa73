//! Forms in bodies, urlencoded and of several parts.

use percent_encoding::{NON_ALPHANUMERIC, percent_encode};

use crate::request::Form;
use crate::testing::TestRequest;
use crate::{Request, Response};

/// In no input of the fuzzer's, or the input is left alone.
const BOUNDARY: &str = "zoundary-of-the-property";

/// A line with the value of `Content-Type`, and a body. What is read of a form lies in its body, and is the same when it is written
/// as a form again.
pub fn forms(input: &[u8]) {
    let end = memchr::memchr(b'\n', input).unwrap_or(input.len());
    let (content_type, body) = input.split_at(end);
    let body = body.get(1..).unwrap_or_default();
    let Some(form) = read(content_type, body) else { return };
    let values = || form.names().flat_map(|name| form.values(name).iter().map(move |value| (name, value)));
    if values().any(|(_, value)| value.content_type().is_some()) {
        let parts = memchr::memmem::find_iter(body, b"--").count();
        assert!(values().count() <= parts, "more parts than delimiters");
        for (_, value) in values() {
            let content = value.content();
            assert!(memchr::memmem::find(body, content).is_some(), "content that nobody has sent");
            assert!(value.filename() != Some(""), "an empty name of a file");
        }
        check_parts(body, &values().map(|(_, value)| value.content()).collect::<Vec<_>>());
    } else {
        let encoded = |bytes: &[u8]| percent_encode(bytes, NON_ALPHANUMERIC).to_string();
        let pairs = values().map(|(name, value)| format!("{}={}", encoded(name), encoded(value.content())));
        let again = read(b"application/x-www-form-urlencoded", pairs.collect::<Vec<_>>().join("&").as_bytes());
        assert_eq!(again.as_ref(), Some(&form), "written as a form again");
    }
}

fn read(content_type: &[u8], body: &[u8]) -> Option<Form> {
    let mut form = None;
    let handler = |request: Request, _: Response| {
        form = request.form().ok();
        "read"
    };
    let answer = TestRequest::post("/", body).header("Content-Type", content_type).answered_by(handler);
    assert_eq!(answer.text(), "read", "the form's reader has failed");
    form
}

/// The contents of parts, written as parts again.
fn check_parts(body: &[u8], contents: &[&[u8]]) {
    if memchr::memmem::find(body, BOUNDARY.as_bytes()).is_some() {
        return;
    }
    let mut written = Vec::new();
    for content in contents {
        let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n");
        written.extend_from_slice(head.as_bytes());
        written.extend_from_slice(content);
        written.extend_from_slice(b"\r\n");
    }
    written.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    let again = read(format!("multipart/form-data; boundary={BOUNDARY}").as_bytes(), &written).unwrap_or_default();
    assert_eq!(again.get_list("x"), contents, "written as parts again");
}
