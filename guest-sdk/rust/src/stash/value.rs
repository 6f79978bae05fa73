//! Values of the stash as bytes: the encoding that handlers in Python use.
//!
//! It is JSON, with what JSON does not have as an object of one member, whose name is the type: `{"tuple": [1, 2]}`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value as Json, json};

use crate::{Error, json};

const DEEPEST: usize = 100;

/// A value of the stash: data of the kinds that handlers in Python leave there.
///
/// Made of bytes, text, numbers and booleans by `into`, so that `stash.put(key, "text")` works. What Python has besides (moments,
/// integers of more than 64 bits) can not be taken in Rust: it is an [`Error::Invalid`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum StashValue {
    /// Python's `None`; only inside of others.
    None,
    /// `bool`
    Bool(bool),
    /// `int`
    Int(i64),
    /// `float`
    Float(f64),
    /// `str`
    Text(String),
    /// `bytes`
    Bytes(Vec<u8>),
    /// `list`
    List(Vec<StashValue>),
    /// `tuple`
    Tuple(Vec<StashValue>),
    /// `set`
    Set(Vec<StashValue>),
    /// `frozenset`
    FrozenSet(Vec<StashValue>),
    /// `dict`
    Dict(Vec<(StashValue, StashValue)>),
}

impl StashValue {
    /// The number of an `Int`.
    pub fn as_int(&self) -> Option<i64> {
        if let Self::Int(number) = self { Some(*number) } else { None }
    }

    /// The text of a `Text`.
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The bytes of `Bytes`, and those of a `Text`.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            Self::Text(text) => Some(text.as_bytes()),
            _ => None,
        }
    }

    /// What a `Dict` has under a text.
    pub fn get(&self, key: &str) -> Option<&Self> {
        let Self::Dict(entries) = self else { return None };
        entries.iter().find(|(name, _)| name.as_text() == Some(key)).map(|(_, value)| value)
    }

    pub(crate) fn encode(&self) -> Result<Vec<u8>, Error> {
        if *self == Self::None {
            return Err(Error::Invalid(
                "the stash takes no None by itself: nothing is what it has without a value".to_owned(),
            ));
        }
        let mut text = String::new();
        write(&to_json(self, 0)?, &mut text);
        Ok(text.into_bytes())
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let json = serde_json::from_slice(bytes).map_err(|error| invalid(&format!("no JSON: {error}")))?;
        from_json(json, 0)
    }
}

fn invalid(why: &str) -> Error {
    Error::Invalid(format!("stash value: {why}"))
}

fn to_json(value: &StashValue, depth: usize) -> Result<Json, Error> {
    if depth > DEEPEST {
        return Err(invalid("nested too deeply"));
    }
    let items = |items: &[StashValue]| items.iter().map(|item| to_json(item, depth + 1)).collect::<Result<Vec<_>, _>>();
    Ok(match value {
        StashValue::None => Json::Null,
        StashValue::Bool(truth) => json!(truth),
        StashValue::Int(number) => json!(number),
        StashValue::Float(number) if number.is_finite() => json!(number),
        StashValue::Float(_) => return Err(invalid("a float that is not finite")),
        StashValue::Text(text) => json!(text),
        StashValue::Bytes(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) if text.is_ascii() => json!({ "bytes": text }),
            _ => json!({ "base64": STANDARD.encode(bytes) }),
        },
        StashValue::List(list) => Json::Array(items(list)?),
        StashValue::Tuple(list) => json!({ "tuple": items(list)? }),
        StashValue::Set(list) => json!({ "set": items(list)? }),
        StashValue::FrozenSet(list) => json!({ "frozenset": items(list)? }),
        StashValue::Dict(entries) => {
            let pair = |(key, item): &(StashValue, StashValue)| {
                Ok(Json::Array(vec![to_json(key, depth + 1)?, to_json(item, depth + 1)?]))
            };
            json!({ "dict": entries.iter().map(pair).collect::<Result<Vec<_>, Error>>()? })
        }
    })
}

/// JSON in ASCII alone, which is what Python's side takes.
fn write(value: &Json, text: &mut String) {
    match value {
        Json::String(string) => text.push_str(&json::string(string)),
        Json::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                text.push_str(if index > 0 { ", " } else { "" });
                write(item, text);
            }
            text.push(']');
        }
        Json::Object(members) => {
            text.push('{');
            for (name, member) in members {
                text.push_str(&json::string(name));
                text.push_str(": ");
                write(member, text);
            }
            text.push('}');
        }
        plain => text.push_str(&plain.to_string()),
    }
}

