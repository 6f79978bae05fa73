//! One connection, byte by byte: sends what it is given and keeps what comes back exactly as it came.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::os::linux::net::TcpStreamExt;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::head::{Head, end_of_head};

/// Nothing in these tests takes this long; what does has hung.
pub const DEADLINE: Duration = Duration::from_secs(60);

/// What ended the reading of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Nothing was to come, or as much had come as the head had promised.
    Complete,
    /// The server closed the connection.
    Closed,
    /// The server closed it without reading all that was sent; what had arrived may be cut.
    Reset,
    /// The time was over.
    Deadline,
    /// The client closed the connection.
    Left,
}

/// One response as it came.
#[derive(Clone, Debug)]
pub struct Received {
    /// Heads of 1xx responses before it, one after the other.
    pub interim: Vec<u8>,
    /// The head with its empty line; all there was, if no head came.
    pub head: Vec<u8>,
    /// The content. Of chunked content the chunks as sent.
    pub body: Vec<u8>,
    /// Why reading ended.
    pub end: End,
}

impl Received {
    /// The head's lines, if it is one.
    pub fn parsed(&self) -> Option<Head> {
        Head::parse(&self.head)
    }

    /// All bytes in the order they came.
    pub fn bytes(&self) -> Vec<u8> {
        [self.interim.as_slice(), &self.head, &self.body].concat()
    }

    /// Divide a whole stream of bytes into head and the rest.
    fn from_stream(bytes: Vec<u8>, end: End) -> Self {
        let head_end = end_of_head(&bytes).unwrap_or(bytes.len());
        let (head, body) = bytes.split_at(head_end);
        Self { interim: Vec::new(), head: head.to_vec(), body: body.to_vec(), end }
    }
}

/// A connection with what has been received and not yet asked for.
pub struct Connection {
    stream: TcpStream,
    pending: Vec<u8>,
}

impl Connection {
    /// Connect; every read and write ends after [`DEADLINE`].
    pub fn open(address: SocketAddr) -> Result<Self> {
        Self::open_for(address, DEADLINE)
    }

