use bytes::Bytes;
use thiserror::Error;

use super::chunks::{BrokenChunk, Chunks};
use super::head_lines::{HeadLines, TooLong};
use super::message_head::{ComingHead, WholeHead, may_begin};
use crate::exchange::{Framing, HeadProblem, ResponseHead};

/// Why bytes are no response that the host can frame.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum MessageProblem {
    /// It does not begin like one.
    #[error("it does not begin with a status line of HTTP/1")]
    StatusLine,
    /// A line of its head has no name and no colon.
    #[error("a line of its head is no field")]
    Field,
    /// Too many bytes or fields before the content.
    #[error("its head is too long")]
    TooLong,
    /// What follows is no HTTP.
    #[error("101 begins another protocol")]
    Upgrade,
    /// Two that differ.
    #[error("its head says two lengths")]
    Lengths,
    /// None but chunks is undone.
    #[error("its content has a transfer coding other than chunked")]
    Coding,
    /// A size, or the end of a chunk's data, is not where it belongs.
    #[error("its chunks are broken")]
    Chunks,
    /// Not what HTTP allows.
    #[error(transparent)]
    Head(#[from] HeadProblem),
}

impl From<TooLong> for MessageProblem {
    fn from(_: TooLong) -> Self {
        Self::TooLong
    }
}

impl From<BrokenChunk> for MessageProblem {
    fn from(_: BrokenChunk) -> Self {
        Self::Chunks
    }
}

/// What some bytes of a message came to, in this order.
#[derive(Debug, Default)]
pub struct MessageResponse {
    /// Responses before the one that counts.
    pub interim: Vec<ResponseHead>,
    /// The head, when it is whole now.
    pub head: Option<ResponseHead>,
    /// The head asks for the connection to end.
    pub closes: bool,
    /// The next bytes of the content.
    pub content: Bytes,
    /// The response has ended with it.
    pub is_complete: bool,
    /// Bytes behind the response's end. Those that a method or a status has no room for do not count.
    pub surplus: usize,
}

/// Bytes that are no message.
#[derive(Debug, PartialEq, Eq)]
pub struct Unparsed {
    /// Why not.
    pub problem: MessageProblem,
    /// All that came so far; none when a head has been taken from it.
    pub bytes: Option<Bytes>,
}

/// What a message that ends lacks.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Missing {
    /// The empty line behind its fields.
    #[error("a complete response head")]
    Head,
    /// Content, by the length that its head says.
    #[error("{0} bytes of its content")]
    Content(u64),
    /// The content's end.
    #[error("the last chunk")]
    LastChunk,
}

/// An HTTP/1 response whose bytes come in.
#[derive(Debug)]
pub struct ResponseMessage {
    stage: Stage,
    /// The method is one whose answer has content.
    has_content: bool,
    /// What goes beyond a length is content as well.
    is_raw_beyond: bool,
}

#[derive(Debug)]
enum Stage {
    Head(Box<HeadStage>),
    /// So many bytes of content are left.
    Sized(u64),
    Chunked(Chunks),
    UntilEnd,
    /// There is no content, whatever comes.
    NoContent,
    Complete,
    Broken(MessageProblem),
}

#[derive(Debug, Default)]
struct HeadStage {
    lines: HeadLines,
    coming: Option<ComingHead>,
}

impl HeadStage {
    /// The next head that is whole.
    fn next(&mut self, input: &mut Bytes) -> Result<Option<WholeHead>, MessageProblem> {
        while let Some(line) = self.lines.take_line(input)? {
            match self.coming.take() {
                None => self.coming = Some(ComingHead::new(&line)?),
                Some(head) if line.is_empty() => return Ok(Some(head.end()?)),
                Some(mut head) => {
                    head.push(&line)?;
                    self.coming = Some(head);
                }
            }
        }
        // What is no message is not waited for until its line ends.
        if self.coming.is_none() && !may_begin(self.lines.coming()) {
            return Err(MessageProblem::StatusLine);
        }
        Ok(None)
    }
}

