//! Keeps each request head as it came on the wire. hyper parses heads, but forgets the case of names and the order of
//! fields; handlers see both. What could be read in two ways is noted here, so that it is refused.

use std::collections::VecDeque;

use bytes::Bytes;

/// Heads longer than this are hyper's to refuse.
const HEAD_LIMIT: usize = 64 << 10;
/// Requests that may wait in one connection's buffer.
const HEADS_LIMIT: usize = 16 << 10;

/// A request's head, and why it must not be answered, if so.
#[derive(Debug)]
pub struct RecordedHead {
    /// Request line and field lines with their line ends, up to and with the empty line.
    pub bytes: Bytes,
    /// What is ambiguous about it (RFC 9112, 5.1, 6.3 and 11.2).
    pub problem: Option<&'static str>,
}

/// Follows a connection's bytes as hyper reads them.
#[derive(Debug)]
pub struct HeadRecorder {
    position: Position,
    heads: VecDeque<RecordedHead>,
}

#[derive(Debug)]
enum Position {
    Head {
        bytes: Vec<u8>,
        line: usize,
    },
    Sized(u64),
    Chunk(ChunkPosition),
    /// What follows can not be told: the connection ends after this request.
    Lost,
}

#[derive(Debug)]
struct ChunkPosition {
    part: ChunkPart,
    /// The last byte was a CR: only LF may follow. Without one, no LF may come. Whoever reads more leniently, reads
    /// another request than hyper does.
    after_cr: bool,
}

#[derive(Debug)]
enum ChunkPart {
    /// In the line with the size; `extension` once past the digits.
    Size {
        size: u64,
        digits: u8,
        extension: bool,
    },
    Data(u64),
    /// In the line end after the data.
    DataEnd,
    /// In the trailer section; how many bytes its current line has.
    Trailer(usize),
}

impl Default for HeadRecorder {
    fn default() -> Self {
        Self { position: Position::start(), heads: VecDeque::new() }
    }
}

impl Position {
    fn start() -> Self {
        Self::Head { bytes: Vec::new(), line: 0 }
    }
}

impl HeadRecorder {
    /// The oldest head that was not taken yet.
    pub fn take(&mut self) -> Option<RecordedHead> {
        self.heads.pop_front()
    }

    /// Whether a request's body has begun and not ended.
    pub fn is_in_body(&self) -> bool {
        !matches!(self.position, Position::Head { .. })
    }

    /// Whether `bytes` begin a request and are too few to tell if its method is one to disguise.
    fn wants_more_of(&self, bytes: &[u8]) -> bool {
        let at_start = matches!(&self.position, Position::Head { bytes, .. } if bytes.is_empty());
        at_start && DISGUISES.iter().any(|(method, _)| method.len() > bytes.len() && method.starts_with(bytes))
    }

    /// The next bytes of the connection. What hyper would refuse or treat in its own way in a request line is changed, at
    /// the same length, after it was recorded: the record is what counts. How many bytes were taken: not those at the end
    /// that begin a request and do not tell yet whether its method is one to change, which are to be fed again with more.
    pub fn feed(&mut self, bytes: &mut [u8]) -> usize {
        self.take_in(bytes, false)
    }

    /// The same for bytes behind which nothing comes: all of them are taken.
    pub fn feed_last(&mut self, bytes: &mut [u8]) {
        self.take_in(bytes, true);
    }

    fn take_in(&mut self, mut bytes: &mut [u8], are_last: bool) -> usize {
        let all = bytes.len();
        while !bytes.is_empty() {
            if !are_last && self.wants_more_of(bytes) {
                return all - bytes.len();
            }
            bytes = match &mut self.position {
                Position::Head { .. } => self.feed_head(bytes),
                Position::Sized(left) => {
                    let count = usize::try_from(*left).map_or(bytes.len(), |left| left.min(bytes.len()));
                    *left -= count as u64;
                    if *left == 0 {
                        self.position = Position::start();
                    }
                    bytes.get_mut(count..).unwrap_or_default()
                }
                Position::Chunk(position) => match position.feed(bytes) {
                    ChunkProgress::More(count) => bytes.get_mut(count..).unwrap_or_default(),
                    ChunkProgress::End(count) => {
                        self.position = Position::start();
                        bytes.get_mut(count..).unwrap_or_default()
                    }
                    ChunkProgress::Broken => {
                        self.position = Position::Lost;
                        return all;
                    }
                },
                Position::Lost => return all,
            }
        }
        all
    }

