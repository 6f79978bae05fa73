//! Heads that would be two, by the call that the packages of all languages end in.

use airlock_guest::bindings::airlock::handler::response::{self, Head};
use airlock_guest::bindings::airlock::handler::types::Field;

pub fn attempt() {
    let field = |name: &[u8], value: &[u8]| vec![Field { name: name.to_vec(), value: value.to_vec() }];
    let heads = [
        (200, Some(b"OK\r\nX-Smuggled: yes".to_vec()), Vec::new()),
        (200, None, field(b"X\r\nX-Smuggled", b"yes")),
        (200, None, field(b"X", b"a\r\n\r\nHTTP/1.1 200 OK\r\nX-Smuggled: yes")),
        (200, None, field(b"X", b"a\0b")),
        (200, None, field(b"Transfer-Encoding", b"chunked")),
        (200, None, field(b"Content-Length", b"1, 2")),
        (100, None, Vec::new()),
        (65535, None, Vec::new()),
    ];
    for (status, reason, fields) in heads {
        let head = Head { status, reason, fields, complete: true };
        if response::send(&head, b"content").is_ok() {
            return;
        }
    }
    crate::say("each was refused");
}
