//! Comparing two answers to one request: what the oracle put on the wire and what Airlock did.
//!
//! `Date` and `Server` must both be there or both be missing, at the same place, but their values are each server's
//! own; so is a `Connection` or `Keep-Alive` field that only Airlock sends. Everything else counts, down to the case
//! of field names and the ends of lines.

mod difference;
mod error_page;
mod expectation;
mod heads;
#[cfg(test)]
mod tests;

use std::io::Read as _;

use anyhow::Result;
use regex::bytes::Regex;

pub use self::difference::{Aspect, Difference};
use self::difference::{Found, first_difference};
use self::error_page::error_pages;
use self::expectation::expectation;
use self::heads::{comparable_content, heads};
use crate::corpus::{Case, Step};
use crate::exchange::{Afterwards, Answer};
use crate::masks;
use crate::meant::Comparison;
use crate::raw_http::{End, Received};
use crate::wire_text::readable;

/// What a comparison needs to know beside the two answers.
pub struct Rules<'a> {
    /// The case, for its masks.
    pub case: &'a Case,
    /// The step that was answered.
    pub step: &'a Step,
    /// How the answers are compared.
    pub comparison: Comparison,
    /// The folder the oracle serves, as handlers see it there.
    pub oracle_docroot: &'a str,
}

/// All differences that count under the rules.
pub fn compare(rules: &Rules<'_>, oracle: &Answer, airlock: &Answer) -> Result<Vec<Difference>> {
    let mut found = Found::default();
    let status = oracle.received.parsed().map_or(0, |head| head.status);
    if status != rules.step.status {
        found.add(Aspect::OracleStatus, format!("the step states {}, the oracle gave {status}", rules.step.status));
    }
    for (who, answer) in [("the oracle", oracle), ("Airlock", airlock)] {
        if answer.received.end == End::Deadline {
            found.add(Aspect::Deadline, format!("{who} did not end its answer in time"));
        }
    }

    let exact = exact(&rules.masked(oracle)?, &rules.masked(airlock)?);
    match rules.comparison {
        Comparison::Exact => found.0.extend(exact.0),
        // Compressed at the same second by the same library, they agree.
        Comparison::Compressed if exact.0.is_empty() => {}
        _ if exact.0.is_empty() => found.add(Aspect::Stale, "the answers agree byte for byte".to_owned()),
        Comparison::VirtualRoot => {
            let seen = Answer { received: with_virtual_root(&oracle.received, rules.oracle_docroot), ..oracle.clone() };
            found.0.extend(self::exact(&rules.masked(&seen)?, &rules.masked(airlock)?).0);
        }
        Comparison::NoContent => {
            found.0.extend(exact.0.into_iter().filter(|one| one.aspect != Aspect::Content));
            if !airlock.received.body.is_empty() {
                found.add(Aspect::Content, "Airlock sent content".to_owned());
            }
        }
        Comparison::Compressed => {
            let (oracle, airlock) = (decompressed(&rules.masked(oracle)?)?, decompressed(&rules.masked(airlock)?)?);
            found.0.extend(self::exact(&oracle, &airlock).0);
        }
        Comparison::Error => {
            let outside = |one: &Difference| !matches!(one.aspect, Aspect::Content | Aspect::Fields);
            found.0.extend(exact.0.into_iter().filter(outside));
            found.0.extend(error_pages(rules, oracle, airlock).0);
        }
        Comparison::Own => match &rules.step.airlock {
            Some(expected) => found.0.extend(expectation(expected, airlock)?.0),
            None => found.add(Aspect::Expectation, "the step does not say what Airlock answers".to_owned()),
        },
    }
    Ok(found.0)
}

impl Rules<'_> {
    fn masked(&self, answer: &Answer) -> Result<Answer> {
        let mask = |bytes: &[u8]| masks::apply(&self.case.mask, bytes);
        let Received { interim, head, body, end } = &answer.received;
        let received = Received { interim: mask(interim)?, head: mask(head)?, body: mask(body)?, end: *end };
        Ok(Answer { received, ..answer.clone() })
    }
}

/// The answer as it would be without compression; a length that counted what was compressed counts what was not.
fn decompressed(answer: &Answer) -> Result<Answer> {
    let mut body = answer.received.body.clone();
    while body.starts_with(b"\x1f\x8b") {
        let mut content = Vec::new();
        flate2::read::GzDecoder::new(body.as_slice()).read_to_end(&mut content)?;
        body = content;
    }
    let counted = |length: usize| format!("Content-Length: {length}\r\n");
    let head = String::from_utf8_lossy(&answer.received.head)
        .replace(&counted(answer.received.body.len()), &counted(body.len()))
        .into_bytes();
    Ok(Answer { received: Received { head, body, ..answer.received.clone() }, ..answer.clone() })
}

fn exact(oracle: &Answer, airlock: &Answer) -> Found {
    let mut found = Found::default();
    let (left, right) = (&oracle.received, &airlock.received);
    if left.interim != right.interim {
        found.add(Aspect::Interim, format!("{:?} / {:?}", readable(&left.interim), readable(&right.interim)));
    }
    match (left.parsed(), right.parsed()) {
        (Some(one), Some(other)) => {
            heads(&mut found, &one, &other, left, right);
            if comparable_content(&left.body, &left.body) != comparable_content(&right.body, &left.body) {
                found.add(Aspect::Content, first_difference(&left.body, &right.body));
            }
        }
        _ if left.bytes() == right.bytes() => {}
        _ => found.add(Aspect::Content, format!("no HTTP head: {}", first_difference(&left.bytes(), &right.bytes()))),
    }
    if ends_with_connection(left.end) != ends_with_connection(right.end) {
        found.add(Aspect::Connection, format!("the response ended: {:?} / {:?}", left.end, right.end));
    }
    match (oracle.afterwards, airlock.afterwards) {
        (Afterwards::Unasked, _) | (_, Afterwards::Unasked) => {}
        (one, other) if one == other => {}
        // Without a length the oracle closes even where no content can follow; the client need not care.
        (Afterwards::Closed, Afterwards::Open) if ends_with_its_head(left) => {}
        (one, other) => found.add(Aspect::Connection, format!("afterwards: {one:?} / {other:?}")),
    }
    found
}

/// A 204 or a 304 is complete with its head, whatever the head says.
fn ends_with_its_head(received: &Received) -> bool {
    received.parsed().is_some_and(|head| matches!(head.status, 204 | 304) && head.content_length().is_none())
}

/// A server that closes without having read everything resets; to the handler it is the same.
fn ends_with_connection(end: End) -> bool {
    matches!(end, End::Closed | End::Reset)
}

/// The oracle's answer as it would be, were its docroot `/docroot`; a length that counted the body still does.
fn with_virtual_root(received: &Received, docroot: &str) -> Received {
    let replace = |bytes: &[u8]| -> Vec<u8> {
        match Regex::new(&regex::escape(docroot)) {
            Ok(real) => real.replace_all(bytes, b"/docroot".as_slice()).into_owned(),
            Err(_) => bytes.to_vec(),
        }
    };
    let body = replace(&received.body);
    let counted = |length: usize| format!("Content-Length: {length}\r\n");
    let head = String::from_utf8_lossy(&replace(&received.head))
        .replace(&counted(received.body.len()), &counted(body.len()))
        .into_bytes();
    Received { head, body, ..received.clone() }
}
