//! Heads of responses: what is accepted is one head on the wire, to whoever reads it.

use std::mem::MaybeUninit;

use crate::exchange::{Field, Framing, ResponseHead};

/// Between the parts of the fuzzer's input. No byte of a text, so that anything else can be written there.
const BETWEEN: u8 = 0xff;

/// A head with what the input says: the status, the reason, then names and values, each behind the byte FF. Digits of another
/// number may stand behind the status: the length of the content.
pub fn response_head(input: &[u8]) {
    let mut parts = input.split(|&byte| byte == BETWEEN);
    let numbers = String::from_utf8_lossy(parts.next().unwrap_or_default()).into_owned();
    let mut numbers = numbers.split(' ').map(|number| number.parse::<u64>().ok());
    let status = numbers.next().flatten().and_then(|status| u16::try_from(status).ok()).unwrap_or(200);
    let length = numbers.next().flatten();
    let reason = parts.next().filter(|reason| !reason.is_empty()).map(<[u8]>::to_vec);
    let mut fields = Vec::new();
    while let (Some(name), Some(value)) = (parts.next(), parts.next()) {
        fields.push(Field { name: name.to_vec(), value: value.to_vec() });
    }
    for complete in [false, true] {
        let head = ResponseHead { status, reason: reason.clone(), fields: fields.clone(), complete };
        check(&head, length);
    }
}

/// What holds for a head that is accepted for content of `length` bytes.
pub fn check(head: &ResponseHead, length: Option<u64>) {
    for has_content in [true, false] {
        let Ok(framing) = head.framing(length, has_content) else { continue };
        let said = match framing {
            Framing::Sized(length) => Some(length),
            Framing::Close | Framing::NoContent => None,
        };
        if let (Framing::Sized(said), Some(length)) = (framing, length) {
            assert_eq!(said, length, "a length that is not the content's");
        }
        check_wire(head, &head.to_wire(length.or(said)));
    }
}

/// The bytes are this head and no more, as hyper's parser reads responses.
fn check_wire(head: &ResponseHead, wire: &[u8]) {
    let mut space = vec![MaybeUninit::uninit(); head.fields.len() + 4];
    let mut parsed = httparse::Response::new(&mut []);
    let config = httparse::ParserConfig::default();
    let read = config.parse_response_with_uninit_headers(&mut parsed, wire, &mut space);
    let is_plain = |bytes: &[u8]| bytes.iter().all(|&byte| byte == b'\t' || (byte >= b' ' && byte != 0x7f));
    let reason = head.reason.as_deref().unwrap_or_default();
    if read.is_err() {
        // A control character that ends nothing is the handler's to send; most parsers refuse it.
        let values = head.fields.iter().map(|field| field.value.as_slice());
        let odd = values.chain([reason]).any(|bytes| !is_plain(bytes));
        assert!(odd, "refused: {:?}, {}", read, wire.escape_ascii());
        return;
    }
    assert_eq!(read, Ok(httparse::Status::Complete(wire.len())), "not one head: {}", wire.escape_ascii());
    assert_eq!(parsed.code, Some(head.status));
    let mut lengths = 0;
    let mut read = parsed.headers.iter();
    for field in &head.fields {
        let line = read.next().map(|line| (line.name.as_bytes(), line.value.trim_ascii()));
        assert_eq!(line, Some((field.name.as_slice(), field.value.trim_ascii())), "{}", wire.escape_ascii());
    }
    for line in read {
        assert!(head.complete && ["Server", "Date", "Content-Length"].contains(&line.name), "{} was added", line.name);
    }
    for line in parsed.headers.iter() {
        lengths += usize::from(line.name.eq_ignore_ascii_case("content-length"));
        assert!(!line.name.eq_ignore_ascii_case("transfer-encoding"), "the handler frames its content");
    }
    assert!(lengths <= 1, "two lengths: {}", wire.escape_ascii());
}
