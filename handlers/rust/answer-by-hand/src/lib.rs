//! The writer sends each part of the response when you call it; what the handler returns then no longer counts.
//!
//!     curl -iN 'http://127.0.0.1:8000/rust/answer-by-hand.wasm'

use std::time::Duration;

use airlock_guest::{Error, Request, Response, clock};

#[airlock_guest::handler]
fn main(_: Request, mut response: Response) -> Result<&'static str, Error> {
    let mut writer = response.writer();
    writer.write_status((200, "By Hand"))?;
    writer.write_header("Content-Type", "text/plain")?;
    writer.write_header("Content-Length", 16)?;
    writer.end_headers()?;
    writer.write_content("half now")?;
    clock::sleep(Duration::from_millis(300));
    writer.write_content(b", rest.\n")?;
    Ok("ignored")
}