    fn feed_head<'a>(&mut self, input: &'a mut [u8]) -> &'a mut [u8] {
        let Position::Head { bytes, line } = &mut self.position else { return input };
        let newline = memchr::memchr(b'\n', input);
        let (piece, rest) = input.split_at_mut(newline.map_or(input.len(), |at| at + 1));
        let before = bytes.len();
        bytes.extend_from_slice(piece);
        if *line == 0 {
            disguise(bytes, before, piece);
        }
        if newline.is_none() {
            if bytes.len() > HEAD_LIMIT {
                self.position = Position::Lost;
            }
            return rest;
        }
        let is_empty = matches!(bytes.get(*line..), Some(b"\r\n" | b"\n"));
        if !is_empty {
            *line = bytes.len();
        } else if *line == 0 {
            // An empty line in front of a request line is skipped (RFC 9112, 2.2).
            bytes.clear();
        } else {
            self.complete_head();
        }
        rest
    }

    fn complete_head(&mut self) {
        let Position::Head { bytes, .. } = std::mem::replace(&mut self.position, Position::start()) else { return };
        let framing = Framing::of(&bytes);
        self.position = match framing {
            _ if self.heads.len() >= HEADS_LIMIT => Position::Lost,
            Framing::Problem(_) => Position::Lost,
            Framing::None | Framing::Sized(0) => Position::start(),
            Framing::Sized(length) => Position::Sized(length),
            Framing::Chunked => Position::Chunk(ChunkPosition { part: ChunkPart::start(), after_cr: false }),
        };
        let problem = if let Framing::Problem(problem) = framing { Some(problem) } else { None };
        self.heads.push_back(RecordedHead { bytes: Bytes::from(bytes), problem });
    }
}

/// Methods with a meaning to hyper that handlers' raw writes need not have, and what hyper gets to see.
const DISGUISES: [(&[u8], &[u8]); 2] = [(b"HEAD ", b"HIDE "), (b"CONNECT ", b"KONNECT ")];

/// Makes a piece of a request line, `before` bytes into `line`, one that hyper takes as it is: `http::Uri` knows fewer
/// bytes than clients send, and for HEAD and CONNECT hyper would drop content that a handler writes to the wire itself.
fn disguise(line: &[u8], before: usize, piece: &mut [u8]) {
    if before == 0 {
        for (method, disguise) in DISGUISES {
            if let Some(start) = piece.get_mut(..method.len()).filter(|start| *start == method) {
                start.copy_from_slice(disguise);
            }
        }
    }
    let target = memchr::memchr(b' ', line).map_or(piece.len(), |space| space.saturating_sub(before));
    for byte in piece.iter_mut().skip(target) {
        if *byte >= 0x80 || b"\"<>\\^`{|}".contains(byte) {
            *byte = b'_';
        }
    }
}

/// How a head says its body is framed, or what else in it can be read in two ways.
enum Framing {
    None,
    Sized(u64),
    Chunked,
    Problem(&'static str),
}

impl Framing {
    fn of(head: &[u8]) -> Self {
        let mut length = None;
        let mut coded = false;
        let mut has_host = false;
        let mut lines = head.strip_suffix(b"\n").unwrap_or(head).split(|&byte| byte == b'\n');
        let request_line = lines.next().unwrap_or_default();
        if has_bare_cr(request_line) {
            return Self::Problem("a bare CR in the request line");
        }
        let ends_with_cr = request_line.ends_with(b"\r");
        for line in lines {
            if has_bare_cr(line) {
                return Self::Problem("a bare CR in a field line");
            }
            // Whoever takes a bare LF for content finds other fields, or another end of the head. Behind a request line that ends
            // with one they find no request at all.
            if ends_with_cr && !line.ends_with(b"\r") {
                return Self::Problem("lines that end in different ways");
            }
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if line.starts_with(b" ") || line.starts_with(b"\t") {
                return Self::Problem("a folded field line");
            }
            let Some(colon) = memchr::memchr(b':', line) else { continue };
            let (name, value) = line.split_at(colon);
            if name.ends_with(b" ") || name.ends_with(b"\t") {
                return Self::Problem("white space between a field name and its colon");
            }
            let value = value.get(1..).unwrap_or_default().trim_ascii();
            if name.eq_ignore_ascii_case(b"content-length") {
                match decimal(value) {
                    None => return Self::Problem("a Content-Length that is not a number"),
                    Some(_) if length.is_some() => return Self::Problem("more than one Content-Length"),
                    number => length = number,
                }
            } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
                if coded || !value.eq_ignore_ascii_case(b"chunked") {
                    return Self::Problem("a Transfer-Encoding other than chunked");
                }
                coded = true;
            } else if name.eq_ignore_ascii_case(b"host") && std::mem::replace(&mut has_host, true) {
                return Self::Problem("more than one Host");
            }
        }
        match (coded, length) {
            (true, Some(_)) => Self::Problem("both Content-Length and Transfer-Encoding"),
            (true, None) if !request_line.trim_ascii_end().ends_with(b"HTTP/1.1") => {
                Self::Problem("a Transfer-Encoding in an HTTP/1.0 request")
            }
            (true, None) => Self::Chunked,
            (false, Some(length)) => Self::Sized(length),
            (false, None) => Self::None,
        }
    }
}

