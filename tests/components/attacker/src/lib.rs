//! The tricks in Rust of `tests/attacks/`, by the bare bindings: the query names the one to play.

#[path = "../../../attacks/files/opens_as_component.rs"]
mod opens_as_component;
#[path = "../../../attacks/limits/calls_host_on.rs"]
mod calls_host_on;
#[path = "../../../attacks/wire/answers_twice.rs"]
mod answers_twice;
#[path = "../../../attacks/wire/splits_as_component.rs"]
mod splits_as_component;

use airlock_guest::bindings::airlock::handler::request;
use airlock_guest::bindings::airlock::handler::response::{self, Head};
use airlock_guest::bindings::{self, Guest};

struct Attacker;

bindings::export!(Attacker with_types_in airlock_guest::bindings);

impl Guest for Attacker {
    fn handle() {
        let target = String::from_utf8_lossy(&request::read_head().target).into_owned();
        match target.split_once('?').map_or("", |(_, query)| query) {
            "opens_as_component" => opens_as_component::attempt(),
            "calls_host_on" => calls_host_on::attempt(),
            "answers_twice" => answers_twice::attempt(),
            "splits_as_component" => splits_as_component::attempt(),
            other => say(&format!("no trick is called {other:?}")),
        }
    }
}

/// Answers with a text.
fn say(text: &str) {
    let head = Head { status: 200, reason: None, fields: Vec::new(), complete: true };
    let _ = response::send(&head, text.as_bytes());
}
