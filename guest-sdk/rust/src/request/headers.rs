//! The request's header fields.

use crate::bindings::airlock::handler::types::Field;

/// The header fields of a request: names in any case, values as bytes.
///
/// What looks up one value (`first`, and `get_list` at its beginning) has the first line of that name, as Python's
/// handlers have. Iteration gives all lines in the order and case they came. Pseudo-header fields of HTTP/2 are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestHeaders {
    lines: Vec<(Vec<u8>, Vec<u8>)>,
}

impl RequestHeaders {
    pub(crate) fn from_fields(fields: &[Field]) -> Self {
        let proper = fields.iter().filter(|field| !field.name.starts_with(b":"));
        Self { lines: proper.map(|field| (field.name.clone(), field.value.clone())).collect() }
    }

    /// The value of the first line with that name.
    pub fn first(&self, name: impl AsRef<[u8]>) -> Option<&[u8]> {
        self.get_all(name.as_ref()).next()
    }

    /// The value of the first line with that name, as text; none also where it is not UTF-8.
    pub fn text(&self, name: impl AsRef<[u8]>) -> Option<&str> {
        std::str::from_utf8(self.first(name)?).ok()
    }

    /// The values of all lines with that name.
    pub fn get_list(&self, name: impl AsRef<[u8]>) -> Vec<&[u8]> {
        self.get_all(name.as_ref()).collect()
    }

    /// Whether there is a line with that name.
    pub fn contains(&self, name: impl AsRef<[u8]>) -> bool {
        self.first(name).is_some()
    }

    /// Names and values of all lines, in the order and case they came.
    pub fn iter(&self) -> Lines<'_> {
        Lines(self.lines.iter())
    }

    fn get_all(&self, name: &[u8]) -> impl Iterator<Item = &[u8]> {
        self.iter().filter(move |(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

/// The lines of [`RequestHeaders`].
#[derive(Clone, Debug)]
pub struct Lines<'headers>(std::slice::Iter<'headers, (Vec<u8>, Vec<u8>)>);

impl<'headers> Iterator for Lines<'headers> {
    type Item = (&'headers [u8], &'headers [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(name, value)| (name.as_slice(), value.as_slice()))
    }
}

impl<'headers> IntoIterator for &'headers RequestHeaders {
    type Item = (&'headers [u8], &'headers [u8]);
    type IntoIter = Lines<'headers>;

    fn into_iter(self) -> Lines<'headers> {
        self.iter()
    }
}
