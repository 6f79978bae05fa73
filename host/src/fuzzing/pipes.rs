//! Pipes: an expression of a client, applied to a file of a docroot.

use std::path::Path;
use std::time::Duration;

use super::no_request::no_request;
use crate::docroot::Docroot;
use crate::exchange::{RequestHead, ResponseHead};
use crate::pipes::{Act, Bounds, Pipeline};
use crate::policy::Limits;
use crate::static_files::{Asked, Draft, Parts};

/// Most bytes that pipes hold in memory.
const CONTENT: u64 = 64 << 10;
/// Pieces of a response that trickles, as many as are looked at.
const PIECES: usize = 1000;

/// Two lines: an expression, and the content that it is applied to, which is a template as well. The answer is none or one
/// that goes out as it is.
pub fn pipes(input: &[u8]) {
    let end = memchr::memchr(b'\n', input).unwrap_or(input.len());
    let (expression, content) = input.split_at(end);
    let expression = String::from_utf8_lossy(expression);
    let content = content.get(1..).unwrap_or_default().to_vec();
    let Ok(pipeline) = Pipeline::new("a/b.sub.txt", Some(&expression)) else { return };
    let Ok(docroot) = Docroot::open(Path::new(env!("CARGO_MANIFEST_DIR"))) else { return };
    let asked = Asked::new(&RequestHead { target: b"/a/b.sub.txt?x=%3C&y=1".to_vec(), ..no_request() }, "a/b.sub.txt");
    let time = Duration::from_secs(3600);
    let bounds = Bounds::new(&Limits { response: CONTENT, cpu: time, wall: time, ..Limits::default() });
    let mut draft = Draft::new(200, "text/plain", Parts::bytes(content), true);
    if pipeline.apply(&docroot, &asked, &mut draft, &bounds).is_err() {
        return;
    }
    trickle(&draft);
    let Draft { status, reason, fields, content, .. } = draft;
    let length = content.len();
    let Ok(content) = content.read(u64::MAX) else { return };
    assert_eq!(content.len() as u64, length, "another length than was promised");
    let head = ResponseHead { status, reason, fields: fields.into_fields(), complete: true };
    let ends_fields = |value: &[u8]| value.iter().any(|byte| matches!(byte, b'\r' | b'\n' | 0));
    assert!(!head.fields.iter().any(|field| ends_fields(&field.value)), "a field that ends early");
    // A length that a pipe has set is refused where it is not the content's: the answer is a 500 then.
    super::response_head::check(&head, Some(length));
}

/// All of the content goes out, and nothing else.
fn trickle(draft: &Draft) {
    let Some(mut pace) = draft.pace.clone() else { return };
    let mut left = draft.content.len();
    let mut waits_in_a_row = 0;
    for _ in 0..PIECES {
        match pace.next(left) {
            None => {
                assert_eq!(left, 0, "{left} bytes are never sent");
                return;
            }
            Some(Act::Send(count)) => {
                assert!(0 < count && count <= left, "{count} bytes of {left}");
                left -= count;
                waits_in_a_row = 0;
            }
            Some(Act::Wait(_)) => {
                waits_in_a_row += 1;
            }
        }
        assert!(waits_in_a_row < PIECES / 2, "waits without end");
    }
}
