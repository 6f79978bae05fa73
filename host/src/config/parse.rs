//! From the file's text to a tree with lines.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::Origin;
use super::key_path::KeyPath;
use super::node::{Node, Table, Value};
use super::problem::{ConfigError, Problem};

/// Fails with all that is no TOML. `file` is the file's name, for the messages.
pub fn parse(text: &str, file: &str) -> Result<Table, ConfigError> {
    let lines = Lines::new(text);
    let (table, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return Ok(lines.table(table.get_ref()));
    }
    let mut problems: Vec<Problem> = Vec::new();
    for error in errors {
        let origin = Origin::File(error.span().map_or(1, |span| lines.of(&span)));
        // What follows on the same line is mostly an echo of the first error.
        if problems.last().is_none_or(|last| last.origin != origin) {
            let mut message = format!("not TOML: {}", error.message().replace('\n', ", "));
            if message.ends_with("duplicate key")
                && let Some(key) = error.span().and_then(|span| text.get(span))
            {
                message.push_str(&format!(" `{key}`; write all that belongs there in one place"));
            }
            problems.push(Problem { file: Some(file.to_owned()), origin, key: KeyPath::default(), message });
        }
    }
    Err(ConfigError::Invalid(problems))
}

/// Where the lines begin.
struct Lines(Vec<usize>);

impl Lines {
    fn new(text: &str) -> Self {
        Self(text.match_indices('\n').map(|(at, _)| at + 1).collect())
    }

    fn of(&self, span: &Range<usize>) -> usize {
        self.0.partition_point(|start| *start <= span.start) + 1
    }

    fn table(&self, table: &DeTable<'_>) -> Table {
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        let node = |(key, value): (&Spanned<DeString<'_>>, &Spanned<DeValue<'_>>)| {
            (key.get_ref().to_string(), self.node(value, self.of(&key.span())))
        };
        entries.into_iter().map(node).collect()
    }

    fn node(&self, value: &Spanned<DeValue<'_>>, line: usize) -> Node {
        let value = match value.get_ref() {
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Boolean(flag) => Value::Flag(*flag),
            DeValue::Integer(number) => {
                let radix = number.radix();
                match i64::from_str_radix(number.as_str(), radix) {
                    Ok(number) => Value::Whole(number),
                    // Too large for any key; about right for the message.
                    Err(_) => Value::Number(number.as_str().parse().unwrap_or(f64::INFINITY)),
                }
            }
            DeValue::Float(number) => Value::Number(number.as_str().parse().unwrap_or(f64::NAN)),
            DeValue::Datetime(moment) => Value::Moment(moment.to_string()),
            DeValue::Array(list) => {
                Value::List(list.iter().map(|element| self.node(element, self.of(&element.span()))).collect())
            }
            DeValue::Table(table) => Value::Table(self.table(table)),
        };
        Node::new(value, Origin::File(line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_has_its_line() {
        let text = "a = 1\n\n[t]\nlist = [\n  1,\n  2,\n]\n[[many]]\nx = 1\n[[many]]\n[many.inner]\ny = 'z'\n";
        let table = parse(text, "f").unwrap();
        let line = |path: KeyPath| match table.origin(&path) {
            Origin::File(line) => line,
            other => panic!("{other:?}"),
        };
        assert_eq!(line(KeyPath::of("a")), 1);
        assert_eq!(line(KeyPath::of("t")), 3);
        assert_eq!(line(KeyPath::of("t").key("list")), 4);
        assert_eq!(line(KeyPath::of("t").key("list").index(1)), 6);
        assert_eq!(line(KeyPath::of("many").index(0)), 8);
        assert_eq!(line(KeyPath::of("many").index(1)), 10);
        assert_eq!(line(KeyPath::of("many").index(1).key("inner").key("y")), 12);
    }

    #[test]
    fn broken_lines_are_named() {
        let error = parse("a = 1\nb = = 2\nc = 3\nd = \"x\n", "f").unwrap_err().to_string();
        assert!(error.starts_with("f:2: not TOML: "), "{error}");
        assert!(error.contains("\nf:4: not TOML: "), "{error}");
    }
}
