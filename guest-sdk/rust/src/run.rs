//! One request from beginning to end: call the handler, send what it answers.

use crate::request::SharedHead;
use crate::response::Response;
use crate::{Error, HandlerError, IntoResponse, Request, host};

/// Answer the request that the host has. The attribute [`handler`](crate::handler) calls it.
#[doc(hidden)]
pub fn run<R: IntoResponse>(handler: impl FnOnce(Request, Response) -> R) {
    #[cfg(target_family = "wasm")]
    crate::panic_report::install();

    let head = SharedHead::default();
    let (response, returned) = Response::new(&head);
    let value = handler(Request::new(head.clone()), response);
    let mut response = Response::take_back(&returned, &head);
    if let Err(error) = value.into_response(&mut response) {
        answer_failure(response, &error);
        return;
    }
    if let Err(error) = response.conclude() {
        report(&error);
    }
}

/// Send the error that a handler has returned, or have the host do it.
fn answer_failure(mut response: Response, error: &HandlerError) {
    if (500..600).contains(&error.status()) || response.is_written() {
        report(error);
        return;
    }
    response.fill_in_error(error.status(), error.message());
    if let Err(error) = response.conclude() {
        report(&error);
    }
}

/// The handler has failed. If a response has begun, the host cuts it short.
fn report(error: &HandlerError) {
    if error.is_closed() {
        return; // the client has gone: nobody is there to be told
    }
    let status = if (500..600).contains(&error.status()) { error.status() } else { 500 };
    match host::fail(status, error.message()) {
        // The response was complete before it failed.
        Ok(()) | Err(Error::Closed) => {}
        Err(_) => {} // there is nobody left to tell it
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::TestRequest;
    use crate::{
        Content, Error, HandlerError, HeaderMap, Headers, IntoResponse, Request, Response, SetCookie, StatusCode,
    };

    #[test]
    fn a_panic_is_a_failure() {
        let answer = TestRequest::get("/").answered_by(|_, _| -> String { panic!("as {}", "announced") });
        assert_eq!((answer.status(), answer.failure()), (500, Some((500, "as announced"))));
    }

    #[test]
    fn an_error_behind_the_head_is_a_failure_whatever_its_status() {
        let pieces = || [Ok("half, "), Err(HandlerError::new(404, "the rest is lost"))];
        let answer = TestRequest::get("/").answered_by(|_, _| Content::try_pieces(pieces()));
        assert_eq!((answer.status(), answer.text()), (200, "half, "));
        assert_eq!(answer.failure(), Some((500, "the rest is lost")));
    }

    #[test]
    fn a_client_that_leaves_is_no_failure() {
        let answer =
            TestRequest::get("/").from_client_that_leaves().answered_by(|_: Request, mut response: Response| {
                response.writer().write_content("x")?;
                Ok::<(), Error>(())
            });
        assert_eq!(answer.failure(), None);
    }

    #[test]
    fn pieces_are_not_made_for_head() {
        let never = std::iter::from_fn(|| -> Option<&str> { panic!("made") });
        let answer = TestRequest::new("HEAD", "/").answered_by(|_, _| Content::pieces(never));
        assert_eq!((answer.status(), answer.failure()), (200, None));
    }

    #[test]
    fn what_is_refused_leaves_room_for_another_answer() {
        let answer =
            TestRequest::get("/").without_raw_writes().answered_by(|_: Request, mut response: Response| match response
                .raw_writer()
                .write("no HTTP")
            {
                Err(denial) => (403, denial.to_string()).into_response(&mut response).map(|()| response),
                Ok(()) => Ok(response),
            });
        assert_eq!((answer.status(), answer.text()), (403, "the policy withholds this grant: raw-writes"));
    }

    #[test]
    fn a_response_without_content_ends_with_its_connection() {
        let answer = TestRequest::get("/").answered_by(|_, _| ());
        assert!(answer.closes_connection() && answer.status() == 200);
        let over_http2 = TestRequest::get("/").over_http2().answered_by(|_, _| ());
        assert!(!over_http2.closes_connection());
    }

    #[test]
    fn types_of_the_crate_http_are_understood() {
        let converted = |request: Request, _: Response| -> Result<_, HandlerError> {
            let request = http::Request::try_from(&request)?;
            let mut response = http::Response::new(format!("{} {}", request.method(), request.uri()));
            *response.status_mut() = StatusCode::ACCEPTED;
            response.headers_mut().insert("x-colour", request.headers()["X-Colour"].clone());
            Ok(response)
        };
        let answer = TestRequest::get("/a?b").header("X-COLOUR", "red").answered_by(converted);
        assert_eq!((answer.status(), answer.text(), answer.header("X-Colour")), (202, "GET /a?b", Some("red")));
        let empty = TestRequest::get("/").answered_by(|_, _| (HeaderMap::new(), ""));
        assert_eq!(empty.headers(), []);
        let none = TestRequest::get("/").answered_by(|_, _| None::<String>);
        assert_eq!(none.status(), 404);
    }

    #[test]
    fn cookies_can_be_taken_back() {
        let answer = TestRequest::get("/").answered_by(|_: Request, mut response: Response| {
            response.set_cookie(SetCookie::new("a", "1"));
            response.set_cookie(SetCookie::new("b", "2"));
            response.unset_cookie("a");
            response
        });
        assert_eq!(answer.header_list("Set-Cookie"), ["b=2; Path=/"]);
    }

    #[test]
    fn http2_has_interim_responses_pushes_and_trailers() {
        let handler = |_: Request, mut response: Response| -> Result<(), Error> {
            response.interim(103, Headers::from_iter([("link", "</a.css>")]))?;
            let promise = response.push(Headers::from_iter([(":method", "GET"), (":path", "/a.css")]))?;
            promise.respond(200, Headers::new(), "a {}")?;
            response.writer().write_content("text")?;
            response.writer().finish_with_trailers(Headers::from_iter([("x-sum", 4)]))
        };
        let answer = TestRequest::get("/").over_http2().answered_by(handler);
        assert_eq!((answer.interim(), answer.text(), answer.failure()), (vec![103], "text", None));
        assert_eq!(answer.pushes()[0].response, Some((200, b"a {}".to_vec())));
        assert_eq!(answer.trailers(), [("x-sum".to_owned(), "4".to_owned())]);
        assert_eq!(TestRequest::get("/").answered_by(handler).failure().map(|(status, _)| status), Some(500));
    }
}
