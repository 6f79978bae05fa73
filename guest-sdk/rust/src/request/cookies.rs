//! The cookies that came with the request.
//!
//! They are read as Python's `http.cookies` reads them, which is what handlers in Python see: a field that it takes for
//! damaged holds no cookies at all.

use super::multidict::MultiDict;

/// What a name may consist of besides letters, digits and `_`; the equals sign is among them.
const NAME_MARKS: &[u8] = b"!#%&'~_`><@,:/$*+-.^|)(?}{=";
/// Names that are attributes of the cookie before them.
const ATTRIBUTES: [&str; 7] = ["expires", "path", "comment", "domain", "max-age", "version", "samesite"];
/// The same for attributes that need no value.
const FLAGS: [&str; 2] = ["secure", "httponly"];

/// The cookies of a request by name; of several with one name, the last. Values keep their quotes.
///
/// ```
/// use airlock_guest::testing::TestRequest;
/// use airlock_guest::{Request, Response};
///
/// fn jar(request: Request, _: Response) -> Vec<u8> {
///     request.cookies().first("flavour").unwrap_or(b"none").to_vec()
/// }
///
/// let answer = TestRequest::get("/").header("Cookie", "flavour=ginger; jar=closed").answered_by(jar);
/// assert_eq!(answer.text(), "ginger");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cookies {
    pairs: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Cookies {
    /// The value of the cookie with that name.
    pub fn first(&self, name: impl AsRef<[u8]>) -> Option<&[u8]> {
        self.iter().find(|(other, _)| *other == name.as_ref()).map(|(_, value)| value)
    }

    /// Whether there is a cookie with that name.
    pub fn contains(&self, name: impl AsRef<[u8]>) -> bool {
        self.first(name).is_some()
    }

    /// Names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.pairs.iter().map(|(name, value)| (name.as_slice(), value.as_slice()))
    }

    /// The same as names with one value each.
    pub fn to_multi_dict(&self) -> MultiDict {
        self.pairs.iter().cloned().collect()
    }

    pub(crate) fn parse(field: &[u8]) -> Self {
        let mut cookies = Self::default();
        let mut position = 0;
        while let Some(found) = next_pair(field, position) {
            position = found.end;
            let name = found.name.to_ascii_lowercase();
            let is = |names: &[&str]| names.iter().any(|other| other.as_bytes() == name);
            if found.name.starts_with(b"$") {
                continue;
            }
            if is(&ATTRIBUTES) || is(&FLAGS) {
                // An attribute of the cookie before it; without one, or without its value, the field is damaged.
                if cookies.pairs.is_empty() || (found.value.is_none() && !is(&FLAGS)) {
                    return Self::default();
                }
                continue;
            }
            let Some(value) = found.value else { return Self::default() };
            cookies.put(found.name, value);
        }
        cookies
    }

    fn put(&mut self, name: &[u8], value: &[u8]) {
        match self.pairs.iter_mut().find(|(other, _)| other == name) {
            Some((_, last)) => *last = value.to_vec(),
            None => self.pairs.push((name.to_vec(), value.to_vec())),
        }
    }
}

struct Pair<'field> {
    name: &'field [u8],
    value: Option<&'field [u8]>,
    /// Where the next one begins.
    end: usize,
}

/// The pair that begins at `position`, its name as short as it can be.
fn next_pair(field: &[u8], position: usize) -> Option<Pair<'_>> {
    if position >= field.len() {
        return None;
    }
    let start = skip(field, position, is_blank);
    let names_end = skip(field, start, is_of_name);
    // Behind every equals sign before that, a value goes on to the same place, and ends well or not: they are not all tried.
    let ends_well = pair_end(field, skip(field, names_end, is_of_value)).is_some();
    let last = names_end.saturating_sub(1).max(start + 1);
    let first = if ends_well { start + 1 } else { last };
    (first..=names_end).find_map(|name_end| {
        let name = field.get(start..name_end)?;
        if let Some((value, end)) = value(field, name_end) {
            return Some(Pair { name, value: Some(value), end });
        }
        pair_end(field, name_end).map(|end| Pair { name, value: None, end })
    })
}

/// The value behind an equals sign at `position`, and where the next pair begins.
fn value(field: &[u8], position: usize) -> Option<(&[u8], usize)> {
    let equals = skip(field, position, is_blank);
    if field.get(equals) != Some(&b'=') {
        return None;
    }
    let start = skip(field, equals + 1, is_blank);
    let ends = [quoted_end(field, start), date_end(field, start), Some(skip(field, start, is_of_value))];
    ends.into_iter().flatten().find_map(|end| Some((field.get(start..end)?, pair_end(field, end)?)))
}

