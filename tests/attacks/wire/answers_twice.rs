//! Answers again and again, in every way that the contract has, when the response is complete.

use airlock_guest::bindings::airlock::handler::response::{self, Head};
use airlock_guest::bindings::airlock::handler::types::Field;

pub fn attempt() {
    let head = |status| Head {
        status,
        reason: None,
        fields: vec![Field { name: b"X-Smuggled".to_vec(), value: b"yes".to_vec() }],
        complete: true,
    };
    crate::say("first");
    let second = b"HTTP/1.1 200 OK\r\nX-Smuggled: yes\r\n\r\n";
    let _ = response::send(&head(200), second);
    let _ = response::start(&head(200));
    let _ = response::write(second);
    let _ = response::write_last(second);
    let _ = response::interim(103, &head(103).fields);
    let _ = response::finish_with_trailers(&head(200).fields);
    let _ = response::write_message(second);
    let _ = response::write_cgi(second);
    let _ = response::write_raw(second);
    let _ = response::fail(500, "X-Smuggled");
}
