use std::collections::BTreeMap;

use super::tokens::Index;
use super::{Failure, Function, mistake};
use crate::static_files::Asked;

/// What a name in a template stands for.
#[derive(Clone, Debug)]
pub enum Value {
    /// Text.
    Text(String),
    /// Bytes of the request.
    Bytes(Vec<u8>),
    /// A number.
    Whole(i64),
    /// Nothing: the port of a URL that has none.
    Nothing,
    /// By number.
    List(Vec<Value>),
    /// By name.
    Table(BTreeMap<String, Value>),
    /// The query's parameters.
    Parameters,
    /// The request's fields.
    Fields,
    /// To be called.
    Function(Function),
}

impl Value {
    /// What stands at `index` in it.
    pub fn index(self, index: &Index, asked: &Asked) -> Result<Self, Failure> {
        let found = match (&self, index) {
            (Self::Parameters, Index::Whole(_)) => Some(Self::Text(String::new())),
            (Self::Parameters, Index::Text(name)) => {
                let name: Option<Vec<u8>> = name.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
                name.map(|name| asked.parameter(&name).map_or(Self::Text(String::new()), Self::Bytes))
            }
            (Self::Fields, Index::Text(name)) => asked.field(name).map(|value| Self::Bytes(value.to_vec())),
            (Self::Table(table), Index::Text(name)) => table.get(name).cloned(),
            (Self::List(list), Index::Whole(at)) => place(*at, list.len()).and_then(|at| list.get(at)).cloned(),
            (Self::Text(text), Index::Whole(at)) => place(*at, text.chars().count())
                .and_then(|at| text.chars().nth(at))
                .map(|character| Self::Text(character.into())),
            (Self::Bytes(bytes), Index::Whole(at)) => {
                place(*at, bytes.len()).and_then(|at| bytes.get(at)).map(|byte| Self::Whole(i64::from(*byte)))
            }
            _ => None,
        };
        found.map_or_else(
            || match index {
                Index::Whole(at) => mistake(format!("there is no [{at}]")),
                Index::Text(name) => mistake(format!("there is no [{name}]")),
            },
            Ok,
        )
    }

    /// As it is put into a text.
    pub fn to_text(&self) -> Result<String, Failure> {
        match self {
            Self::Text(text) => Ok(text.clone()),
            Self::Whole(number) => Ok(number.to_string()),
            Self::Bytes(bytes) => String::from_utf8(bytes.clone()).or_else(|_| mistake("a value is not UTF-8")),
            Self::Nothing => mistake("there is nothing to put in its place"),
            Self::List(_) | Self::Table(_) | Self::Parameters | Self::Fields => mistake("an index is missing"),
            Self::Function(_) => mistake("a function's parentheses are missing"),
        }
    }
}

/// An index as Python counts: from the end, if it is negative.
fn place(at: i64, len: usize) -> Option<usize> {
    let distance = usize::try_from(at.unsigned_abs()).ok()?;
    if at < 0 { len.checked_sub(distance) } else { Some(distance) }
}
