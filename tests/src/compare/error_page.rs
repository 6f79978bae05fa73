//! Two error pages beside each other. Their wording differs (paths, frames, line layout); what they say does not.

use super::Rules;
use super::difference::{Aspect, Found};
use super::heads::comparable_fields;
use crate::exchange::Answer;

/// Two error pages: JSON, the same code, and a message that ends in the same words.
pub(super) fn error_pages(rules: &Rules<'_>, oracle: &Answer, airlock: &Answer) -> Found {
    let mut found = Found::default();
    if comparable_head(oracle) != comparable_head(airlock) {
        found.add(Aspect::Fields, "other fields than the oracle's".to_owned());
    }
    let (Some((code, message)), theirs) = (error_of(&oracle.received.body), error_of(&airlock.received.body)) else {
        found.add(Aspect::ErrorPage, "the oracle's page is no error page".to_owned());
        return found;
    };
    let Some((their_code, their_message)) = theirs else {
        found.add(Aspect::ErrorPage, "Airlock's page is no JSON with error.code and error.message".to_owned());
        return found;
    };
    if code != their_code {
        found.add(Aspect::ErrorPage, format!("error.code: {code} / {their_code}"));
    }
    // Where an exception says nothing, the oracle leaves the colon.
    let last_line = message.lines().map(|line| line.trim().trim_end_matches(':')).rfind(|line| !line.is_empty());
    let last_line = last_line.unwrap_or_default().to_owned();
    let wanted = rules.step.mentions.clone().unwrap_or(last_line).replace(rules.oracle_docroot, "/docroot");
    if !their_message.contains(&wanted) {
        found.add(Aspect::ErrorPage, format!("error.message does not mention {wanted:?}"));
    }
    found
}

fn error_of(body: &[u8]) -> Option<(i64, String)> {
    let page: serde_json::Value = serde_json::from_slice(body).ok()?;
    let error = page.get("error")?;
    Some((error.get("code")?.as_i64()?, error.get("message")?.as_str()?.to_owned()))
}

/// The fields of an error page. It has a length, but that of another text.
fn comparable_head(answer: &Answer) -> Option<Vec<(Vec<u8>, Vec<u8>)>> {
    let mut fields = comparable_fields(&answer.received.parsed()?, &["connection", "keep-alive"]);
    for (name, value) in &mut fields {
        name.make_ascii_lowercase();
        if name == b"content-length" {
            *value = b"*".to_vec();
        }
    }
    Some(fields)
}
