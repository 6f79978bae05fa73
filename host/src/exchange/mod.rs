//! One request and its answer, free of any HTTP library's types: what engines see of the server.

mod aside;
mod meta_variables;
mod mount;
mod program_output;
mod recording;
mod request;
mod response_channel;
mod response_head;

use std::sync::Arc;

use crate::tenant::Admitted;

pub use aside::{Aside, AsideError, AsideResult, PendingAside};
pub use meta_variables::{arguments, meta_variables};
pub use mount::{Application, Mount, ScriptPath, ServerInterface};
use mount::{decoded, target_query};
pub use program_output::{CgiPieces, CgiProblem, CgiResponse};
pub use program_output::{MessageProblem, MessageResponse, Missing, ResponseMessage, Unparsed};
pub use recording::RecordedResponse;
pub use request::{BodyError, BodySource, Endpoint, Field, HeadFields, HttpVersion, RequestBody, RequestHead};
pub use response_channel::{Answer, ChannelClosed, Content, Piece, ResponseChannel};
pub use response_head::{Framing, HeadProblem, MOST_FIELDS, ResponseHead, SERVER_NAME, date_now, standard_reason};

/// A request on its way to a handler.
pub struct Exchange {
    /// The request, but for its body.
    pub request: Arc<RequestHead>,
    /// The request's body, read in pieces.
    pub body: RequestBody,
    /// Leave to run, held until the handler has ended; none outside a server.
    pub admitted: Option<Admitted>,
}
