//! Names with several values each.

use std::collections::BTreeMap;

/// Names, each with its values, in the order in which the names first came.
///
/// Names and values are bytes, unless `T` says otherwise.
///
/// ```
/// use airlock_guest::testing::TestRequest;
/// use airlock_guest::{Request, Response};
///
/// fn trees(request: Request, _: Response) -> Vec<u8> {
///     assert!(request.query().contains("leaf"));
///     request.query().get_list("tree").join(&b' ')
/// }
///
/// assert_eq!(TestRequest::get("/?tree=oak&leaf&tree=elm").answered_by(trees).text(), "oak elm");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MultiDict<T = Vec<u8>> {
    entries: Vec<(Vec<u8>, Vec<T>)>,
    /// Where the entry of each name is: a client can send a great many of them. No hash map, whose seed may be known.
    places: BTreeMap<Vec<u8>, usize>,
}

impl<T> Default for MultiDict<T> {
    fn default() -> Self {
        Self { entries: Vec::new(), places: BTreeMap::new() }
    }
}

impl<T> MultiDict<T> {
    pub(crate) fn add(&mut self, name: Vec<u8>, value: T) {
        let place = self.places.get(&name).copied();
        match place.and_then(|place| self.entries.get_mut(place)) {
            Some((_, values)) => values.push(value),
            None => {
                self.places.insert(name.clone(), self.entries.len());
                self.entries.push((name, vec![value]));
            }
        }
    }

    /// All values of a name.
    pub fn values(&self, name: impl AsRef<[u8]>) -> &[T] {
        let place = self.places.get(name.as_ref()).copied();
        place.and_then(|place| self.entries.get(place)).map_or(&[], |(_, values)| values)
    }

    /// Whether the name came at all; in a query, `?x` counts, with an empty value.
    pub fn contains(&self, name: impl AsRef<[u8]>) -> bool {
        !self.values(name).is_empty()
    }

    /// The names, each once.
    pub fn names(&self) -> impl Iterator<Item = &[u8]> {
        self.entries.iter().map(|(name, _)| name.as_slice())
    }

    /// Whether there is no name.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl<T: AsRef<[u8]>> MultiDict<T> {
    /// The first value of a name.
    pub fn first(&self, name: impl AsRef<[u8]>) -> Option<&[u8]> {
        self.values(name).first().map(AsRef::as_ref)
    }

    /// The last value of a name.
    pub fn last(&self, name: impl AsRef<[u8]>) -> Option<&[u8]> {
        self.values(name).last().map(AsRef::as_ref)
    }

    /// All values of a name, as slices.
    pub fn get_list(&self, name: impl AsRef<[u8]>) -> Vec<&[u8]> {
        self.values(name).iter().map(AsRef::as_ref).collect()
    }

    /// The first value of a name as text; none also where it is not UTF-8.
    pub fn text(&self, name: impl AsRef<[u8]>) -> Option<&str> {
        std::str::from_utf8(self.first(name)?).ok()
    }
}

impl<T> FromIterator<(Vec<u8>, T)> for MultiDict<T> {
    fn from_iter<I: IntoIterator<Item = (Vec<u8>, T)>>(pairs: I) -> Self {
        let mut dict = Self::default();
        for (name, value) in pairs {
            dict.add(name, value);
        }
        dict
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_great_many_names_are_no_burden() {
        let name = |number: u32| number.to_string().into_bytes();
        let dict: MultiDict = (0..300_000).map(|number| (name(number), b"1".to_vec())).collect();
        assert!((0..300_000).all(|number| dict.get_list(name(number)) == [b"1"]));
        assert_eq!(dict.names().last(), Some(&b"299999"[..]));
        assert!(!dict.contains("x"));
    }
}
