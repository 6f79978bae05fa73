//! Does what the last part of the path says, well or badly; what follows the question mark is its argument.

mod answers;
mod misbehaves;
mod outgoing;
mod sends;

use wasip2::exports::http::incoming_handler::Guest;
use wasip2::http::types::{IncomingRequest, ResponseOutparam};

wasip2::http::proxy::export!(Component);

struct Component;

/// The part of a request's target that says what to do, and its argument.
pub fn asked(request: &IncomingRequest) -> (String, String) {
    let target = request.path_with_query().unwrap_or_default();
    let (path, argument) = target.split_once('?').unwrap_or((&target, ""));
    (path.rsplit('/').next().unwrap_or_default().to_owned(), argument.to_owned())
}

impl Guest for Component {
    fn handle(request: IncomingRequest, out: ResponseOutparam) {
        let (what, argument) = asked(&request);
        let rest = answers::answer(&what, &argument, request, out);
        let rest = rest.and_then(|(request, out)| misbehaves::answer(&what, request, out));
        let rest = rest.and_then(|(request, out)| outgoing::answer(&what, &argument, request, out));
        if let Some((_, out)) = rest {
            sends::text(out, 404, "no such path");
        }
    }
}
