//! What may be the name or the value of a header field.

use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderName, HeaderValue};

/// The name or value of a header field as it goes on the wire: bytes as they are, text as its UTF-8, a number in digits.
///
/// Names of the response keep their case.
pub trait FieldBytes {
    /// The bytes.
    fn into_field_bytes(self) -> Vec<u8>;
}

macro_rules! from_bytes {
    ($($kind:ty),* $(,)?) => {
        $(
            impl FieldBytes for $kind {
                fn into_field_bytes(self) -> Vec<u8> {
                    AsRef::<[u8]>::as_ref(&self).to_vec()
                }
            }
        )*
    };
}

from_bytes!(&str, &String, &[u8], &Vec<u8>, Bytes, &Bytes, HeaderName, &HeaderName, HeaderValue, &HeaderValue);

macro_rules! from_numbers {
    ($($kind:ty),* $(,)?) => {
        $(
            impl FieldBytes for $kind {
                fn into_field_bytes(self) -> Vec<u8> {
                    self.to_string().into_bytes()
                }
            }
        )*
    };
}

from_numbers!(u8, u16, u32, u64, usize, i32, i64);

impl FieldBytes for String {
    fn into_field_bytes(self) -> Vec<u8> {
        self.into_bytes()
    }
}

impl FieldBytes for Vec<u8> {
    fn into_field_bytes(self) -> Vec<u8> {
        self
    }
}

impl FieldBytes for Cow<'_, str> {
    fn into_field_bytes(self) -> Vec<u8> {
        self.into_owned().into_bytes()
    }
}

impl<const N: usize> FieldBytes for &[u8; N] {
    fn into_field_bytes(self) -> Vec<u8> {
        self.to_vec()
    }
}
