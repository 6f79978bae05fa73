//! The response's header fields.

use crate::bindings::airlock::handler::types::Field;
use crate::field_bytes::FieldBytes;

/// The header fields of a response, in the order and case they were set; looked up in any case.
///
/// Fields of one name are sent together, where the first of them was put.
///
/// ```
/// use airlock_guest::testing::TestRequest;
/// use airlock_guest::{Request, Response};
///
/// fn links(_: Request, mut response: Response) -> &'static str {
///     let headers = response.headers_mut();
///     headers.append("Link", "</fonts.css>; rel=preload");
///     headers.set("X-Choice", "the first, soon gone");
///     headers.set("X-Choice", "the second, which stays");
///     headers.append("link", "</next>; rel=next");
///     "Two Link lines, one X-Choice.\n"
/// }
///
/// let answer = TestRequest::get("/").answered_by(links);
/// assert_eq!(answer.header_list("Link"), ["</fonts.css>; rel=preload", "</next>; rel=next"]);
/// assert_eq!(answer.header("X-Choice"), Some("the second, which stays"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headers {
    entries: Vec<(Vec<u8>, Vec<Vec<u8>>)>,
}

impl Headers {
    /// No fields.
    pub fn new() -> Self {
        Self::default()
    }

    /// Give the field this value alone.
    pub fn set(&mut self, name: impl FieldBytes, value: impl FieldBytes) {
        let (name, values) = (name.into_field_bytes(), vec![value.into_field_bytes()]);
        match self.entry(&name) {
            Some(entry) => *entry = (name, values),
            None => self.entries.push((name, values)),
        }
    }

    /// Add a value to those that the field has.
    pub fn append(&mut self, name: impl FieldBytes, value: impl FieldBytes) {
        let (name, value) = (name.into_field_bytes(), value.into_field_bytes());
        match self.entry(&name) {
            Some((_, values)) => values.push(value),
            None => self.entries.push((name, vec![value])),
        }
    }

    /// Append each of these fields.
    pub fn update<N: FieldBytes, V: FieldBytes>(&mut self, fields: impl IntoIterator<Item = (N, V)>) {
        for (name, value) in fields {
            self.append(name, value);
        }
    }

    /// The field's values; none where it is not set.
    pub fn get(&self, name: impl AsRef<[u8]>) -> &[Vec<u8>] {
        let name = name.as_ref();
        self.entries.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map_or(&[], |(_, values)| values)
    }

    /// Whether the field is set.
    pub fn contains(&self, name: impl AsRef<[u8]>) -> bool {
        !self.get(name).is_empty()
    }

    /// Take the field back.
    pub fn remove(&mut self, name: impl AsRef<[u8]>) {
        self.entries.retain(|(other, _)| !other.eq_ignore_ascii_case(name.as_ref()));
    }

    /// Names and values of all lines, in the order they are sent in.
    pub fn iter(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.entries.iter().flat_map(|(name, values)| values.iter().map(|value| (name.as_slice(), value.as_slice())))
    }

    /// Keep those values of a field that `keep` wants.
    pub(super) fn retain(&mut self, name: &[u8], keep: impl FnMut(&Vec<u8>) -> bool) {
        if let Some((_, values)) = self.entry(name) {
            values.retain(keep);
            if values.is_empty() {
                self.remove(name);
            }
        }
    }

    pub(super) fn into_fields(self) -> Vec<Field> {
        let mut fields = Vec::with_capacity(self.entries.len());
        for (name, mut values) in self.entries {
            let last = values.pop();
            fields.extend(values.into_iter().map(|value| Field { name: name.clone(), value }));
            fields.extend(last.map(|value| Field { name, value }));
        }
        fields
    }

    fn entry(&mut self, name: &[u8]) -> Option<&mut (Vec<u8>, Vec<Vec<u8>>)> {
        self.entries.iter_mut().find(|(other, _)| other.eq_ignore_ascii_case(name))
    }
}

impl<N: FieldBytes, V: FieldBytes> FromIterator<(N, V)> for Headers {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(fields: I) -> Self {
        let mut headers = Self::new();
        headers.update(fields);
        headers
    }
}
