use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};

use super::{Text, TextValue};

/// A list of texts that is not empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Several<T>(pub Vec<T>);

/// A text, or a list of texts that is not empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneOrMany<T>(pub Vec<T>);

impl<'de, T: TextValue> Deserialize<'de> for Several<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(ManyVisitor { one: false, kind: PhantomData }).map(Self)
    }
}

impl<'de, T: TextValue> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ManyVisitor { one: true, kind: PhantomData }).map(Self)
    }
}

struct ManyVisitor<T> {
    one: bool,
    kind: PhantomData<T>,
}

impl<'de, T: TextValue> Visitor<'de> for ManyVisitor<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.one {
            write!(f, "{}, or a list of them", T::EXPECTED)
        } else {
            write!(f, "a list in brackets, each of its values {}", T::EXPECTED)
        }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        if !self.one {
            return Err(E::invalid_type(serde::de::Unexpected::Str(text), &self));
        }
        T::read(text).map(|one| vec![one]).map_err(|error| E::custom(format!("{text:?}: {error}")))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut values = Vec::new();
        while let Some(Text(value)) = list.next_element()? {
            values.push(value);
        }
        if values.is_empty() {
            return Err(A::Error::custom("[]: an empty list; give a value or leave the key out"));
        }
        Ok(values)
    }
}

impl<T: TextValue> JsonSchema for Several<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Several{}", T::NAME).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "array", "minItems": 1, "items": generator.subschema_for::<Text<T>>() })
    }
}

impl<T: TextValue> JsonSchema for OneOrMany<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("OneOrMany{}", T::NAME).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let (one, many) = (generator.subschema_for::<Text<T>>(), generator.subschema_for::<Several<T>>());
        json_schema!({ "anyOf": [one, many] })
    }
}
