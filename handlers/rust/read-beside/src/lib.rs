//! Read a file of the docroot, by its path there.
//!
//!     curl -i 'http://127.0.0.1:8000/rust/read-beside.wasm'

use airlock_guest::{Error, IntoResponse, Request, Response, files};

#[airlock_guest::handler]
fn main(_: Request, _: Response) -> Result<impl IntoResponse, Error> {
    let poem = files::read_text("files/haiku.txt")?;
    let lines: Vec<&str> = poem.lines().collect();
    Ok(([("Content-Type", "text/plain; charset=utf-8")], lines.join(" / ") + "\n"))
}
