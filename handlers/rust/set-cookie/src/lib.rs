//! Set two cookies: one for the browser session, one that lasts ten minutes and scripts can not read.
//!
//!     curl -i 'http://127.0.0.1:8000/rust/set-cookie.wasm?flavour=ginger'

use std::time::Duration;

use airlock_guest::{IntoResponse, Request, Response, SetCookie};

#[airlock_guest::handler]
fn main(request: Request, mut response: Response) -> impl IntoResponse {
    let flavour = request.query().first("flavour").unwrap_or(b"oat").to_vec();
    response.set_cookie(SetCookie::new("flavour", &flavour).path("/cookies/"));
    let jar = SetCookie::new("jar", "closed").path("/cookies/").max_age(Duration::from_secs(600));
    response.set_cookie(jar.http_only().same_site("Lax"));
    ([("Content-Type", "text/plain")], [b"A cookie: ", &flavour[..], b".\n"].concat())
}
