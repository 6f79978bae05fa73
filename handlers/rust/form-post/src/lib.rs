//! The fields of an HTML form, sent by POST as application/x-www-form-urlencoded.
//!
//!     curl -d 'name=Ada' -d 'dish=soup&dish=salad' 'http://127.0.0.1:8000/rust/form-post.wasm'

use airlock_guest::{HandlerError, IntoResponse, Request, Response};

#[airlock_guest::handler]
fn main(request: Request, _: Response) -> Result<impl IntoResponse, HandlerError> {
    let form = request.form()?;
    let name = form.first("name").unwrap_or(b"nobody");
    let dishes = match form.get_list("dish").join(&b" and "[..]) {
        none if none.is_empty() => b"nothing".to_vec(),
        dishes => dishes,
    };
    Ok(([("Content-Type", "text/plain; charset=utf-8")], [name, b" orders ", &dishes, b".\n"].concat()))
}
