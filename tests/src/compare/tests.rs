//! The comparison sees what it must see, and nothing else.

use anyhow::Result;

use super::{Aspect, Rules, compare};
use crate::corpus::{Case, Profile, Step};
use crate::exchange::{Afterwards, Answer};
use crate::head::end_of_head;
use crate::meant::Comparison;
use crate::raw_http::{End, Received};

fn answer(bytes: &str, end: End) -> Answer {
    let (head, body) = bytes.as_bytes().split_at(end_of_head(bytes.as_bytes()).unwrap_or(0));
    let received = Received { interim: Vec::new(), head: head.to_vec(), body: body.to_vec(), end };
    Answer { received, afterwards: Afterwards::Unasked }
}

fn aspects(comparison: Comparison, step: &str, oracle: &str, airlock: &str) -> Result<Vec<Aspect>> {
    let step: Step = toml::from_str(step)?;
    let case = Case {
        name: "case".to_owned(),
        profile: Profile::Wpt,
        mask: Vec::new(),
        covers: Vec::new(),
        steps: Vec::new(),
    };
    let rules = Rules { case: &case, step: &step, comparison, oracle_docroot: "/srv/docroot" };
    let (oracle, airlock) = (answer(oracle, End::Complete), answer(airlock, End::Complete));
    Ok(compare(&rules, &oracle, &airlock)?.iter().map(|difference| difference.aspect).collect())
}

fn exact(oracle: &str, airlock: &str) -> Result<Vec<Aspect>> {
    aspects(Comparison::Exact, "", oracle, airlock)
}

const PLAIN: &str = "HTTP/1.1 200 OK\r\nX-A: b\r\nServer: one\r\nDate: then\r\nContent-Length: 2\r\n\r\nok";

#[test]
fn the_clock_and_connection_fields_do_not_count() -> Result<()> {
    assert_eq!(exact(PLAIN, PLAIN)?, []);
    let other =
        "HTTP/1.1 200 OK\r\nX-A: b\r\nServer: two\r\nDate: now\r\nContent-Length: 2\r\nconnection: close\r\n\r\nok";
    assert_eq!(exact(PLAIN, other)?, []);
    assert_eq!(exact(other, PLAIN)?, [Aspect::Fields], "the oracle's own connection field is missed");
    Ok(())
}

#[test]
fn everything_else_counts() -> Result<()> {
    for (from, to, aspect) in [
        ("200 OK", "200 ok", Aspect::StatusLine),
        ("HTTP/1.1", "HTTP/1.0", Aspect::StatusLine),
        ("X-A: b", "X-A: c", Aspect::Fields),
        ("Server: one\r\n", "", Aspect::Fields),
        ("X-A: b", "x-a: b", Aspect::FieldCase),
        ("X-A: b\r\nServer: one", "Server: one\r\nX-A: b", Aspect::FieldOrder),
        ("X-A: b", "X-A:b", Aspect::HeadBytes),
        ("X-A: b\r\n", "X-A: b\n", Aspect::HeadBytes),
        ("\r\n\r\nok", "\r\n\r\nno", Aspect::Content),
    ] {
        assert_eq!(exact(PLAIN, &PLAIN.replace(from, to))?, [aspect], "{from:?} to {to:?}");
    }
    Ok(())
}

#[test]
fn the_oracle_must_give_the_stated_status() -> Result<()> {
    assert_eq!(aspects(Comparison::Exact, "status = 404", PLAIN, PLAIN)?, [Aspect::OracleStatus]);
    Ok(())
}

#[test]
fn a_meant_difference_must_be_one() -> Result<()> {
    assert_eq!(aspects(Comparison::NoContent, "", PLAIN, PLAIN)?, [Aspect::Stale]);
    assert_eq!(aspects(Comparison::NoContent, "", PLAIN, &PLAIN.replace("\r\n\r\nok", "\r\n\r\n"))?, []);
    Ok(())
}

#[test]
fn the_docroot_is_virtual_here() -> Result<()> {
    let page = |docroot: &str| {
        let body = format!("in {docroot}/a.py");
        format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len())
    };
    assert_eq!(aspects(Comparison::VirtualRoot, "", &page("/srv/docroot"), &page("/docroot"))?, []);
    assert_eq!(aspects(Comparison::VirtualRoot, "", &page("/srv/docroot"), &page("/elsewhere"))?.len(), 2);
    Ok(())
}

#[test]
fn an_error_page_says_the_same_in_other_words() -> Result<()> {
    let page = |code: u16, message: &str| {
        let body = format!("{{\"error\": {{\"code\": {code}, \"message\": {message:?}}}}}");
        format!("HTTP/1.1 500 Error\r\nContent-Length: {}\r\n\r\n{body}", body.len())
    };
    let oracle = page(500, "Traceback:\n  somewhere\n  ValueError: x\n");
    let compared = |airlock: &str| aspects(Comparison::Error, "status = 500", &oracle, airlock);
    assert_eq!(compared(&page(500, "ValueError: x"))?, []);
    assert_eq!(compared(&page(500, "KeyError: x"))?, [Aspect::ErrorPage]);
    assert_eq!(compared(&page(501, "ValueError: x"))?, [Aspect::ErrorPage]);
    assert_eq!(compared("HTTP/1.1 500 Error\r\nContent-Length: 2\r\n\r\nno")?, [Aspect::ErrorPage]);
    Ok(())
}
