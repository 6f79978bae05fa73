//! A case: what is sent, and what has to come of it.

use std::net::SocketAddr;

use airlock_tests::http2_frames::error::PROTOCOL_ERROR;
use anyhow::{Context, Result, bail};

use crate::client::{Client, Seen};

/// What has to come.
#[derive(Clone, Copy, Debug)]
pub enum Expected {
    /// The file, on this stream.
    Answer(u32),
    /// The end of the connection, with one of these codes if any is told: a server may close without a word, RFC 9113, 5.4.1.
    ConnectionError(&'static [u32]),
    /// The end of the stream with this code; a server may end the connection for it, RFC 9113, 5.4.2.
    StreamError(u32, u32),
    /// The end of the stream; a server may say with a response what is wrong, RFC 9113, 8.1.1.
    Malformed(u32),
    /// Either of two ways that the RFC leaves open.
    AnswerOrStreamError(u32, u32),
}

/// See the module.
pub struct Case {
    /// The section, of RFC 9113 unless it says otherwise.
    pub section: &'static str,
    /// What is sent.
    pub what: &'static str,
    /// Sends it. The connection has begun.
    pub send: fn(&mut Client) -> Result<()>,
    /// What has to come.
    pub expected: Expected,
}

impl Case {
    /// Plays it to a server, of which something else may be known.
    pub fn play(&self, server: SocketAddr, instead: Option<Seen>) -> Result<()> {
        let mut client = Client::open(server)?;
        (self.send)(&mut client)?;
        let seen = client.next().with_context(|| format!("{:?} is expected", self.expected))?;
        match instead {
            None if self.expected.is_met_by(seen) => Ok(()),
            None => bail!("{seen:?}, not {:?}", self.expected),
            // A connection that is closed at once may lose what was said of it.
            Some(instead) if seen == instead || (seen == Seen::Closed && self.expected.is_met_by(seen)) => Ok(()),
            Some(instead) => {
                bail!("{seen:?}; is it no deviation any more? It was {instead:?}, not {:?}", self.expected)
            }
        }
    }
}

impl Expected {
    fn is_met_by(self, seen: Seen) -> bool {
        match (self, seen) {
            (Self::Answer(stream) | Self::AnswerOrStreamError(stream, _), Seen::Answer(on, status)) => {
                (on, status) == (stream, Some(200))
            }
            (Self::ConnectionError(codes), Seen::GoAway(code)) => codes.contains(&code),
            (Self::StreamError(stream, code) | Self::AnswerOrStreamError(stream, code), Seen::Reset(on, with)) => {
                (on, with) == (stream, code)
            }
            (Self::StreamError(_, code), Seen::GoAway(with)) => with == code,
            (Self::Malformed(stream), Seen::Reset(on, code)) => (on, code) == (stream, PROTOCOL_ERROR),
            (Self::Malformed(stream), Seen::Answer(on, status)) => (on, status) == (stream, Some(400)),
            (Self::Malformed(_), Seen::GoAway(code)) => code == PROTOCOL_ERROR,
            (Self::ConnectionError(_) | Self::StreamError(..) | Self::Malformed(_), Seen::Closed) => true,
            _ => false,
        }
    }
}
