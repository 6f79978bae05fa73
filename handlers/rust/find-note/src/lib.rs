//! Take what `leave-note` put under the path they share, in Rust or in Python.
//!
//!     curl -d 'back at one' 'http://127.0.0.1:8000/state/leave-note.py?key=4f0e3c1a-5d58-4c0f-9a57-0d1f6f2f7c05'
//!     curl 'http://127.0.0.1:8000/rust/find-note.wasm?key=4f0e3c1a-5d58-4c0f-9a57-0d1f6f2f7c05'

use airlock_guest::{HandlerError, IntoResponse, Request, Response, Stash, StashValue};

#[airlock_guest::handler]
fn main(request: Request, mut response: Response) -> Result<impl IntoResponse, HandlerError> {
    let key = request.query().first("key").unwrap_or_default();
    let content = match Stash::at("/state/notes").take(key)? {
        Some(note) => told(&note).ok_or_else(|| HandlerError::failed("this is no note"))?,
        None => {
            response.set_status(404);
            b"No note.\n".to_vec()
        }
    };
    Ok(([("Content-Type", "text/plain")], content))
}

fn told(note: &StashValue) -> Option<Vec<u8>> {
    let (text, from, words) =
        (note.get("text")?.as_bytes()?, note.get("from")?.as_text()?, note.get("words")?.as_int()?);
    Some([text, format!(" ({words} words, by {from})\n").as_bytes()].concat())
}
