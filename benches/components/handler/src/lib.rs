//! What `handlers/hello.py` answers, as a component of `airlock:handler/handler`.

use airlock_guest::{IntoResponse, Request, Response};

#[airlock_guest::handler]
fn hello(_request: Request, _response: Response) -> impl IntoResponse {
    ([("Content-Type", "text/plain")], "hello")
}
