//! Two heads beside each other, and what of a head does not count: the clock, the server's name, and connection fields
//! that only Airlock sends.

use std::collections::BTreeMap;

use regex::bytes::Regex;

use super::difference::{Aspect, Found, first_difference};
use crate::head::Head;
use crate::raw_http::Received;
use crate::wire_text::readable;

type Field = (Vec<u8>, Vec<u8>);
type Fields = Vec<Field>;

/// Compare two heads: what they say, then in which order, then in which letters, then the bytes.
pub(super) fn heads(found: &mut Found, one: &Head, other: &Head, left: &Received, right: &Received) {
    let before = found.0.len();
    let line = |head: &Head| format!("{} {} {:?}", readable(&head.version), head.status, readable(&head.reason));
    if (&one.version, one.status, &one.reason) != (&other.version, other.status, &other.reason) {
        found.add(Aspect::StatusLine, format!("{} / {}", line(one), line(other)));
    }

    let own = own_connection_fields(one, other);
    let (oracle, airlock) = (comparable_fields(one, &[]), comparable_fields(other, &own));
    let lower = |fields: &[Field]| -> Vec<_> {
        fields.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.clone())).collect()
    };
    let (oracle_lower, airlock_lower) = (lower(&oracle), lower(&airlock));
    let (missing, extra) = (without(&oracle_lower, &airlock_lower), without(&airlock_lower, &oracle_lower));
    let list = |fields: &[Field]| -> String {
        let lines = fields.iter().map(|(name, value)| format!("{}: {}", readable(name), readable(value)));
        lines.collect::<Vec<_>>().join(" | ")
    };
    if !missing.is_empty() || !extra.is_empty() {
        found.add(Aspect::Fields, format!("only the oracle: [{}], only Airlock: [{}]", list(&missing), list(&extra)));
    } else if oracle_lower != airlock_lower {
        found.add(Aspect::FieldOrder, format!("[{}] / [{}]", list(&oracle), list(&airlock)));
    } else if oracle != airlock {
        found.add(Aspect::FieldCase, format!("[{}] / [{}]", list(&oracle), list(&airlock)));
    }
    if found.0.len() == before && head_lines(&left.head, &[]) != head_lines(&right.head, &own) {
        found.add(Aspect::HeadBytes, first_difference(&left.head, &right.head));
    }
}

/// Names of connection fields that Airlock sends and the oracle does not.
fn own_connection_fields(oracle: &Head, airlock: &Head) -> Vec<&'static str> {
    let only_there = |name: &&&str| oracle.values(name).next().is_none() && airlock.values(name).next().is_some();
    ["connection", "keep-alive"].iter().filter(only_there).copied().collect()
}

/// The fields with the clock taken out, without those named.
pub(super) fn comparable_fields(head: &Head, without: &[&str]) -> Fields {
    let kept = |name: &[u8]| !without.iter().any(|other| name.eq_ignore_ascii_case(other.as_bytes()));
    let value = |name: &[u8], value: &[u8]| match name.to_ascii_lowercase().as_slice() {
        b"date" | b"server" => b"*".to_vec(),
        _ => value.to_vec(),
    };
    head.fields.iter().filter(|(name, _)| kept(name)).map(|(name, v)| (name.clone(), value(name, v))).collect()
}

/// The lines of a head with their ends, the clock taken out, without the named fields.
fn head_lines(head: &[u8], without: &[&str]) -> Vec<Vec<u8>> {
    let is_named = |line: &[u8]| {
        let name = line.split(|&byte| byte == b':').next().unwrap_or_default();
        without.iter().any(|other| name.eq_ignore_ascii_case(other.as_bytes()))
    };
    let clockless = without_clock(head);
    clockless.split_inclusive(|&byte| byte == b'\n').filter(|line| !is_named(line)).map(<[u8]>::to_vec).collect()
}

/// What of `fields` is not in `others`, each as often as it is too many.
fn without(fields: &[Field], others: &[Field]) -> Fields {
    let mut there: BTreeMap<&Field, usize> = BTreeMap::new();
    for field in others {
        *there.entry(field).or_default() += 1;
    }
    let mut left = Vec::new();
    for field in fields {
        match there.get_mut(field) {
            Some(count) if *count > 0 => *count -= 1,
            _ => left.push(field.clone()),
        }
    }
    left
}

/// What follows the head. A stream may hold further heads (after a 1xx, or of a second response); what does not count
/// in the first does not count there: clocks, and connection fields that the oracle does not send.
pub(super) fn comparable_content(body: &[u8], oracle: &[u8]) -> Vec<u8> {
    if !holds(body, b"HTTP/1.1 ") {
        return body.to_vec();
    }
    let own: Vec<&str> = ["connection", "keep-alive"]
        .into_iter()
        .filter(|name| !holds(&oracle.to_ascii_lowercase(), format!("\r\n{name}:").as_bytes()))
        .collect();
    head_lines(body, &own).concat()
}

/// Whether the bytes hold the text somewhere.
pub(super) fn holds(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len().max(1)).any(|window| window == text)
}

fn without_clock(bytes: &[u8]) -> Vec<u8> {
    match Regex::new(r"(?mi-u)^(date|server):[^\r\n]*") {
        Ok(clock) => clock.replace_all(bytes, b"$1: *".as_slice()).into_owned(),
        Err(_) => bytes.to_vec(),
    }
}
