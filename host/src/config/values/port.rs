use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};

use crate::policy::Protocol;

/// A port to listen on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PortOrAuto(
    /// 0 takes a free one.
    pub u16,
);

/// What a port is known as, and so what is spoken there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SchemeName(pub String);

/// The schemes that web-platform-tests know and that are spoken here.
const SCHEMES: [(&str, Protocol); 9] = [
    ("http", Protocol::Plain),
    ("http-local", Protocol::Plain),
    ("http-public", Protocol::Plain),
    ("http-private", Protocol::Plain),
    ("https", Protocol::TlsHttp1),
    ("https-local", Protocol::TlsHttp1),
    ("https-public", Protocol::TlsHttp1),
    ("https-private", Protocol::TlsHttp1),
    ("h2", Protocol::TlsHttp2),
];

impl SchemeName {
    /// One that is spoken here.
    pub fn known(name: &str) -> Option<Self> {
        SCHEMES.iter().any(|(known, _)| *known == name).then(|| Self(name.to_owned()))
    }

    /// What is spoken.
    pub fn protocol(&self) -> Protocol {
        SCHEMES.iter().find(|(known, _)| *known == self.0).map_or(Protocol::Plain, |(_, protocol)| *protocol)
    }
}

impl<'de> Deserialize<'de> for PortOrAuto {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PortVisitor)
    }
}

struct PortVisitor;

impl Visitor<'_> for PortVisitor {
    type Value = PortOrAuto;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a port from 1 to 65535, or \"auto\" for a free one")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<PortOrAuto, E> {
        match u16::try_from(number) {
            Ok(port) if port != 0 => Ok(PortOrAuto(port)),
            _ => Err(E::invalid_value(Unexpected::Signed(number), &self)),
        }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<PortOrAuto, E> {
        if text == "auto" { Ok(PortOrAuto(0)) } else { Err(E::invalid_value(Unexpected::Str(text), &self)) }
    }
}

impl<'de> Deserialize<'de> for SchemeName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        let words = || SCHEMES.map(|(word, _)| word).join(", ");
        Self::known(&name).ok_or_else(|| D::Error::custom(format!("{name:?}: not spoken here (known: {})", words())))
    }
}

impl JsonSchema for PortOrAuto {
    fn schema_name() -> Cow<'static, str> {
        "Port".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [{ "type": "integer", "minimum": 1, "maximum": 65535 }, { "const": "auto" }] })
    }
}

impl JsonSchema for SchemeName {
    fn schema_name() -> Cow<'static, str> {
        "Scheme".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "enum": SCHEMES.map(|(word, _)| word) })
    }
}
