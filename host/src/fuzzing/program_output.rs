//! What programs write as their response, whole and in pieces: taken apart to the same.

use bytes::Bytes;

use super::pieces::ways;
use super::response_head;
use crate::exchange::{
    CgiProblem, CgiResponse, MessageProblem, MessageResponse, Missing, ResponseHead, ResponseMessage,
};

/// What became of CGI output.
#[derive(Debug, Default, PartialEq)]
struct OfCgi {
    head: Option<Vec<u8>>,
    content: Vec<u8>,
    problem: Option<CgiProblem>,
    redirect: Option<Vec<u8>>,
}

/// The output of a CGI program: one response that HTTP allows, a redirect within the server, or a problem, however it is cut.
pub fn cgi_output(output: &[u8]) {
    let whole = of_cgi(&[output]);
    for pieces in ways(output) {
        assert_eq!(of_cgi(&pieces), whole, "cut into {pieces:?}");
    }
    if let Some(target) = &whole.redirect {
        assert!(target.starts_with(b"/") && !target.starts_with(b"//"), "a redirect to another server");
        assert!(!target.iter().any(|byte| byte.is_ascii_control() || *byte == b' '), "a redirect that is no target");
    }
    assert!(output.ends_with(&whole.content), "content that was not written");
}

fn of_cgi(pieces: &[&[u8]]) -> OfCgi {
    let mut response = CgiResponse::default();
    let mut seen = OfCgi::default();
    for piece in pieces {
        match response.push(Bytes::copy_from_slice(piece)) {
            Ok(pieces) => {
                if let Some(head) = pieces.head {
                    assert!(seen.head.is_none(), "two heads");
                    assert_eq!(head.values("status").count(), 0, "the field is the server's");
                    response_head::check(&head, None);
                    seen.head = Some(wire(head));
                }
                assert!(pieces.content.is_empty() || seen.head.is_some(), "content without a head");
                seen.content.extend_from_slice(&pieces.content);
            }
            Err(problem) => seen.problem = Some(problem),
        }
    }
    match response.end() {
        Ok(redirect) => seen.redirect = redirect,
        Err(problem) => seen.problem = Some(problem),
    }
    assert!(seen.head.is_none() || (seen.problem.is_none() && seen.redirect.is_none()), "a head, and something else");
    seen
}

/// What became of an HTTP/1 message.
#[derive(Debug, Default, PartialEq)]
struct OfMessage {
    interim: Vec<Vec<u8>>,
    head: Option<Vec<u8>>,
    content: Vec<u8>,
    closes: bool,
    is_complete: bool,
    missing: Option<Missing>,
    surplus: usize,
    problem: Option<MessageProblem>,
}

/// The HTTP/1 message that a server in Python's library writes to its `wfile`: one response, or a problem, however it is cut. What
/// was taken apart and is put together again is that response.
pub fn message_output(message: &[u8]) {
    for has_content in [true, false] {
        let whole = of_message(&[message], has_content);
        for pieces in ways(message) {
            let seen = of_message(&pieces, has_content);
            // What came before a problem in the content has gone out where it came in time.
            if whole.problem.is_some() {
                assert_eq!(seen.problem, whole.problem, "cut into {pieces:?}");
            } else {
                assert_eq!(seen, whole, "cut into {pieces:?}");
            }
        }
        put_together(&whole, has_content);
    }
}

fn of_message(pieces: &[&[u8]], has_content: bool) -> OfMessage {
    let mut parser = ResponseMessage::new(has_content, false);
    let mut seen = OfMessage::default();
    for piece in pieces {
        match parser.push(Bytes::copy_from_slice(piece)) {
            Ok(MessageResponse { interim, head, closes, content, is_complete, surplus }) => {
                assert!(interim.is_empty() || seen.head.is_none(), "an interim response behind the response");
                seen.interim.extend(interim.into_iter().map(wire));
                if let Some(head) = head {
                    assert!(seen.head.is_none(), "two heads");
                    response_head::check(&head, None);
                    seen.head = Some(wire(head));
                }
                assert!(content.is_empty() || seen.head.is_some(), "content without a head");
                assert!(content.is_empty() || !seen.is_complete, "content behind the end");
                seen.content.extend_from_slice(&content);
                seen.closes |= closes;
                seen.is_complete |= is_complete;
                seen.surplus += surplus;
            }
            Err(unparsed) => {
                let first = seen.problem.get_or_insert_with(|| unparsed.problem.clone());
                assert_eq!(*first, unparsed.problem, "another problem than before");
                if let Some(bytes) = &unparsed.bytes {
                    assert!(seen.head.is_none(), "the head is given out twice");
                    let came = pieces.concat();
                    assert!(came.starts_with(bytes), "bytes that did not come");
                }
            }
        }
    }
    seen.missing = parser.missing();
    seen
}

/// The head and the content as one message again, which is read to the same.
fn put_together(seen: &OfMessage, has_content: bool) {
    let (Some(head), None, None) = (&seen.head, &seen.problem, seen.missing) else { return };
    let again = of_message(&[&[head.as_slice(), &seen.content].concat()], has_content);
    assert_eq!((&again.head, &again.content, again.surplus), (&seen.head, &seen.content, 0), "{head:?}");
    assert_eq!((again.problem, again.missing), (None, None), "{head:?}");
}

fn wire(head: ResponseHead) -> Vec<u8> {
    ResponseHead { complete: false, ..head }.to_wire(None)
}
