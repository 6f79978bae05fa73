//! Says what it was asked, and streams the request's content back as it comes. The query makes it fail.

use std::sync::atomic::{AtomicU32, Ordering};

use wasip3::clocks::monotonic_clock;
use wasip3::exports::http::handler::Guest;
use wasip3::http::types::{ErrorCode, Fields, Request, Response};
use wasip3::wit_bindgen::{self, StreamResult};
use wasip3::{wit_future, wit_stream};

struct Service;

wasip3::http::service::export!(Service);

impl Guest for Service {
    async fn handle(request: Request) -> Result<Response, ErrorCode> {
        let target = request.get_path_with_query().unwrap_or_default();
        match target.split_once('?').map(|(_, query)| query) {
            Some("error") => Err(ErrorCode::InternalError(Some("asked for".to_owned()))),
            Some("trap") => panic!("asked for"),
            Some("sleep") => {
                monotonic_clock::wait_for(3_600_000_000_000).await;
                Ok(echo(request, &[]))
            }
            // More than is promised.
            Some("longer") => Ok(echo(request, &[("content-length", "3")])),
            _ => Ok(echo(request, &[("x-target", &target)])),
        }
    }
}

fn echo(request: Request, fields: &[(&str, &str)]) -> Response {
    static ANSWERED: AtomicU32 = AtomicU32::new(0);
    let number = ANSWERED.fetch_add(1, Ordering::Relaxed) + 1;
    let line = format!("{:?}, {number} answered\n", request.get_method());
    let fields: Vec<_> = fields.iter().map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec())).collect();
    let fields = Fields::from_list(&fields).expect("valid fields");
    let (mut content, reader) = wit_stream::new();
    // Dropped, it has no trailers.
    let (_, no_trailers) = wit_future::new(|| Ok(None));
    let (_, done) = wit_future::new(|| Ok(()));
    let (mut asked, _) = Request::consume_body(request, done);
    wit_bindgen::spawn_local(async move {
        let mut piece = content.write_all(line.into_bytes()).await;
        loop {
            let (result, read) = asked.read(piece).await;
            let StreamResult::Complete(_) = result else { return };
            piece = content.write_all(read).await;
            // What is left over was not wanted: the client has gone.
            if !piece.is_empty() {
                return;
            }
            piece.reserve(16 << 10);
        }
    });
    Response::new(fields, Some(reader), no_trailers).0
}
