//! HTTP/2 frame by frame, and what becomes of a stream.

use airlock_tests::hpack;
use airlock_tests::http2_frames::error::NO_ERROR;
use airlock_tests::http2_frames::{Frame, FrameConnection, flag, kind, setting};
use anyhow::{Result, ensure};

use crate::scene::Scene;

/// What becomes of a stream.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An answer: its status and content.
    Answer(u16, String),
    /// The stream alone has ended.
    Reset,
    /// The connection has ended.
    Ended,
}

/// A connection that has begun, with more settings than this client needs.
pub fn open(scene: &Scene, settings: &[(u16, u32)]) -> Result<FrameConnection> {
    // Blocks of fields are read here without a memory of those before.
    let settings = [&[(setting::HEADER_TABLE_SIZE, 0)], settings].concat();
    let mut connection = FrameConnection::open(scene.address(), &settings)?;
    connection.send(&Frame::new(kind::SETTINGS, flag::ACK, 0, []));
    Ok(connection)
}

/// The frame that begins a request.
pub fn headers(stream: u32, flags: u8, fields: &[(&str, &str)]) -> Frame {
    Frame::new(kind::HEADERS, flags | flag::END_HEADERS, stream, hpack::fields(fields))
}

/// The fields of a request.
pub fn request<'a>(method: &'a str, path: &'a str) -> [(&'a str, &'a str); 4] {
    [(":method", method), (":scheme", "http"), (":path", path), (":authority", "a")]
}

/// A request that stands behind an attack.
pub fn marker(stream: u32) -> Frame {
    headers(stream, flag::END_STREAM, &request("GET", "/marker.py?behind"))
}

/// Reads until something has become of that stream.
pub fn outcome(connection: &mut FrameConnection, stream: u32) -> Result<Outcome> {
    let (mut status, mut content) = (None, Vec::new());
    loop {
        let Some(frame) = connection.receive()? else { return Ok(Outcome::Ended) };
        match frame.kind {
            kind::GOAWAY if frame.number_at(4) != Some(NO_ERROR) => return Ok(Outcome::Ended),
            kind::RST_STREAM if frame.stream == stream => return Ok(Outcome::Reset),
            kind::HEADERS if frame.stream == stream => status = status.or(hpack::status(&frame.payload)),
            kind::DATA if frame.stream == stream => content.extend_from_slice(&frame.payload),
            _ => continue,
        }
        if frame.stream == stream && frame.has(flag::END_STREAM) {
            let text = String::from_utf8_lossy(&content).into_owned();
            return Ok(Outcome::Answer(status.unwrap_or_default(), text));
        }
    }
}

/// What becomes of a marker on that stream: it is answered, or the connection has ended.
pub fn marked(connection: &mut FrameConnection, stream: u32) -> Result<()> {
    connection.send(&marker(stream));
    let behind = outcome(connection, stream)?;
    let is_well = matches!(behind, Outcome::Ended) || behind == Outcome::Answer(200, "marker behind".to_owned());
    ensure!(is_well, "{behind:?} behind it");
    Ok(())
}