fn has_bare_cr(line: &[u8]) -> bool {
    memchr::memchr(b'\r', line).is_some_and(|at| at + 1 != line.len())
}

fn decimal(text: &[u8]) -> Option<u64> {
    if text.is_empty() || !text.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(text).ok()?.parse().ok()
}

/// How many bytes were taken.
enum ChunkProgress {
    More(usize),
    End(usize),
    Broken,
}

impl ChunkPart {
    fn start() -> Self {
        Self::Size { size: 0, digits: 0, extension: false }
    }

    /// A byte of a line, its end aside. False: it must not be there.
    fn byte(&mut self, byte: u8) -> bool {
        match self {
            Self::Size { size, digits, extension: false } if byte.is_ascii_hexdigit() => {
                let digit = char::from(byte).to_digit(16).unwrap_or_default();
                *size = size.wrapping_mul(16).wrapping_add(u64::from(digit));
                *digits += 1;
                *digits <= 15
            }
            Self::Size { digits, extension, .. } => {
                *extension |= matches!(byte, b';' | b' ' | b'\t');
                // A control character ends the line for some.
                *extension && *digits > 0 && (byte == b'\t' || !byte.is_ascii_control())
            }
            Self::Trailer(length) => {
                *length += 1;
                true
            }
            Self::Data(_) | Self::DataEnd => false,
        }
    }

    /// The end of a line: what comes next, or none at the end of the body.
    fn line_end(&self) -> Result<Option<Self>, ()> {
        match self {
            Self::Size { digits: 0, .. } | Self::Data(_) => Err(()),
            Self::Size { size: 0, .. } => Ok(Some(Self::Trailer(0))),
            Self::Size { size, .. } => Ok(Some(Self::Data(*size))),
            Self::DataEnd => Ok(Some(Self::start())),
            Self::Trailer(0) => Ok(None),
            Self::Trailer(_) => Ok(Some(Self::Trailer(0))),
        }
    }
}