fn from_json(value: Json, depth: usize) -> Result<StashValue, Error> {
    if depth > DEEPEST {
        return Err(invalid("nested too deeply"));
    }
    let items = |list: Json| match list {
        Json::Array(list) => list.into_iter().map(|item| from_json(item, depth + 1)).collect::<Result<Vec<_>, _>>(),
        _ => Err(invalid("a list was expected")),
    };
    match value {
        Json::Null => Ok(StashValue::None),
        Json::Bool(truth) => Ok(StashValue::Bool(truth)),
        Json::Number(number) => {
            let float = || number.as_f64().filter(|_| number.is_f64()).map(StashValue::Float);
            number.as_i64().map(StashValue::Int).or_else(float).ok_or_else(|| invalid("an int of more than 64 bits"))
        }
        Json::String(text) => Ok(StashValue::Text(text)),
        list @ Json::Array(_) => Ok(StashValue::List(items(list)?)),
        Json::Object(members) => {
            let (tag, content) = only_member(members)?;
            match tag.as_str() {
                "bytes" => Ok(StashValue::Bytes(text(content)?.into_bytes())),
                "base64" => {
                    let bytes = STANDARD.decode(text(content)?).map_err(|error| invalid(&error.to_string()))?;
                    Ok(StashValue::Bytes(bytes))
                }
                "tuple" => Ok(StashValue::Tuple(items(content)?)),
                "set" => Ok(StashValue::Set(items(content)?)),
                "frozenset" => Ok(StashValue::FrozenSet(items(content)?)),
                "dict" => items(content)?.into_iter().map(pair).collect::<Result<_, _>>().map(StashValue::Dict),
                other => Err(invalid(&format!("Python's {other} is not known in Rust"))),
            }
        }
    }
}

fn only_member(members: Map<String, Json>) -> Result<(String, Json), Error> {
    let count = members.len();
    let mut members = members.into_iter();
    members.next().filter(|_| count == 1).ok_or_else(|| invalid(&format!("an object of {count} members")))
}

fn pair(item: StashValue) -> Result<(StashValue, StashValue), Error> {
    let StashValue::List(list) = item else { return Err(invalid("a pair was expected")) };
    let [key, value] = <[StashValue; 2]>::try_from(list).map_err(|_| invalid("a pair was expected"))?;
    Ok((key, value))
}

fn text(content: Json) -> Result<String, Error> {
    if let Json::String(text) = content { Ok(text) } else { Err(invalid("text was expected")) }
}

impl From<&str> for StashValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&[u8]> for StashValue {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

macro_rules! made_of {
    ($($kind:ty => $variant:ident),* $(,)?) => {
        $(
            impl From<$kind> for StashValue {
                fn from(value: $kind) -> Self {
                    Self::$variant(value.into())
                }
            }
        )*
    };
}

made_of!(
    bool => Bool,
    i32 => Int,
    u32 => Int,
    i64 => Int,
    f64 => Float,
    String => Text,
    Vec<u8> => Bytes,
    Vec<StashValue> => List,
    Vec<(StashValue, StashValue)> => Dict,
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_python_writes_them() {
        let note = StashValue::Dict(vec![
            ("text".into(), b"caf\xe9".as_slice().into()),
            ("é".into(), StashValue::Tuple(vec![1.into(), 0.5.into(), true.into(), StashValue::None])),
        ]);
        let encoded = note.encode().unwrap();
        assert_eq!(
            String::from_utf8(encoded.clone()).unwrap(),
            r#"{"dict": [["text", {"base64": "Y2Fm6Q=="}], ["\u00e9", {"tuple": [1, 0.5, true, null]}]]}"#
        );
        assert_eq!(StashValue::decode(&encoded).unwrap(), note);
        assert_eq!(StashValue::from(vec![b'a']).encode().unwrap(), br#"{"bytes": "a"}"#);
        assert!(StashValue::None.encode().is_err());
    }

    #[test]
    fn a_float_is_the_one_that_was_left() {
        for number in [-9.223374075291751e28, 0.1, 5e-324, 1e23, -0.0, f64::MAX] {
            let encoded = StashValue::Float(number).encode().unwrap();
            let StashValue::Float(taken) = StashValue::decode(&encoded).unwrap() else { panic!("{number}") };
            assert_eq!(taken.to_bits(), number.to_bits(), "{number}");
        }
    }

    #[test]
    fn what_rust_does_not_know_is_refused() {
        for text in
            [r#"{"date": "2026-11-21"}"#, r#"{"a": 1, "b": 2}"#, "18446744073709551615", r#"{"dict": [[1]]}"#, "{"]
        {
            assert!(StashValue::decode(text.as_bytes()).is_err(), "{text}");
        }
        let deep = "[".repeat(120) + &"]".repeat(120);
        assert!(StashValue::decode(deep.as_bytes()).is_err());
    }
}
