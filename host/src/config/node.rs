//! The configuration as a tree whose every value knows where it comes from: what layers are made of and merged as.

use super::Origin;
use super::key_path::{KeyPath, Step};

/// A value and where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// For a table's entry, the line of its key.
    pub origin: Origin,
}

/// What TOML can say.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Text.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// Another number.
    Number(f64),
    /// `true` or `false`.
    Flag(bool),
    /// A date or a time of day: no key takes one.
    Moment(String),
    /// Values in brackets, and tables under `[[…]]`.
    List(Vec<Node>),
    /// Keys and values.
    Table(Table),
}

/// Keys and their values, in the order in which they came.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table(Vec<(String, Node)>);

impl Node {
    /// A value and where it comes from.
    pub fn new(value: Value, origin: Origin) -> Self {
        Self { value, origin }
    }

    /// Its entries, if it is a table.
    pub fn table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// Its elements, if it is a list.
    pub fn list(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(list) => Some(list),
            _ => None,
        }
    }

    fn child_mut(&mut self, step: &Step) -> Option<&mut Node> {
        match (&mut self.value, step) {
            (Value::Table(table), Step::Key(key)) => table.get_mut(key),
            (Value::List(list), Step::Index(index)) => list.get_mut(*index),
            _ => None,
        }
    }
}

impl Table {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, node)| node)
    }

    /// The value of a key, to change it.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.0.iter_mut().find(|(name, _)| name == key).map(|(_, node)| node)
    }

    /// All entries.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Node)> {
        self.0.iter().map(|(key, node)| (key.as_str(), node))
    }

    /// Sets a key.
    pub fn insert(&mut self, key: &str, node: Node) {
        match self.get_mut(key) {
            Some(there) => *there = node,
            None => self.0.push((key.to_owned(), node)),
        }
    }

    /// Takes a key out.
    pub fn remove(&mut self, key: &str) -> Option<Node> {
        let index = self.0.iter().position(|(name, _)| name == key)?;
        Some(self.0.remove(index).1)
    }

    /// Sets a key of a table within, making the table if there is none.
    pub fn insert_at(&mut self, section: &str, key: &str, node: Node) {
        if !matches!(self.get(section), Some(Node { value: Value::Table(_), .. })) {
            self.insert(section, Node::new(Value::Table(Table::default()), node.origin.clone()));
        }
        if let Some(Node { value: Value::Table(table), .. }) = self.get_mut(section) {
            table.insert(key, node);
        }
    }

    /// Lays `over` on top of it: tables key by key, everything else, lists too, as a whole.
    pub fn merge(&mut self, over: Table) {
        for (key, node) in over.0 {
            match (self.get_mut(&key), node) {
                (
                    Some(Node { value: Value::Table(under), origin }),
                    Node { value: Value::Table(table), origin: from },
                ) => {
                    under.merge(table);
                    *origin = from;
                }
                (_, node) => self.insert(&key, node),
            }
        }
    }

    /// Where the value at `path` comes from; of what is not there, where the table it would be in comes from.
    pub fn origin(&self, path: &KeyPath) -> Origin {
        let mut origin = Origin::Default;
        let mut steps = path.steps().iter();
        let mut at = match steps.next() {
            Some(Step::Key(key)) => self.get(key),
            _ => None,
        };
        while let Some(node) = at {
            origin = node.origin.clone();
            at = match (&node.value, steps.next()) {
                (Value::Table(table), Some(Step::Key(key))) => table.get(key),
                (Value::List(list), Some(Step::Index(index))) => list.get(*index),
                _ => None,
            };
        }
        origin
    }

    /// Takes out the value at `path`; with an element its whole list goes, so that the others keep their numbers.
    pub fn prune(&mut self, path: &KeyPath) -> bool {
        let Some(last) = path.steps().iter().rposition(|step| matches!(step, Step::Key(_))) else { return false };
        let mut steps = path.steps().iter().take(last);
        let Some(Step::Key(key)) = path.steps().get(last) else { return false };
        let Some(first) = steps.next() else { return self.remove(key).is_some() };
        let Step::Key(first) = first else { return false };
        let mut at = self.get_mut(first);
        for step in steps {
            at = at.and_then(|node| node.child_mut(step));
        }
        match at {
            Some(Node { value: Value::Table(table), .. }) => table.remove(key).is_some(),
            _ => false,
        }
    }
}

impl FromIterator<(String, Node)> for Table {
    fn from_iter<I: IntoIterator<Item = (String, Node)>>(entries: I) -> Self {
        Self(entries.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(line: usize, entries: &[(&str, i64)]) -> Table {
        let mut table = Table::default();
        for (key, value) in entries {
            table.insert_at("t", key, Node::new(Value::Whole(*value), Origin::File(line)));
        }
        table
    }

    #[test]
    fn layers_merge_leaf_by_leaf() {
        let mut under = table(1, &[("a", 1), ("b", 2)]);
        under.merge(table(5, &[("b", 3), ("c", 4)]));
        let found: Vec<_> = under.get("t").and_then(Node::table).unwrap().iter().collect();
        let value = |at: usize| (found[at].0, found[at].1.value.clone(), found[at].1.origin.clone());
        assert_eq!(value(0), ("a", Value::Whole(1), Origin::File(1)));
        assert_eq!(value(1), ("b", Value::Whole(3), Origin::File(5)));
        assert_eq!(value(2), ("c", Value::Whole(4), Origin::File(5)));
    }

    #[test]
    fn what_is_not_there_comes_from_its_table() {
        let table = table(7, &[("a", 1)]);
        assert_eq!(table.origin(&KeyPath::of("t").key("z")), Origin::File(7));
        assert_eq!(table.origin(&KeyPath::of("z")), Origin::Default);
    }

    #[test]
    fn a_pruned_value_is_gone() {
        let mut table = table(7, &[("a", 1), ("b", 1)]);
        assert!(table.prune(&KeyPath::of("t").key("a")));
        assert!(!table.prune(&KeyPath::of("t").key("a")));
        assert!(table.prune(&KeyPath::of("t")));
        assert_eq!(table, Table::default());
    }
}
