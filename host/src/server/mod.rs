//! HTTP on sockets, by hyper and h2. In: connections. Out: an [`crate::exchange::Exchange`] for each request, and its response's bytes.

mod access_log;
mod client_connections;
mod complaints;
mod connection;
mod framed;
pub(crate) mod head_recorder;
mod http2_answer;
mod http2_connection;
mod http2_content;
mod http2_head;
mod http2_keep_alive;
mod http2_preface;
mod http2_push;
mod http2_responder;
mod http2_streams;
mod http2_wire;
mod linger;
mod listener;
mod local_redirect;
mod open_files;
mod request_body;
mod response_content;
pub(crate) mod service;
mod shared_socket;
mod stall;
mod static_reply;
mod transport;
mod wire;

#[cfg(any(test, feature = "fuzzing"))]
pub(crate) use connection::{BUFFER, HEAD_FIELDS};
pub use listener::{Server, ServerError};
pub use open_files::raise_limit as raise_open_file_limit;
pub use service::{ClientTimes, Names, Service};