/// Where a pair ends that has come to `position`: behind blanks, a semicolon or both, or with the field.
fn pair_end(field: &[u8], position: usize) -> Option<usize> {
    let end = skip(field, position, is_blank);
    match field.get(end) {
        Some(b';') => Some(end + 1),
        None => Some(end),
        Some(_) if end > position => Some(end),
        Some(_) => None,
    }
}

/// Where the double-quoted string ends that begins at `start`.
fn quoted_end(field: &[u8], start: usize) -> Option<usize> {
    let mut rest = field.get(start..)?.strip_prefix(b"\"")?;
    loop {
        rest = match rest {
            [b'\\', _, after @ ..] => after,
            [b'"', after @ ..] => return Some(field.len() - after.len()),
            [_, after @ ..] => after,
            [] => return None,
        };
    }
}

/// Where a date as in `expires=Sat, 21 Nov 2026 10:00:00 GMT` ends; it has blanks and a comma in it.
fn date_end(field: &[u8], start: usize) -> Option<usize> {
    let text = field.get(start..)?;
    let (day, rest) = text.split_at_checked(3)?;
    let (comma, rest) = rest.split_at_checked(2)?;
    if !day.iter().all(|&byte| is_word(byte))
        || comma.first() != Some(&b',')
        || !comma.get(1).copied().is_some_and(is_blank)
    {
        return None;
    }
    (9..=11).rev().find_map(|length| {
        let (date, rest) = rest.split_at_checked(length)?;
        let (time, after) = rest.split_at_checked(" hh:mm:ss GMT".len())?;
        let (clock, zone) = time.split_at_checked(9)?;
        let (blank, clock) = clock.split_first()?;
        let (zone_blank, zone) = zone.split_first()?;
        let fits = date.iter().all(|&byte| is_word(byte) || is_blank(byte) || byte == b'-')
            && is_blank(*blank)
            && clock.iter().all(|&byte| byte.is_ascii_digit() || byte == b':')
            && is_blank(*zone_blank)
            && zone == b"GMT";
        fits.then(|| field.len() - after.len())
    })
}

fn skip(field: &[u8], position: usize, of: impl Fn(u8) -> bool) -> usize {
    let rest = field.get(position..).unwrap_or_default();
    position + rest.iter().take_while(|&&byte| of(byte)).count()
}

fn is_blank(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == 0x0b
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn is_of_name(byte: u8) -> bool {
    is_word(byte) || NAME_MARKS.contains(&byte)
}

fn is_of_value(byte: u8) -> bool {
    is_of_name(byte) || byte == b'[' || byte == b']'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(field: &str) -> Vec<(String, String)> {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Cookies::parse(field.as_bytes()).iter().map(|(name, value)| (text(name), text(value))).collect()
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn cookies_are_read_as_python_reads_them() {
        assert_eq!(parsed("b=2; a=1;c=3"), pairs(&[("b", "2"), ("a", "1"), ("c", "3")]));
        assert_eq!(parsed("a=b=c; d=e"), pairs(&[("a", "b=c"), ("d", "e")]));
        assert_eq!(parsed(r#"a="x y; z"; b="\"q\"""#), pairs(&[("a", r#""x y; z""#), ("b", r#""\"q\"""#)]));
        assert_eq!(parsed("a=1; b=2; a=3"), pairs(&[("a", "3"), ("b", "2")]));
        assert_eq!(parsed("$Version=1; a=1; $Path=\"/x\""), pairs(&[("a", "1")]));
        assert_eq!(parsed("a = 1 b=2"), pairs(&[("a", "1"), ("b", "2")]));
        assert_eq!(parsed("a=Sat, 21 Nov 2026 10:00:00 GMT; b=1").len(), 2);
    }

    #[test]
    fn a_damaged_field_holds_none() {
        for field in ["=a; b=2", "a=; b; c=3", "path=/x; a=1", "a=1; path; b=2"] {
            assert_eq!(parsed(field), pairs(&[]), "{field}");
        }
        assert_eq!(parsed("a=1; b=\"2"), pairs(&[("a", "1")]));
    }

    #[test]
    fn many_equals_signs_are_looked_at_once() {
        for end in ["\u{1}", "\"", "\"x\"\u{1}"] {
            assert_eq!(parsed(&("a=".repeat(500_000) + end)), pairs(&[]));
        }
        assert_eq!(parsed("a=b==\"x\"; c=d"), pairs(&[("a=b=", "\"x\""), ("c", "d")]));
    }
}
