//! HTTP Basic authentication: 401 with a challenge until name and password are right.
//!
//!     curl -i -u 'ada:engine' 'http://127.0.0.1:8000/rust/basic-auth.wasm'
//!     curl -i 'http://127.0.0.1:8000/rust/basic-auth.wasm'

use airlock_guest::{HandlerError, IntoResponse, Request, Response};

#[airlock_guest::handler]
fn main(request: Request, mut response: Response) -> Result<impl IntoResponse, HandlerError> {
    let welcome = request.auth()?.filter(|who| who.username == b"ada" && who.password == b"engine");
    if welcome.is_none() {
        response.set_status(401);
        response.headers_mut().set("WWW-Authenticate", "Basic realm=\"engine room\"");
    }
    let text = if welcome.is_some() { "Welcome, ada.\n" } else { "Who is there?\n" };
    Ok(([("Content-Type", "text/plain")], text))
}
