//! What a client is told when there is no response from a handler: wptserve's JSON error, worded as the policy has it.

use std::fmt::Write as _;

use bytes::Bytes;

use crate::exchange::{Field, ResponseHead, standard_reason};
use crate::policy::{Limit, Policy};

/// A failed request: with `detail` where the policy shows it, else with the status's standard phrase.
pub fn failure(status: u16, detail: Option<&str>, policy: &Policy) -> (ResponseHead, Bytes) {
    let message = detail.filter(|_| policy.error_detail).unwrap_or_else(|| standard_reason(status));
    json(status, message)
}

/// A request that used up a limit; its name is told in every profile, so that the handler's author can act.
pub fn over_limit(limit: Limit) -> (ResponseHead, Bytes) {
    json(limit.status(), &format!("the request used up its limit: {limit}"))
}

/// A request that could be answered after `seconds`.
pub fn try_later(status: u16, message: &str, seconds: u64) -> (ResponseHead, Bytes) {
    let (mut head, content) = json(status, message);
    head.fields.push(Field { name: b"Retry-After".to_vec(), value: seconds.to_string().into_bytes() });
    (head, content)
}

/// `{"error": {"code": …, "message": …}}`, as wptserve words it.
pub fn json(status: u16, message: &str) -> (ResponseHead, Bytes) {
    let mut content = format!("{{\"error\": {{\"code\": {status}, \"message\": ");
    push_json_string(&mut content, message);
    content.push_str("}}");
    let mut head = ResponseHead::plain(status, "application/json");
    head.fields.push(Field { name: b"Content-Length".to_vec(), value: content.len().to_string().into_bytes() });
    (head, Bytes::from(content))
}

/// A JSON string of ASCII characters alone, as Python's `json` writes it.
fn push_json_string(out: &mut String, text: &str) {
    out.push('"');
    for unit in text.encode_utf16() {
        match char::from_u32(u32::from(unit)) {
            Some('"') => out.push_str("\\\""),
            Some('\\') => out.push_str("\\\\"),
            Some('\n') => out.push_str("\\n"),
            Some('\r') => out.push_str("\\r"),
            Some('\t') => out.push_str("\\t"),
            Some(c @ ' '..='~') => out.push(c),
            // Writing to a string can not fail.
            _ => drop(write!(out, "\\u{unit:04x}")),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_what_python_would_write() {
        let (_, content) = json(500, "a \"b\"\n\u{1F600}é");
        assert_eq!(content, "{\"error\": {\"code\": 500, \"message\": \"a \\\"b\\\"\\n\\ud83d\\ude00\\u00e9\"}}");
    }
}
