//! Where two answers to the same request differ.

use crate::exchange::{Field, RecordedResponse, ResponseHead, standard_reason};

/// Fields that say when and by whom, not what.
const PASSING: [&str; 2] = ["date", "server"];
/// Bytes shown of what differs.
const SHOWN: usize = 60;

/// What differs, in words; nothing when the answers say the same. `docroot` is the host's path to the docroot, which only
/// a trusted handler sees.
pub fn differences(trusted: &RecordedResponse, sandboxed: &RecordedResponse, docroot: &str) -> Vec<String> {
    let mut found = Vec::new();
    match (&trusted.head, &sandboxed.head) {
        (Some(trusted), Some(sandboxed)) => heads(trusted, sandboxed, docroot, &mut found),
        (None, None) => {}
        (Some(_), None) => found.push("only the trusted run has a head".to_owned()),
        (None, Some(_)) => found.push("only the sandboxed run has a head".to_owned()),
    }
    if trusted.raw != sandboxed.raw {
        found.push(format!("raw bytes: {} != {}", trusted.raw, sandboxed.raw));
    }
    if trusted.redirect != sandboxed.redirect {
        let [one, other] = [trusted, sandboxed].map(|run| shown(run.redirect.as_deref().unwrap_or_default()));
        found.push(format!("redirect within the server: {one} != {other}"));
    }
    if trusted.cut != sandboxed.cut {
        found.push(format!("broken off: {} != {}", trusted.cut, sandboxed.cut));
    }
    contents(trusted, sandboxed, docroot, &mut found);
    found
}

fn heads(trusted: &ResponseHead, sandboxed: &ResponseHead, docroot: &str, found: &mut Vec<String>) {
    if trusted.status != sandboxed.status {
        found.push(format!("status: {} != {}", trusted.status, sandboxed.status));
    }
    let (one, other) = (reason(trusted), reason(sandboxed));
    if one != other && trusted.status == sandboxed.status {
        found.push(format!("reason: {} != {}", shown(&one), shown(&other)));
    }
    let (one, other) = (lasting(trusted, docroot), lasting(sandboxed, docroot));
    if one == other {
        return;
    }
    for (name, value) in one.iter().filter(|field| !other.contains(field)) {
        found.push(format!("field {}: {} only when trusted", shown(name), shown(value)));
    }
    for (name, value) in other.iter().filter(|field| !one.contains(field)) {
        found.push(format!("field {}: {} only when sandboxed", shown(name), shown(value)));
    }
    if found.is_empty() {
        found.push("the fields' order or number differs".to_owned());
    }
}

fn contents(trusted: &RecordedResponse, sandboxed: &RecordedResponse, docroot: &str, found: &mut Vec<String>) {
    let one = virtual_path(&trusted.content, docroot);
    let other = &sandboxed.content;
    if one == *other && trusted.truncated == sandboxed.truncated {
        return;
    }
    let at = one.iter().zip(other).take_while(|(one, other)| one == other).count();
    let [one_from, other_from] = [&one, other].map(|content| shown(content.get(at..).unwrap_or_default()));
    found.push(format!(
        "content: {} and {} bytes, from byte {at} on {one_from} != {other_from}",
        one.len(),
        other.len()
    ));
}

fn reason(head: &ResponseHead) -> Vec<u8> {
    head.reason.clone().unwrap_or_else(|| standard_reason(head.status).into())
}

/// The fields that two runs should share. A length is the content's, which is compared itself.
fn lasting(head: &ResponseHead, docroot: &str) -> Vec<(Vec<u8>, Vec<u8>)> {
    let passing = |field: &&Field| !PASSING.iter().any(|name| field.name.eq_ignore_ascii_case(name.as_bytes()));
    let fields = head.fields.iter().filter(passing);
    fields.map(|field| (field.name.clone(), virtual_path(&field.value, docroot))).collect()
}

/// With the docroot's place on the host as a sandboxed handler sees it.
fn virtual_path(content: &[u8], docroot: &str) -> Vec<u8> {
    if docroot.len() < 2 {
        return content.to_vec();
    }
    let mut result = Vec::with_capacity(content.len());
    let mut from = 0;
    for at in memchr::memmem::find_iter(content, docroot) {
        result.extend_from_slice(content.get(from..at).unwrap_or_default());
        result.extend_from_slice(b"/docroot");
        from = at + docroot.len();
    }
    result.extend_from_slice(content.get(from..).unwrap_or_default());
    result
}

fn shown(bytes: &[u8]) -> String {
    let text = bytes.get(..SHOWN.min(bytes.len())).unwrap_or_default().escape_ascii();
    let more = if bytes.len() > SHOWN { "…" } else { "" };
    format!("\"{text}\"{more}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(status: u16, fields: &[(&str, &str)], content: &str) -> RecordedResponse {
        let fields = fields.iter().map(|(n, v)| Field { name: (*n).into(), value: (*v).into() }).collect();
        let head = Some(ResponseHead { status, reason: None, fields, complete: true });
        RecordedResponse { head, content: content.into(), ..RecordedResponse::default() }
    }

    #[test]
    fn what_says_the_same_does_not_differ() {
        let one = response(200, &[("Date", "a"), ("X", "/srv/www/x")], "in /srv/www/a.py");
        let other = response(200, &[("X", "/docroot/x"), ("Date", "b")], "in /docroot/a.py");
        assert_eq!(differences(&one, &other, "/srv/www"), Vec::<String>::new());
    }

    #[test]
    fn what_differs_is_named() {
        let one = response(200, &[("X", "1")], "abc");
        let other = response(404, &[("X", "2")], "abd\n");
        assert_eq!(
            differences(&one, &other, "/srv"),
            [
                "status: 200 != 404",
                "field \"X\": \"1\" only when trusted",
                "field \"X\": \"2\" only when sandboxed",
                "content: 3 and 4 bytes, from byte 2 on \"c\" != \"d\\n\"",
            ]
        );
        let cut = RecordedResponse { cut: true, ..one.clone() };
        assert_eq!(differences(&one, &cut, "/srv"), ["broken off: false != true"]);
        let swapped = response(200, &[("A", "1"), ("B", "1")], "");
        let order = response(200, &[("B", "1"), ("A", "1")], "");
        assert_eq!(differences(&swapped, &order, "/srv"), ["the fields' order or number differs"]);
    }
}
