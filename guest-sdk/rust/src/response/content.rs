//! What a response carries.

use std::borrow::Cow;
use std::fmt;
use std::io::Read;

use bytes::Bytes;

use crate::HandlerError;
use crate::files::File;

/// As much of a reader as is sent at once.
const PIECE: usize = 32 * 1024;

/// The content of a response: bytes, or pieces that come one after the other.
///
/// Bytes are sent with a `Content-Length`. Other content has none unless a header says so: its end is the end of the
/// connection. Pieces are not gathered; each one is on its way to the client before the next is asked for.
///
/// ```
/// use std::time::Duration;
///
/// use airlock_guest::testing::TestRequest;
/// use airlock_guest::{Content, IntoResponse, Request, Response, clock};
///
/// fn count_down(_: Request, _: Response) -> impl IntoResponse {
///     let words = ["three\n", "two\n", "one\n"].into_iter().inspect(|_| clock::sleep(Duration::from_millis(300)));
///     ([("Content-Type", "text/plain")], Content::pieces(words))
/// }
///
/// let answer = TestRequest::get("/").answered_by(count_down);
/// assert_eq!(answer.pieces(), ["three\n", "two\n", "one\n"].map(|word| word.as_bytes().to_vec()));
/// assert!(answer.closes_connection());
/// ```
pub struct Content(pub(super) Kind);

pub(super) enum Kind {
    Bytes(Bytes),
    Pieces(Box<dyn Iterator<Item = Result<Bytes, HandlerError>>>),
}

impl Content {
    /// Pieces, made when their turn comes. Empty ones are left out.
    pub fn pieces<P: Into<Bytes>>(pieces: impl IntoIterator<Item = P> + 'static) -> Self {
        Self(Kind::Pieces(Box::new(pieces.into_iter().map(|piece| Ok(piece.into())))))
    }

    /// Pieces that may fail: the first error cuts the response short.
    pub fn try_pieces<P, E>(pieces: impl IntoIterator<Item = Result<P, E>> + 'static) -> Self
    where
        P: Into<Bytes>,
        E: Into<HandlerError>,
    {
        let pieces = pieces.into_iter().map(|piece| piece.map(Into::into).map_err(Into::into));
        Self(Kind::Pieces(Box::new(pieces)))
    }

    /// What a reader gives, in pieces; it is never in memory as a whole.
    pub fn reader(reader: impl Read + 'static) -> Self {
        Self::try_pieces(ReaderPieces { reader })
    }
}

impl Default for Content {
    /// No pieces at all, which is what a response carries that was given no content.
    fn default() -> Self {
        Self::pieces(std::iter::empty::<Bytes>())
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Bytes(bytes) => formatter.debug_tuple("Content::Bytes").field(bytes).finish(),
            Kind::Pieces(_) => formatter.write_str("Content::Pieces"),
        }
    }
}

/// Reads a piece at each turn.
struct ReaderPieces<R> {
    reader: R,
}

impl<R: Read> Iterator for ReaderPieces<R> {
    type Item = std::io::Result<Vec<u8>>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut piece = vec![0; PIECE];
        match self.reader.read(&mut piece) {
            Ok(0) => None,
            Ok(length) => {
                piece.truncate(length);
                Some(Ok(piece))
            }
            Err(error) => Some(Err(error)),
        }
    }
}

impl From<File> for Content {
    fn from(file: File) -> Self {
        Self::reader(file)
    }
}

impl From<Cow<'static, str>> for Content {
    fn from(text: Cow<'static, str>) -> Self {
        match text {
            Cow::Borrowed(text) => text.into(),
            Cow::Owned(text) => text.into(),
        }
    }
}

impl<const N: usize> From<&'static [u8; N]> for Content {
    fn from(bytes: &'static [u8; N]) -> Self {
        bytes.as_slice().into()
    }
}

macro_rules! from_bytes {
    ($($kind:ty),* $(,)?) => {
        $(
            impl From<$kind> for Content {
                fn from(bytes: $kind) -> Self {
                    Self(Kind::Bytes(bytes.into()))
                }
            }
        )*
    };
}

from_bytes!(&'static str, String, &'static [u8], Vec<u8>, Bytes);
