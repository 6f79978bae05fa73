//! The text of a `Set-Cookie` field.

use std::time::{Duration, SystemTime};

use crate::clock;
use crate::date::Date;
use crate::field_bytes::FieldBytes;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A cookie to set: for the whole site and this session of the browser, unless it is given more.
///
/// ```
/// use std::time::Duration;
///
/// use airlock_guest::testing::TestRequest;
/// use airlock_guest::{Request, Response, SetCookie};
///
/// fn set(_: Request, mut response: Response) -> &'static str {
///     let lasting = SetCookie::new("jar", "closed").max_age(Duration::from_secs(600)).http_only().same_site("Lax");
///     response.set_cookie(lasting);
///     "A cookie.\n"
/// }
///
/// let answer = TestRequest::get("/").answered_by(set);
/// assert_eq!(answer.header("Set-Cookie"), Some("jar=closed; HttpOnly; Max-Age=600; Path=/; SameSite=Lax"));
/// ```
#[derive(Clone, Debug)]
pub struct SetCookie {
    pair: Vec<u8>,
    path: Vec<u8>,
    domain: Vec<u8>,
    comment: String,
    expires: Option<SystemTime>,
    max_age: Option<i64>,
    same_site: Vec<u8>,
    secure: bool,
    http_only: bool,
}

impl SetCookie {
    /// A cookie of this name and value.
    pub fn new(name: impl FieldBytes, value: impl FieldBytes) -> Self {
        Self {
            pair: [&name.into_field_bytes()[..], b"=", &value.into_field_bytes()].concat(),
            path: b"/".to_vec(),
            domain: Vec::new(),
            comment: String::new(),
            expires: None,
            max_age: None,
            same_site: Vec::new(),
            secure: false,
            http_only: false,
        }
    }

    /// What has a client forget the cookie of this name, if the path (and the domain) are those it was set with.
    pub fn deleting(name: impl FieldBytes) -> Self {
        let yesterday = clock::now().checked_sub(DAY).unwrap_or(SystemTime::UNIX_EPOCH);
        Self { max_age: Some(0), ..Self::new(name, "").expires(yesterday) }
    }

    /// The folder of the site that it is for; none is sent for an empty one.
    #[must_use]
    pub fn path(self, path: impl FieldBytes) -> Self {
        Self { path: path.into_field_bytes(), ..self }
    }

    /// The domain that it is for, subdomains included.
    #[must_use]
    pub fn domain(self, domain: impl FieldBytes) -> Self {
        Self { domain: domain.into_field_bytes(), ..self }
    }

    /// A comment.
    #[must_use]
    pub fn comment(self, comment: impl Into<String>) -> Self {
        Self { comment: comment.into(), ..self }
    }

    /// When it ends.
    #[must_use]
    pub fn expires(self, expires: SystemTime) -> Self {
        Self { expires: Some(expires), ..self }
    }

    /// How long it lasts, in whole seconds.
    #[must_use]
    pub fn max_age(self, max_age: Duration) -> Self {
        Self { max_age: i64::try_from(max_age.as_secs()).ok(), ..self }
    }

    /// `Strict`, `Lax` or `None`.
    #[must_use]
    pub fn same_site(self, same_site: impl FieldBytes) -> Self {
        Self { same_site: same_site.into_field_bytes(), ..self }
    }

    /// Have it sent over TLS alone.
    #[must_use]
    pub fn secure(self) -> Self {
        Self { secure: true, ..self }
    }

    /// Keep it from scripts.
    #[must_use]
    pub fn http_only(self) -> Self {
        Self { http_only: true, ..self }
    }

    /// The field's value: attributes in alphabetical order, as handlers in Python send them.
    pub(super) fn into_field(self) -> Vec<u8> {
        let expires = self.expires.map(expiry).unwrap_or_default();
        let max_age = self.max_age.map(|seconds| seconds.to_string()).unwrap_or_default();
        let parts = [
            Some(self.pair),
            attribute("Comment", quoted(&self.comment).as_bytes()),
            attribute("Domain", &self.domain),
            attribute("expires", expires.as_bytes()),
            self.http_only.then(|| b"HttpOnly".to_vec()),
            attribute("Max-Age", max_age.as_bytes()),
            attribute("Path", &self.path),
            attribute("SameSite", &self.same_site),
            self.secure.then(|| b"Secure".to_vec()),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(&b"; "[..])
    }
}

/// An attribute that has a value.
fn attribute(name: &str, value: &[u8]) -> Option<Vec<u8>> {
    (!value.is_empty()).then(|| [name.as_bytes(), b"=", value].concat())
}

/// Months in lower case, as handlers in Python send them.
fn expiry(time: SystemTime) -> String {
    let date = Date::of(time);
    let (day, month, year) = (date.day, date.month_name().to_lowercase(), date.year);
    format!("{day:02} {month} {year} {:02}:{:02}:{:02} GMT", date.hour, date.minute, date.second)
}

/// A comment in quotes, unless it needs none.
fn quoted(comment: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~:".contains(&byte);
    if comment.bytes().all(plain) {
        return comment.to_owned();
    }
    let mut text = String::from("\"");
    for character in comment.chars() {
        match character {
            '"' | '\\' => text.extend(['\\', character]),
            ',' | ';' | '\0'..='\x1f' | '\x7f'..='\u{ff}' => {
                text.push_str(&format!("\\{:03o}", u32::from(character)));
            }
            _ => text.push(character),
        }
    }
    text.push('"');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_stand_in_order() {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_255_200);
        let cookie = SetCookie::new("a", "b").secure().domain("x.example").comment("so, so").expires(time).path("");
        assert_eq!(
            String::from_utf8(cookie.into_field()).unwrap(),
            "a=b; Comment=\"so\\054 so\"; Domain=x.example; expires=21 nov 2026 10:00:00 GMT; Secure"
        );
    }

    #[test]
    fn a_deleted_cookie_has_ended_yesterday() {
        let field = String::from_utf8(SetCookie::deleting("a").into_field()).unwrap();
        assert!(field.starts_with("a=; expires=") && field.ends_with(" GMT; Max-Age=0; Path=/"), "{field}");
    }
}
