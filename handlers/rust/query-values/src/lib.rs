//! Query parameters: names and values are bytes, a name may come several times, a value may be empty.
//!
//!     curl 'http://127.0.0.1:8000/rust/query-values.wasm?tree=oak&tree=elm&leaf'

use airlock_guest::{HandlerError, IntoResponse, Request, Response};
use serde_json::json;

#[airlock_guest::handler]
fn main(request: Request, _: Response) -> Result<impl IntoResponse, HandlerError> {
    let query = request.query();
    let report = json!({
        "first tree": latin1(query.first("tree").unwrap_or(b"none")),
        "last tree": latin1(query.last("tree").unwrap_or(b"none")),
        "all trees": query.get_list("tree").into_iter().map(latin1).collect::<Vec<_>>(),
        "leaf is there": query.contains("leaf"),
    });
    Ok(([("Content-Type", "application/json")], ascii(&serde_json::to_string_pretty(&report)?) + "\n"))
}

/// One character for each byte.
fn latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|&byte| char::from(byte)).collect()
}

/// JSON with its other characters escaped, as Python writes it. They are inside of strings, all of them.
fn ascii(json: &str) -> String {
    json.chars()
        .map(|character| match character {
            '\0'..='~' => character.to_string(),
            _ => format!("\\u{:04x}", u32::from(character)),
        })
        .collect()
}
