//! Airlock's answer beside what the corpus says of it.

use anyhow::Result;

use super::difference::{Aspect, Found, first_difference};
use super::heads::holds;
use crate::corpus::Expected;
use crate::exchange::{Afterwards, Answer};
use crate::raw_http::End;
use crate::wire_text::{isomorphic, readable};

/// Airlock's answer against what the case says of it, where the oracle is not followed.
pub(super) fn expectation(expected: &Expected, airlock: &Answer) -> Result<Found> {
    let mut found = Found::default();
    let head = airlock.received.parsed();
    let status = head.as_ref().map_or(0, |head| head.status);
    if status != expected.status {
        found.add(Aspect::Expectation, format!("status {status} in place of {}", expected.status));
    }
    if let Some(body) = &expected.body {
        let body = isomorphic(body)?;
        if airlock.received.body != body {
            found.add(Aspect::Expectation, first_difference(&body, &airlock.received.body));
        }
    }
    for text in &expected.body_lacks {
        let text = isomorphic(text)?;
        if holds(&airlock.received.bytes(), &text) {
            found.add(Aspect::Expectation, format!("the answer holds {:?}", readable(&text)));
        }
    }
    for name in &expected.without {
        if head.as_ref().is_some_and(|head| head.values(name).next().is_some()) {
            found.add(Aspect::Expectation, format!("the head has {name}"));
        }
    }
    if let Some(closes) = expected.closes {
        let closed = airlock.received.end != End::Complete || airlock.afterwards == Afterwards::Closed;
        if closed != closes {
            found.add(Aspect::Expectation, format!("the connection {}", if closed { "closes" } else { "goes on" }));
        }
    }
    Ok(found)
}
