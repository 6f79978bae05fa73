//! What a comparison finds: in what respect two answers differ, in words.

use std::fmt;

use crate::wire_text::readable;

/// In what respect two answers differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aspect {
    /// The oracle itself did not give the status that the step states.
    OracleStatus,
    /// One of the two did not end its answer.
    Deadline,
    /// The 1xx responses in front.
    Interim,
    /// Version, status or reason.
    StatusLine,
    /// Names or values of fields.
    Fields,
    /// The same fields in another order.
    FieldOrder,
    /// The same fields with names spelt otherwise.
    FieldCase,
    /// White space and line ends of a head that otherwise agrees.
    HeadBytes,
    /// The bytes after the head; all of them, if there is no head.
    Content,
    /// How the end of the response shows, or whether the connection goes on.
    Connection,
    /// What an error page says.
    ErrorPage,
    /// A meant difference that is none.
    Stale,
    /// What the step's `airlock` says is not so.
    Expectation,
}

/// One difference, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// In what respect.
    pub aspect: Aspect,
    /// What the oracle has and what Airlock has, in this order.
    pub detail: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}: {}", self.aspect, self.detail)
    }
}

/// The differences found so far.
#[derive(Default)]
pub(super) struct Found(pub Vec<Difference>);

impl Found {
    pub fn add(&mut self, aspect: Aspect, detail: String) {
        self.0.push(Difference { aspect, detail });
    }
}

/// Where two texts part, with a little of what follows.
pub(super) fn first_difference(one: &[u8], other: &[u8]) -> String {
    let at = one.iter().zip(other).position(|(a, b)| a != b).unwrap_or(one.len().min(other.len()));
    let shown = |bytes: &[u8]| readable(bytes.get(at..(at + 60).min(bytes.len())).unwrap_or_default());
    let lengths = format!("{} and {} bytes", one.len(), other.len());
    format!("{lengths}, from byte {at} on: {:?} / {:?}", shown(one), shown(other))
}
