//! A client that sends what it is told, and sees what counts of what comes back.

use std::collections::HashMap;
use std::net::SocketAddr;

use airlock_tests::hpack;
use airlock_tests::http2_frames::{Frame, FrameConnection, PREFACE, flag, kind, setting};
use anyhow::{Result, ensure};

/// What has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// A response, complete, on this stream, with this status.
    Answer(u32, Option<u16>),
    /// This stream has ended with this code.
    Reset(u32, u32),
    /// The connection ends with this code.
    GoAway(u32),
    /// The connection has ended.
    Closed,
}

/// The fields of a request for a file.
pub const FILE: [(&str, &str); 4] =
    [(":method", "GET"), (":scheme", "http"), (":path", "/file.txt"), (":authority", "a.example")];

/// The content of that file.
pub const CONTENT: &[u8] = b"a file\n";

/// A connection.
pub struct Client {
    frames: FrameConnection,
    statuses: HashMap<u32, Option<u16>>,
}

impl Client {
    /// One on which nothing has been said.
    pub fn connect(server: SocketAddr) -> Result<Self> {
        Ok(Self { frames: FrameConnection::connect(server)?, statuses: HashMap::new() })
    }

    /// One that has begun with these settings.
    pub fn open_with(server: SocketAddr, settings: &[(u16, u32)]) -> Result<Self> {
        let mut client = Self::connect(server)?;
        client.bytes(PREFACE);
        // Blocks of fields are read here without a memory of those before.
        client.send(&Frame::settings(&[&[(setting::HEADER_TABLE_SIZE, 0)], settings].concat()));
        client.send(&Frame::new(kind::SETTINGS, flag::ACK, 0, []));
        Ok(client)
    }

    /// One that has begun.
    pub fn open(server: SocketAddr) -> Result<Self> {
        Self::open_with(server, &[])
    }

    /// Sends a frame.
    pub fn send(&mut self, frame: &Frame) {
        self.frames.send(frame);
    }

    /// Sends bytes.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.frames.send_bytes(bytes);
    }

    /// Sends a frame made of its parts.
    pub fn frame(&mut self, kind: u8, flags: u8, stream: u32, payload: &[u8]) {
        self.send(&Frame::new(kind, flags, stream, payload));
    }

    /// A request without a body, with these fields.
    pub fn request(&mut self, stream: u32, fields: &[(&str, &str)]) {
        self.block(stream, flag::END_STREAM, &hpack::fields(fields));
    }

    /// A request for the file.
    pub fn get(&mut self, stream: u32) {
        self.request(stream, &FILE);
    }

    /// A request for the file with more fields, well or ill.
    pub fn get_with(&mut self, stream: u32, more: &[(&str, &str)]) {
        self.request(stream, &[&FILE, more].concat());
    }

    /// A whole block of fields.
    pub fn block(&mut self, stream: u32, flags: u8, block: &[u8]) {
        self.frame(kind::HEADERS, flags | flag::END_HEADERS, stream, block);
    }

    /// A request whose handler rests, so that the stream stays as it is. Its body is yet to come unless `flags` say otherwise.
    pub fn rest(&mut self, stream: u32, flags: u8) {
        let fields = [(":method", "POST"), (":scheme", "http"), (":path", "/waits.py"), (":authority", "a.example")];
        self.block(stream, flags, &hpack::fields(&fields));
    }

    /// A request whose body is yet to come.
    pub fn begin_post(&mut self, stream: u32, more: &[(&str, &str)]) {
        let fields = [(":method", "POST"), (":scheme", "http"), (":path", "/show.py"), (":authority", "a.example")];
        self.block(stream, flag::NONE, &hpack::fields(&[&fields, more].concat()));
    }

    /// Content of a request.
    pub fn data(&mut self, stream: u32, flags: u8, content: &[u8]) {
        self.frame(kind::DATA, flags, stream, content);
    }

    /// The next frame.
    pub fn receive(&mut self) -> Result<Option<Frame>> {
        self.frames.receive()
    }

    /// The next frame of that kind, whatever comes before; none when the connection ends.
    pub fn receive_kind(&mut self, kind: u8) -> Result<Option<Frame>> {
        loop {
            match self.receive()? {
                Some(frame) if frame.kind != kind => {}
                frame => return Ok(frame),
            }
        }
    }

    /// What counts of what comes next.
    pub fn next(&mut self) -> Result<Seen> {
        loop {
            let Some(frame) = self.receive()? else { return Ok(Seen::Closed) };
            let stream = frame.stream;
            match frame.kind {
                kind::RST_STREAM => return Ok(Seen::Reset(stream, frame.number_at(0).unwrap_or_default())),
                kind::GOAWAY => return Ok(Seen::GoAway(frame.number_at(4).unwrap_or_default())),
                kind::HEADERS => {
                    self.statuses.insert(stream, hpack::status(&frame.payload));
                }
                kind::DATA => {}
                _ => continue,
            }
            if frame.has(flag::END_STREAM) {
                return Ok(Seen::Answer(stream, self.statuses.remove(&stream).flatten()));
            }
        }
    }

    /// Waits for the file on this stream.
    pub fn answered(&mut self, stream: u32) -> Result<()> {
        let seen = self.next()?;
        ensure!(seen == Seen::Answer(stream, Some(200)), "{seen:?} in place of an answer on {stream}");
        Ok(())
    }
}
