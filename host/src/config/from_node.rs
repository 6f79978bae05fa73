//! Serde's view of the tree: types are read from it, and what does not fit is named by its path.

use std::fmt::{self, Display};

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Error, Expected, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::forward_to_deserialize_any;

use super::key_path::{KeyPath, Step};
use super::node::{Node, Table, Value};

/// What does not fit, and where.
#[derive(Debug, thiserror::Error)]
#[error("{}: {kind}", self.path())]
pub struct Mismatch {
    /// From the inside out.
    steps: Vec<Step>,
    /// What does not fit.
    pub kind: MismatchKind,
}

/// What does not fit.
#[derive(Debug)]
pub enum MismatchKind {
    /// A key that its table does not have; these it has.
    UnknownKey(&'static [&'static str]),
    /// Anything else, in words.
    Value(String),
}

impl Mismatch {
    /// Where.
    pub fn path(&self) -> KeyPath {
        self.steps.iter().rev().cloned().collect()
    }

    fn at(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }
}

impl Display for MismatchKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownKey(known) => write!(f, "unknown key; known: {}", known.join(", ")),
            Self::Value(message) => f.write_str(message),
        }
    }
}

impl Error for Mismatch {
    fn custom<T: Display>(message: T) -> Self {
        Self { steps: Vec::new(), kind: MismatchKind::Value(message.to_string()) }
    }

    fn unknown_field(_: &str, known: &'static [&'static str]) -> Self {
        Self { steps: Vec::new(), kind: MismatchKind::UnknownKey(known) }
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_value(found, expected)
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        // Serde's words for its own types are replaced below.
        let wanted = expected.to_string();
        if matches!(found, Unexpected::Map) && wanted == "a sequence" {
            return Self::custom("a table: expected a list of tables; write its name in two pairs of brackets, [[…]]");
        }
        let found = match found {
            Unexpected::Bool(flag) => flag.to_string(),
            Unexpected::Unsigned(number) => number.to_string(),
            Unexpected::Signed(number) => number.to_string(),
            Unexpected::Float(number) => number.to_string(),
            Unexpected::Str(text) => format!("{text:?}"),
            Unexpected::Seq => "a list".to_owned(),
            Unexpected::Map => "a table".to_owned(),
            other => other.to_string(),
        };
        let expected = match wanted.as_str() {
            "a sequence" => "a list in brackets".to_owned(),
            "a boolean" => "true or false".to_owned(),
            "a string" => "text in quotes".to_owned(),
            other => other.to_owned(),
        };
        Self::custom(format!("{found}: expected {expected}"))
    }
}

/// A node, to be read as a type.
pub struct FromNode<'a>(pub &'a Node);

impl<'de> Deserializer<'de> for FromNode<'de> {
    type Error = Mismatch;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match &self.0.value {
            Value::Text(text) => visitor.visit_borrowed_str(text),
            Value::Whole(number) => visitor.visit_i64(*number),
            Value::Number(number) => visitor.visit_f64(*number),
            Value::Flag(flag) => visitor.visit_bool(*flag),
            Value::Moment(moment) => Err(Mismatch::invalid_type(Unexpected::Other(moment), &visitor)),
            Value::List(list) => visitor.visit_seq(Elements { rest: list.iter().enumerate() }),
            Value::Table(table) => FromTable(table).deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}

/// A table, to be read as a type.
pub struct FromTable<'a>(pub &'a Table);

impl<'de> Deserializer<'de> for FromTable<'de> {
    type Error = Mismatch;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_map(Entries { rest: self.0.iter(), at: None })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct Elements<I> {
    rest: I,
}

impl<'de, I: Iterator<Item = (usize, &'de Node)>> SeqAccess<'de> for Elements<I> {
    type Error = Mismatch;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Mismatch> {
        let Some((index, node)) = self.rest.next() else { return Ok(None) };
        seed.deserialize(FromNode(node)).map(Some).map_err(|error| error.at(Step::Index(index)))
    }
}

struct Entries<'de, I> {
    rest: I,
    at: Option<(&'de str, &'de Node)>,
}

impl<'de, I: Iterator<Item = (&'de str, &'de Node)>> MapAccess<'de> for Entries<'de, I> {
    type Error = Mismatch;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Mismatch> {
        self.at = self.rest.next();
        let Some((key, _)) = self.at else { return Ok(None) };
        let key_text = BorrowedStrDeserializer::<Mismatch>::new(key);
        seed.deserialize(key_text).map(Some).map_err(|error| error.at(Step::Key(key.to_owned())))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Mismatch> {
        let Some((key, node)) = self.at else { return Err(Mismatch::custom("a value without a key")) };
        seed.deserialize(FromNode(node)).map_err(|error| error.at(Step::Key(key.to_owned())))
    }
}
