//! HTTP on sockets, by hyper. In: connections. Out: an [`crate::exchange::Exchange`] for each request, and its response's bytes.

mod client_connections;
mod complaints;
mod connection;
mod head_recorder;
mod listener;
mod open_files;
mod request_body;
mod response_content;
mod service;
mod wire;

pub use listener::{Server, ServerError};
pub use open_files::raise_limit as raise_open_file_limit;
pub use service::{ClientTimes, Service};
