//! Leave a value for a different handler: name a path that both use instead of the request's own.
//!
//!     curl -d 'back at noon' 'http://127.0.0.1:8000/rust/leave-note.wasm?key=4f0e3c1a-5d58-4c0f-9a57-0d1f6f2f7c04'
//!     curl 'http://127.0.0.1:8000/state/find-note.py?key=4f0e3c1a-5d58-4c0f-9a57-0d1f6f2f7c04'

use airlock_guest::{HandlerError, IntoResponse, Request, Response, Stash, StashValue};

#[airlock_guest::handler]
fn main(request: Request, _: Response) -> Result<impl IntoResponse, HandlerError> {
    let text = request.body().bytes()?;
    let words = text.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).count();
    let note: Vec<(StashValue, StashValue)> = vec![
        ("text".into(), text.into()),
        ("from".into(), request.path().into()),
        ("words".into(), i64::try_from(words)?.into()),
    ];
    Stash::at("/state/notes").put(request.query().first("key").unwrap_or_default(), note)?;
    Ok((201, [("Content-Type", "text/plain")], "Left.\n"))
}