    /// Connect; every read and write ends after `deadline`.
    pub fn open_for(address: SocketAddr, deadline: Duration) -> Result<Self> {
        let stream =
            TcpStream::connect_timeout(&address, DEADLINE).with_context(|| format!("connecting to {address}"))?;
        stream.set_read_timeout(Some(deadline))?;
        stream.set_write_timeout(Some(deadline))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, pending: Vec::new() })
    }

    /// Send bytes. A server that answers and closes before it has read everything is no error here: what matters
    /// is what it answered.
    pub fn send(&mut self, bytes: &[u8]) {
        let _ = self.stream.write_all(bytes);
    }

    /// Send bytes, and say whether they could be sent: the server may close the connection meanwhile.
    pub fn try_send(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.stream.write_all(bytes)
    }

    /// Nothing more is sent; answers are still read.
    pub fn end_sending(&mut self) {
        let _ = self.stream.shutdown(Shutdown::Write);
    }

    /// Close the connection the hard way: the server's next write fails at once.
    pub fn reset(self) -> Result<()> {
        rustix::net::sockopt::set_socket_linger(&self.stream, Some(Duration::ZERO))?;
        Ok(())
    }

    /// Read one response, as long as its head says. `head_only`: it answers HEAD.
    pub fn read_response(&mut self, head_only: bool) -> Received {
        let mut interim = Vec::new();
        loop {
            let head = match self.read_head() {
                Ok(head) => head,
                Err(end) => {
                    return Received { interim, head: std::mem::take(&mut self.pending), body: Vec::new(), end };
                }
            };
            let Some(parsed) = Head::parse(&head) else {
                let (body, end) = self.read_all();
                return Received { interim, head, body, end };
            };
            match parsed.status {
                100 | 102..=199 => interim.extend(head),
                101 | 204 | 304 => return Received { interim, head, body: Vec::new(), end: End::Complete },
                _ if head_only => return Received { interim, head, body: Vec::new(), end: End::Complete },
                _ => {
                    let (body, end) = self.read_content(&parsed);
                    return Received { interim, head, body, end };
                }
            }
        }
    }

    /// Read until the server closes, whatever the bytes say.
    pub fn read_stream(&mut self) -> Received {
        let (bytes, end) = self.read_all();
        Received::from_stream(bytes, end)
    }

    /// Read until these bytes have come (or the connection ends), and keep everything for the next reading. The
    /// number tells where they end.
    pub fn wait_for(&mut self, wanted: &[u8]) -> Result<usize, End> {
        loop {
            if let Some(begin) = self.pending.windows(wanted.len().max(1)).position(|window| window == wanted) {
                return Ok(begin + wanted.len());
            }
            self.read_more()?;
        }
    }

    /// Read until these bytes have come and close the connection, whatever else is on its way.
    pub fn leave_after(mut self, wanted: &[u8]) -> Received {
        match self.wait_for(wanted) {
            Ok(length) => Received::from_stream(self.take(length), End::Left),
            Err(end) => Received::from_stream(std::mem::take(&mut self.pending), end),
        }
    }

    fn read_head(&mut self) -> Result<Vec<u8>, End> {
        loop {
            if let Some(length) = end_of_head(&self.pending) {
                return Ok(self.take(length));
            }
            self.read_more()?;
        }
    }

    fn read_content(&mut self, head: &Head) -> (Vec<u8>, End) {
        if head.is_chunked() {
            return self.read_chunks();
        }
        let Some(length) = head.content_length() else {
            return self.read_all();
        };
        while self.pending.len() < length {
            if let Err(end) = self.read_more() {
                return (std::mem::take(&mut self.pending), end);
            }
        }
        (self.take(length), End::Complete)
    }

    /// Chunks as they are on the wire, up to and with the trailer's empty line.
    fn read_chunks(&mut self) -> (Vec<u8>, End) {
        let mut chunks = Vec::new();
        loop {
            let size_line = match self.read_line() {
                Ok(line) => line,
                Err(end) => return (with_rest(chunks, &mut self.pending), end),
            };
            chunks.extend_from_slice(&size_line);
            let size = std::str::from_utf8(size_line.split(|&byte| byte == b';').next().unwrap_or_default())
                .ok()
                .and_then(|digits| usize::from_str_radix(digits.trim(), 16).ok());
            match size {
                // Not a chunk any more: the rest, as it is.
                None => {
                    let (rest, end) = self.read_all();
                    chunks.extend(rest);
                    return (chunks, end);
                }
                Some(0) => loop {
                    match self.read_line() {
                        Ok(line) => {
                            let last = line.trim_ascii().is_empty();
                            chunks.extend(line);
                            if last {
                                return (chunks, End::Complete);
                            }
                        }
                        Err(end) => return (with_rest(chunks, &mut self.pending), end),
                    }
                },
                Some(size) => {
                    while self.pending.len() < size + 2 {
                        if let Err(end) = self.read_more() {
                            return (with_rest(chunks, &mut self.pending), end);
                        }
                    }
                    chunks.extend(self.take(size + 2));
                }
            }
        }
    }

    fn read_line(&mut self) -> Result<Vec<u8>, End> {
        loop {
            if let Some(end) = self.pending.iter().position(|&byte| byte == b'\n') {
                return Ok(self.take(end + 1));
            }
            self.read_more()?;
        }
    }

    fn read_all(&mut self) -> (Vec<u8>, End) {
        loop {
            if let Err(end) = self.read_more() {
                return (std::mem::take(&mut self.pending), end);
            }
        }
    }

    fn read_more(&mut self) -> Result<(), End> {
        // The oracle writes a head in many small segments; each would wait for a delayed acknowledgement.
        let _ = self.stream.set_quickack(true);
        let mut buffer = [0; 64 * 1024];
        match self.stream.read(&mut buffer) {
            Ok(0) => Err(End::Closed),
            Ok(count) => {
                self.pending.extend_from_slice(buffer.get(..count).unwrap_or_default());
                Ok(())
            }
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => Err(End::Deadline),
            Err(error) if error.kind() == ErrorKind::Interrupted => Ok(()),
            Err(_) => Err(End::Reset),
        }
    }

    fn take(&mut self, length: usize) -> Vec<u8> {
        let rest = self.pending.split_off(length.min(self.pending.len()));
        std::mem::replace(&mut self.pending, rest)
    }
}

fn with_rest(mut bytes: Vec<u8>, rest: &mut Vec<u8>) -> Vec<u8> {
    bytes.append(rest);
    bytes
}
