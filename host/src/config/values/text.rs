use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use thiserror::Error as ThisError;

/// A value that is written as text.
pub trait TextValue: Sized {
    /// Its kind's name in the schema.
    const NAME: &'static str;
    /// What is expected, as in "expected …": `a time such as "500ms"`.
    const EXPECTED: &'static str;
    /// What any text of the kind matches, for the schema; empty: nothing is said.
    const PATTERN: &'static str = "";

    /// Reads it.
    fn read(text: &str) -> Result<Self, BadText>;

    /// The texts it can be, if they can be listed.
    fn words() -> Vec<String> {
        Vec::new()
    }
}

/// Why a text is none of its kind, and what to write instead.
#[derive(Debug, ThisError)]
#[error("{0}")]
pub struct BadText(String);

impl BadText {
    /// In words.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

/// A key's value that is text in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text<T>(pub T);

impl<'de, T: TextValue> Deserialize<'de> for Text<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor(PhantomData))
    }
}

struct TextVisitor<T>(PhantomData<T>);

impl<T: TextValue> Visitor<'_> for TextVisitor<T> {
    type Value = Text<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        T::read(text).map(Text).map_err(|error| E::custom(format!("{text:?}: {error}")))
    }
}

impl<T: TextValue> JsonSchema for Text<T> {
    fn schema_name() -> Cow<'static, str> {
        T::NAME.into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let mut schema = json_schema!({ "type": "string", "description": T::EXPECTED });
        if !T::PATTERN.is_empty() {
            schema.insert("pattern".to_owned(), T::PATTERN.into());
        }
        if !T::words().is_empty() {
            schema.insert("enum".to_owned(), T::words().into());
        }
        schema
    }
}
