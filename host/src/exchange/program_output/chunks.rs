use bytes::{Buf as _, Bytes, BytesMut};

/// Bytes of a chunk's first line, its extensions included, and of all trailers.
const MOST_BYTES: usize = 8 << 10;
/// More digits than a length in hexadecimal has.
const MOST_DIGITS: u32 = 16;

/// What came is no chunk.
#[derive(Debug, PartialEq, Eq)]
pub struct BrokenChunk;

/// Content in chunks (RFC 9112, 7.1), undone as its bytes come in. Extensions and trailers are left out.
#[derive(Debug, Default)]
pub struct Chunks {
    stage: Stage,
    /// Bytes of the line that is coming in, or of all trailers.
    line: usize,
}

#[derive(Clone, Copy, Debug)]
enum Stage {
    /// In the digits of a chunk's size.
    Size { size: u64, digits: u32 },
    /// Behind them, up to the line's end.
    Extension { size: u64 },
    /// So many bytes of content are left.
    Data(u64),
    /// A line's end is due.
    End,
    /// Behind the last chunk; whether the line has anything in it.
    Trailers { is_empty: bool },
    /// Nothing more is due.
    Complete,
}

impl Default for Stage {
    fn default() -> Self {
        Self::Size { size: 0, digits: 0 }
    }
}

impl Chunks {
    /// Whether the last chunk has come, and what belongs to it.
    pub fn is_complete(&self) -> bool {
        matches!(self.stage, Stage::Complete)
    }

    /// The content in `input`. What is left of that lies behind the last chunk.
    pub fn undo(&mut self, input: &mut Bytes) -> Result<Bytes, BrokenChunk> {
        let mut pieces = Pieces::default();
        while !input.is_empty() && !self.is_complete() {
            if let Stage::Data(left) = self.stage {
                let count = usize::try_from(left).map_or(input.len(), |left| left.min(input.len()));
                pieces.push(input.split_to(count));
                let left = left - count as u64;
                self.stage = if left == 0 { Stage::End } else { Stage::Data(left) };
            } else {
                let byte = input.get_u8();
                self.stage = self.next(byte)?;
            }
        }
        Ok(pieces.join())
    }

    /// The stage behind a byte that is no content.
    fn next(&mut self, byte: u8) -> Result<Stage, BrokenChunk> {
        self.line += 1;
        if self.line > MOST_BYTES {
            return Err(BrokenChunk);
        }
        Ok(match (self.stage, byte) {
            (Stage::Size { digits, size }, _) if byte.is_ascii_hexdigit() && digits < MOST_DIGITS => {
                let digit = char::from(byte).to_digit(16).ok_or(BrokenChunk)?;
                Stage::Size { size: size << 4 | u64::from(digit), digits: digits + 1 }
            }
            (Stage::Size { digits: 0, .. }, _) => return Err(BrokenChunk),
            (Stage::Size { size, .. } | Stage::Extension { size }, b'\n') => self.begin(size),
            (Stage::Size { size, .. }, b'\r' | b' ' | b'\t' | b';') => Stage::Extension { size },
            (Stage::Extension { size }, _) => Stage::Extension { size },
            (Stage::End, b'\r') => Stage::End,
            (Stage::End, b'\n') => {
                self.line = 0;
                Stage::default()
            }
            (Stage::Trailers { is_empty: true }, b'\n') => Stage::Complete,
            (Stage::Trailers { .. }, b'\n') => Stage::Trailers { is_empty: true },
            (Stage::Trailers { is_empty }, b'\r') => Stage::Trailers { is_empty },
            (Stage::Trailers { .. }, _) => Stage::Trailers { is_empty: false },
            (Stage::Size { .. } | Stage::End | Stage::Data(_) | Stage::Complete, _) => return Err(BrokenChunk),
        })
    }

    /// Behind the line with a chunk's size.
    fn begin(&mut self, size: u64) -> Stage {
        self.line = 0;
        if size == 0 { Stage::Trailers { is_empty: true } } else { Stage::Data(size) }
    }
}

/// Pieces of content, copied only where there is more than one.
#[derive(Default)]
struct Pieces {
    first: Bytes,
    all: BytesMut,
}

impl Pieces {
    fn push(&mut self, piece: Bytes) {
        if self.first.is_empty() {
            self.first = piece;
            return;
        }
        if self.all.is_empty() {
            self.all.extend_from_slice(&self.first);
        }
        self.all.extend_from_slice(&piece);
    }

    fn join(self) -> Bytes {
        if self.all.is_empty() { self.first } else { self.all.freeze() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn undone(coded: &[u8], step: usize) -> Result<(Vec<u8>, bool), BrokenChunk> {
        let mut chunks = Chunks::default();
        let mut content = Vec::new();
        for piece in coded.chunks(step) {
            let mut piece = Bytes::copy_from_slice(piece);
            content.extend_from_slice(&chunks.undo(&mut piece)?);
            assert!(piece.is_empty() || chunks.is_complete());
        }
        Ok((content, chunks.is_complete()))
    }

    #[test]
    fn chunks_are_undone_however_they_come() {
        let table: [(&[u8], &[u8], bool); 6] = [
            (b"0\r\n\r\n", b"", true),
            (b"3\r\nabc\r\n0\r\n\r\n", b"abc", true),
            (b"3\nabc\n00A ; x=\"y\"\r\n0123456789\r\n0\nX-Trailer: 1\n\n", b"abc0123456789", true),
            (b"2\r\nab\r\n1;\r\nc\r\n0\r\nA: b\r\nC: d\r\n\r\nsurplus", b"abc", true),
            (b"3\r\nab", b"ab", false),
            (b"3\r\nabc\r\n0\r\n", b"abc", false),
        ];
        for (coded, content, is_complete) in table {
            for step in 1..=coded.len() {
                assert_eq!(undone(coded, step), Ok((content.to_vec(), is_complete)), "{}", coded.escape_ascii());
            }
        }
    }

    #[test]
    fn what_is_no_chunk_is_found() {
        let long = [b"1;".as_slice(), &[b'x'; MOST_BYTES]].concat();
        for coded in
            [&b"\r\n"[..], b"x\r\n", b"-1\r\n", b"3\r\nabcd\r\n", b"10000000000000000\r\n", b"3x\r\nabc", &long]
        {
            for step in [1, 3, coded.len()] {
                assert_eq!(undone(coded, step), Err(BrokenChunk), "{}", coded.escape_ascii());
            }
        }
    }
}