impl ChunkPosition {
    fn feed(&mut self, input: &[u8]) -> ChunkProgress {
        if let ChunkPart::Data(left) = &mut self.part {
            let count = usize::try_from(*left).map_or(input.len(), |left| left.min(input.len()));
            *left -= count as u64;
            if *left == 0 {
                self.part = ChunkPart::DataEnd;
            }
            return ChunkProgress::More(count);
        }
        let Some(&byte) = input.first() else { return ChunkProgress::More(0) };
        match (byte, std::mem::take(&mut self.after_cr)) {
            (b'\n', true) => match self.part.line_end() {
                Ok(Some(next)) => self.part = next,
                Ok(None) => return ChunkProgress::End(1),
                Err(()) => return ChunkProgress::Broken,
            },
            (b'\n', false) | (_, true) => return ChunkProgress::Broken,
            (b'\r', false) => self.after_cr = true,
            (other, false) if self.part.byte(other) => {}
            _ => return ChunkProgress::Broken,
        }
        ChunkProgress::More(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What hyper gets to see of bytes that come in pieces, as the wire feeds them.
    fn seen_by_hyper(recorder: &mut HeadRecorder, input: &[u8], piece: usize) -> Vec<u8> {
        let (mut seen, mut held) = (Vec::new(), Vec::new());
        for chunk in input.chunks(piece) {
            held.extend_from_slice(chunk);
            let taken = recorder.feed(&mut held);
            seen.extend(held.drain(..taken));
        }
        recorder.feed_last(&mut held);
        seen.extend(held);
        seen
    }

    fn heads(input: &[u8], piece: usize) -> Vec<(String, Option<&'static str>)> {
        let mut recorder = HeadRecorder::default();
        seen_by_hyper(&mut recorder, input, piece);
        std::iter::from_fn(|| recorder.take())
            .map(|head| (String::from_utf8(head.bytes.to_vec()).unwrap(), head.problem))
            .collect()
    }

    #[test]
    fn heads_are_found_between_bodies_however_the_bytes_come() {
        let input = b"\r\nPOST /a HTTP/1.1\r\nX-y: 1\r\ncontent-length: 3\r\n\r\nab\nGET /b HTTP/1.1\r\n\r\n\
            POST /c HTTP/1.1\r\ntransfer-encoding: Chunked\r\n\r\n4;x=y\r\nG\r\n\n\r\n0\r\nt: u\r\n\r\nGET /d HTTP/1.0\n\n";
        for piece in [1, 2, 7, 1000] {
            let found = heads(input, piece);
            let lines: Vec<_> = found.iter().map(|(head, _)| head.lines().next().unwrap()).collect();
            assert_eq!(lines, ["POST /a HTTP/1.1", "GET /b HTTP/1.1", "POST /c HTTP/1.1", "GET /d HTTP/1.0"]);
            assert!(found.iter().all(|(_, problem)| problem.is_none()));
            assert_eq!(found[0].0, "POST /a HTTP/1.1\r\nX-y: 1\r\ncontent-length: 3\r\n\r\n");
        }
    }

    #[test]
    fn nothing_is_recorded_behind_a_body_that_ends_in_an_odd_way() {
        for end in [
            "0\r\n\n",
            "0\r\nA: b\n\r\n",
            "0\n\r\n",
            "1\r\na\n0\r\n\r\n",
            "0\r\n\rx\r\n",
            " 0\r\n\r\n",
            ";\r\n\r\n",
            "0;\0\r\n\r\n",
        ] {
            let input = format!("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n{end}GET /b HTTP/1.1\r\n\r\n");
            for piece in [1, 1000] {
                assert_eq!(heads(input.as_bytes(), piece).len(), 1, "{end:?}");
            }
        }
    }

    #[test]
    fn hyper_sees_a_request_line_it_takes() {
        let head = b"HEAD /a{b}\xe9?\"c\" HTTP/1.1\r\nX: {\xe9}\r\n\r\n";
        let seen = b"HIDE /a_b__?_c_ HTTP/1.1\r\nX: {\xe9}\r\n\r\n";
        let rest = b"\r\nCONNECT a HTTP/1.1\r\n\r\nHE";
        let rest_seen = b"\r\nKONNECT a HTTP/1.1\r\n\r\nHE";
        // Also behind another request, and cut in the middle of the method.
        for piece in 1..40 {
            let mut recorder = HeadRecorder::default();
            let input = [&head[..], head, rest].concat();
            let expected = [&seen[..], seen, rest_seen].concat();
            assert_eq!(seen_by_hyper(&mut recorder, &input, piece), expected, "in pieces of {piece}");
            assert_eq!(recorder.take().unwrap().bytes, &head[..]);
        }
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_noted() {
        for fields in [
            "Content-Length: 1\r\nContent-Length: 1",
            "Content-Length: 1\r\nTransfer-Encoding: chunked",
            "Content-Length: +1",
            "Content-Length: 1, 1",
            "Transfer-Encoding: gzip, chunked",
            "Transfer-Encoding : chunked",
            "a: b\r\n c",
            "a: b\rc: d",
            "a: b\nc: d",
            "a: b\n\nGET / HTTP/1.1",
        ] {
            let found = heads(format!("POST / HTTP/1.1\r\n{fields}\r\n\r\n").as_bytes(), 1000);
            assert!(found[0].1.is_some(), "{fields:?}");
        }
    }
}
