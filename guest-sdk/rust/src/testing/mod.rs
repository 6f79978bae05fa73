//! Unit tests of handlers, on the machine that builds them: build a request, have a handler answer it, look at the answer.
//!
//! ```
//! use airlock_guest::testing::TestRequest;
//! use airlock_guest::{IntoResponse, Request, Response};
//!
//! fn by_method(request: Request, _: Response) -> impl IntoResponse {
//!     match request.method() {
//!         "GET" => (200, "Here it is.\n".to_owned()),
//!         method => (405, format!("Not with {method}.\n")),
//!     }
//! }
//!
//! let answer = TestRequest::new("BREW", "/").answered_by(by_method);
//! assert_eq!((answer.status(), answer.text()), (405, "Not with BREW.\n"));
//! ```
//!
//! No server takes part. What is different from one: nobody waits in [`clock::sleep`](crate::clock::sleep), and `Server`, `Date`
//! and `Content-Length` are not added to the headers. [`TestServer`] keeps a stash for several requests.

mod answer;
mod request;
mod server;

pub use answer::{TestAnswer, TestPush};
pub use request::TestRequest;
pub use server::TestServer;
