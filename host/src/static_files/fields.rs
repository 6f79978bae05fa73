use crate::exchange::Field;

/// A response's fields as wptserve keeps them: the values of one name stand together, where the name came first, in the
/// letters it came in first.
#[derive(Clone, Debug, Default)]
pub struct FieldSet {
    entries: Vec<(Vec<u8>, Vec<Vec<u8>>)>,
}

impl FieldSet {
    fn entry(&mut self, name: &[u8]) -> Option<&mut (Vec<u8>, Vec<Vec<u8>>)> {
        self.entries.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(name))
    }

    /// Gives the field this value alone.
    pub fn set(&mut self, name: &[u8], value: impl Into<Vec<u8>>) {
        let value = vec![value.into()];
        match self.entry(name) {
            Some(entry) => *entry = (name.to_vec(), value),
            None => self.entries.push((name.to_vec(), value)),
        }
    }

    /// Adds a value to those the field has.
    pub fn append(&mut self, name: &[u8], value: impl Into<Vec<u8>>) {
        match self.entry(name) {
            Some((_, values)) => values.push(value.into()),
            None => self.entries.push((name.to_vec(), vec![value.into()])),
        }
    }

    /// Whether a field of that name is there, case aside.
    pub fn has(&self, name: &[u8]) -> bool {
        self.last(name).is_some()
    }

    /// The last value of the field.
    pub fn last(&self, name: &[u8]) -> Option<&[u8]> {
        let (_, values) = self.entries.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        values.last().map(Vec::as_slice)
    }

    /// As they go out.
    pub fn into_fields(self) -> Vec<Field> {
        let lines = |(name, values): (Vec<u8>, Vec<Vec<u8>>)| {
            values.into_iter().map(move |value| Field { name: name.clone(), value })
        };
        self.entries.into_iter().flat_map(lines).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::FieldSet;

    #[test]
    fn equal_names_stand_together() {
        let mut fields = FieldSet::default();
        fields.append(b"X-A", "1");
        fields.append(b"Y", "2");
        fields.append(b"x-a", "3");
        fields.set(b"y", "4");
        let lines = fields.into_fields().into_iter().map(|field| [field.name, field.value].concat());
        assert_eq!(lines.collect::<Vec<_>>(), [b"X-A1", b"X-A3".as_slice(), b"y4"]);
    }
}
