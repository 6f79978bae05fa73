//! Responses that programs write as text: an HTTP/1 message, as servers in Python's library write it, and CGI's. In: the
//! bytes, in pieces of any size. Out: a head, and content that the host frames itself.

mod cgi_response;
mod chunks;
mod head_lines;
mod message_head;
mod response_message;

pub use cgi_response::{CgiPieces, CgiProblem, CgiResponse};
pub use response_message::{MessageProblem, MessageResponse, Missing, ResponseMessage, Unparsed};