impl ResponseMessage {
    /// The answer to a request whose method `has_content`. `is_raw_beyond`: what goes beyond a length is content as well.
    pub fn new(has_content: bool, is_raw_beyond: bool) -> Self {
        Self { stage: Stage::Head(Box::default()), has_content, is_raw_beyond }
    }

    /// Takes the next bytes.
    pub fn push(&mut self, mut bytes: Bytes) -> Result<MessageResponse, Unparsed> {
        self.advance(&mut bytes).map_err(|problem| {
            let stage = std::mem::replace(&mut self.stage, Stage::Broken(problem.clone()));
            let bytes = match stage {
                Stage::Head(mut head) => Some(head.lines.take_all(&mut bytes)),
                _ => None,
            };
            Unparsed { problem, bytes }
        })
    }

    /// What it lacks, if its program has ended.
    pub fn missing(&self) -> Option<Missing> {
        match &self.stage {
            Stage::Head(_) => Some(Missing::Head),
            Stage::Sized(left) if *left > 0 => Some(Missing::Content(*left)),
            Stage::Chunked(_) => Some(Missing::LastChunk),
            _ => None,
        }
    }

    /// Why it is none, once that is known.
    pub fn problem(&self) -> Option<&MessageProblem> {
        if let Stage::Broken(problem) = &self.stage { Some(problem) } else { None }
    }

    fn advance(&mut self, input: &mut Bytes) -> Result<MessageResponse, MessageProblem> {
        let mut response = MessageResponse::default();
        while let Stage::Head(stage) = &mut self.stage {
            let Some(whole) = stage.next(input)? else { return Ok(response) };
            let status = whole.head.status;
            if status == 101 {
                return Err(MessageProblem::Upgrade);
            }
            if whole.head.is_interim() {
                response.interim.push(whole.head);
                continue;
            }
            self.stage = self.behind(&whole)?;
            response.is_complete = matches!(self.stage, Stage::NoContent);
            response.closes = whole.closes;
            response.head = Some(whole.head);
        }
        self.take_content(input, &mut response)?;
        Ok(response)
    }

    /// The stage behind a head.
    fn behind(&self, whole: &WholeHead) -> Result<Stage, MessageProblem> {
        Ok(match whole.head.framing(None, self.has_content)? {
            Framing::NoContent => Stage::NoContent,
            Framing::Sized(length) => Stage::Sized(length),
            Framing::Close if whole.is_chunked => Stage::Chunked(Chunks::default()),
            Framing::Close => Stage::UntilEnd,
        })
    }

