//! Content in pieces: each is on the wire before the next is made, so the client sees the pauses.
//!
//!     curl -N 'http://127.0.0.1:8000/rust/piecewise.wasm?pause=500'

use std::time::Duration;

use airlock_guest::{Content, HandlerError, IntoResponse, Request, Response, clock};

const WORDS: [&str; 4] = ["three", "two", "one", "lift-off"];

#[airlock_guest::handler]
fn main(request: Request, _: Response) -> Result<impl IntoResponse, HandlerError> {
    let pause = request.query().text("pause").unwrap_or("300").parse::<u64>()?.min(1000);
    let mut turn = 0;
    let pieces = std::iter::from_fn(move || {
        if turn > 0 {
            clock::sleep(Duration::from_millis(pause)); // also behind the last word
        }
        turn += 1;
        WORDS.get(turn - 1).map(|word| format!("{word}\n"))
    });
    Ok(([("Content-Type", "text/plain")], Content::pieces(pieces)))
}
