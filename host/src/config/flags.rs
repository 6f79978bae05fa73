use super::Origin;
use super::node::{Node, Table, Value};

/// What the environment and the command line set, each value with its variable or flag.
#[derive(Clone, Debug, Default)]
pub struct FlagLayer {
    /// Keys of the file that flags set too.
    pub(super) keys: Table,
    /// A folder to serve.
    pub(super) docroot: Option<Node>,
    /// Patterns for handlers to trust.
    pub(super) trust: Vec<Node>,
}

impl FlagLayer {
    /// Sets a key at the top, or with a `section` a key of that table.
    pub fn set(&mut self, section: Option<&str>, key: &str, value: Value, origin: Origin) {
        let node = Node::new(value, origin);
        match section {
            Some(section) => self.keys.insert_at(section, key, node),
            None => self.keys.insert(key, node),
        }
    }

    /// Sets a key to a list.
    pub fn set_list(&mut self, section: Option<&str>, key: &str, values: impl Iterator<Item = Value>, origin: Origin) {
        let nodes = values.map(|value| Node::new(value, origin.clone())).collect();
        self.set(section, key, Value::List(nodes), origin);
    }

    /// Sets the folder to serve.
    pub fn set_docroot(&mut self, folder: &str, origin: Origin) {
        self.docroot = Some(Node::new(Value::Text(folder.to_owned()), origin));
    }

    /// Adds a pattern for handlers to trust.
    pub fn add_trust(&mut self, glob: &str, origin: Origin) {
        self.trust.push(Node::new(Value::Text(glob.to_owned()), origin));
    }
}