    fn take_content(&mut self, input: &mut Bytes, response: &mut MessageResponse) -> Result<(), MessageProblem> {
        let is_complete = match &mut self.stage {
            Stage::Broken(problem) => return Err(problem.clone()),
            Stage::Head(_) | Stage::NoContent => return Ok(()),
            Stage::Complete => false,
            Stage::UntilEnd => {
                response.content = std::mem::take(input);
                false
            }
            Stage::Chunked(chunks) => {
                response.content = chunks.undo(input)?;
                chunks.is_complete()
            }
            Stage::Sized(left) => {
                let fits = usize::try_from(*left).map_or(input.len(), |left| left.min(input.len()));
                let taken = if self.is_raw_beyond { input.len() } else { fits };
                response.content = input.split_to(taken);
                *left -= fits as u64;
                *left == 0 && !self.is_raw_beyond
            }
        };
        if is_complete {
            self.stage = Stage::Complete;
            response.is_complete = true;
        }
        response.surplus = input.len();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What came of a message: its head on the wire, its content, what it lacks, what was too much.
    #[derive(Debug, PartialEq)]
    struct Seen {
        interim: Vec<u16>,
        head: String,
        content: Vec<u8>,
        closes: bool,
        missing: Option<Missing>,
        surplus: usize,
    }

    fn seen(message: &[u8], cuts: &[usize], has_content: bool) -> Result<Seen, Unparsed> {
        let mut parser = ResponseMessage::new(has_content, false);
        let (mut interim, mut head, mut content, mut closes, mut surplus) = Default::default();
        let ends = cuts.iter().copied().chain([message.len()]);
        let mut from = 0;
        for end in ends {
            let pushed = parser.push(Bytes::copy_from_slice(&message[from..end]))?;
            from = end;
            Vec::extend(&mut interim, pushed.interim.iter().map(|head| head.status));
            if let Some(whole) = pushed.head {
                assert_eq!(head, String::new());
                head = whole.to_wire(None).escape_ascii().to_string();
            }
            Vec::extend_from_slice(&mut content, &pushed.content);
            closes |= pushed.closes;
            surplus += pushed.surplus;
        }
        Ok(Seen { interim, head, content, closes, missing: parser.missing(), surplus })
    }

    /// The same in one piece, cut in two at every place, and byte by byte.
    fn seen_in_any_pieces(message: &[u8], has_content: bool) -> Result<Seen, Unparsed> {
        let whole = seen(message, &[], has_content);
        let same = |cuts: &[usize]| {
            let other = seen(message, cuts, has_content);
            match (&whole, &other) {
                (Ok(_), _) => assert_eq!(whole, other, "{cuts:?}"),
                // Where it is found, the rest has not come.
                (Err(whole), Err(other)) => assert_eq!(whole.problem, other.problem, "{cuts:?}"),
                (Err(_), Ok(_)) => panic!("{cuts:?}"),
            }
        };
        (1..message.len()).for_each(|cut| same(&[cut]));
        same(&(1..message.len()).collect::<Vec<_>>());
        whole
    }

    fn usual(head: &str, content: &str) -> Seen {
        let head = head.as_bytes().escape_ascii().to_string();
        Seen { interim: vec![], head, content: content.into(), closes: false, missing: None, surplus: 0 }
    }

    #[test]
    fn messages_are_taken_apart() {
        let table = [
            (
                "HTTP/1.1 200 OK\r\nx-B: 1\r\nX-a:2 \r\nContent-Length: 5\r\n\r\nhello",
                usual("HTTP/1.1 200 OK\r\nx-B: 1\r\nX-a: 2\r\nContent-Length: 5\r\n\r\n", "hello"),
            ),
            ("HTTP/1.0 404 Not here\n\nto the end", usual("HTTP/1.1 404 Not here\r\n\r\n", "to the end")),
            ("HTTP/1.1 299\r\n\r\n", usual("HTTP/1.1 299 \r\n\r\n", "")),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\nContent-Length: 9\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
                usual("HTTP/1.1 200 OK\r\n\r\n", "abc"),
            ),
            (
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\ncontent-length: 0\r\n\r\n",
                usual("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", ""),
            ),
            (
                "HTTP/1.1 200 OK\r\nA: b\r\nConnection: Keep-Alive, Close\r\nKeep-Alive: 5\r\nUpgrade: x\r\n\r\n",
                Seen { closes: true, ..usual("HTTP/1.1 200 OK\r\nA: b\r\nConnection: close\r\n\r\n", "") },
            ),
            (
                "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nTrailer: x\r\nTE: y\r\nProxy-Connection: z\r\n\r\nab",
                usual("HTTP/1.1 200 OK\r\n\r\n", "ab"),
            ),
            (
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\n\r\nx",
                Seen { interim: vec![100, 103], ..usual("HTTP/1.1 200 OK\r\n\r\n", "x") },
            ),
            ("HTTP/1.1 204 No Content\r\n\r\nnothing of this", usual("HTTP/1.1 204 No Content\r\n\r\n", "")),
            (
                "HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n",
                usual("HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n", ""),
            ),
            (
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabcd",
                Seen { surplus: 2, ..usual("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", "ab") },
            ),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nabcd",
                Seen { surplus: 4, ..usual("HTTP/1.1 200 OK\r\n\r\n", "") },
            ),
            (
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab",
                Seen {
                    missing: Some(Missing::Content(1)),
                    ..usual("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", "ab")
                },
            ),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n",
                Seen { missing: Some(Missing::LastChunk), ..usual("HTTP/1.1 200 OK\r\n\r\n", "a") },
            ),
            ("HTTP/1.1 200 OK\r\nA: b\r\n", Seen { missing: Some(Missing::Head), ..usual("", "") }),
            ("HTT", Seen { missing: Some(Missing::Head), ..usual("", "") }),
        ];
        for (message, expected) in table {
            assert_eq!(seen_in_any_pieces(message.as_bytes(), true), Ok(expected), "{message}");
        }
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
        let message = format!("{head}hello");
        assert_eq!(seen_in_any_pieces(message.as_bytes(), false), Ok(usual(head, "")));
    }

    #[test]
    fn what_is_no_message_is_found() {
        let table = [
            ("hello", MessageProblem::StatusLine),
            ("\r\nHTTP/1.1 200 OK\r\n\r\n", MessageProblem::StatusLine),
            ("HTTP/2 200 OK\r\n\r\n", MessageProblem::StatusLine),
            ("HTTP/1.1 20 OK\r\n\r\n", MessageProblem::StatusLine),
            ("HTTP/1.1 2000\r\n\r\n", MessageProblem::StatusLine),
            ("HTTP/1.1  200 OK\r\n\r\n", MessageProblem::StatusLine),
            ("HTTP/1.1 200 OK\r\nno field\r\n\r\n", MessageProblem::Field),
            ("HTTP/1.1 200 OK\r\nA: b\r\n folded: c\r\n\r\n", MessageProblem::Field),
            ("HTTP/1.1 200 OK\r\nA : b\r\n\r\n", HeadProblem::Name("A ".into()).into()),
            ("HTTP/1.1 200 OK\r\nA: b\rc\r\n\r\n", HeadProblem::Value("A".into()).into()),
            ("HTTP/1.1 200 O\rK\r\n\r\n", HeadProblem::Reason.into()),
            ("HTTP/1.1 099 OK\r\n\r\n", HeadProblem::Status(99).into()),
            ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", MessageProblem::Upgrade),
            ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", MessageProblem::Lengths),
            ("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", HeadProblem::Length.into()),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", MessageProblem::Coding),
        ];
        for (message, problem) in table {
            let unparsed = seen_in_any_pieces(message.as_bytes(), true).unwrap_err();
            assert_eq!(unparsed, Unparsed { problem, bytes: Some(Bytes::from(message)) });
        }
        let chunks = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnone\r\n";
        let unparsed = seen_in_any_pieces(chunks, true).unwrap_err();
        assert_eq!(unparsed, Unparsed { problem: MessageProblem::Chunks, bytes: None });
    }

    #[test]
    fn a_head_has_an_end() {
        let mut parser = ResponseMessage::new(true, false);
        assert!(parser.push(Bytes::from_static(b"HTTP/1.1 200 OK\r\n")).is_ok());
        let field = Bytes::from(format!("A: {}\r\n", "b".repeat(1000)));
        let problem = (0..100).find_map(|_| parser.push(field.clone()).err()).unwrap();
        assert_eq!(problem.problem, MessageProblem::TooLong);
        assert_eq!(problem.bytes.map(|bytes| bytes.len()), Some(17 + 66 * field.len()));
        let again = parser.push(field).unwrap_err();
        assert_eq!(again, Unparsed { problem: MessageProblem::TooLong, bytes: None });
    }

    #[test]
    fn beyond_its_length_content_goes_on_where_that_is_granted() {
        let mut parser = ResponseMessage::new(true, true);
        let pushed = parser.push(Bytes::from_static(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab")).unwrap();
        assert_eq!((&*pushed.content, pushed.is_complete, pushed.surplus), (&b"ab"[..], false, 0));
        assert_eq!(parser.push(Bytes::from_static(b"c")).unwrap().content, "c");
        assert_eq!(parser.missing(), None);
    }
}
