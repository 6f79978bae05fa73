//! What the end-to-end tests share: starting Airlock and the reference server, speaking HTTP to them byte by byte,
//! and comparing what they say.
//!
//! The parity corpus lies in `tests/parity/`: handlers in `docroot/`, requests in `cases/*.toml`. One case is played
//! to both servers ([`exchange`]) and the two answers are compared ([`compare`]). No HTTP library takes part, because
//! the bytes on the wire are what is tested.

pub mod airlock_process;
pub mod applications;
pub mod attacks;
pub mod browser;
pub mod command;
pub mod compaction;
pub mod compare;
pub mod configured;
pub mod corpus;
pub mod coverage;
pub mod engine;
pub mod eventually;
pub mod exchange;
pub mod foreign_component;
pub mod group;
pub mod handler_component;
pub mod head;
pub mod hpack;
pub mod http2_client;
pub mod http2_exchange;
pub mod http2_frames;
pub mod innocents;
pub mod masks;
pub mod meant;
pub mod oracle_process;
pub mod oracle_venv;
pub mod places;
pub mod proc_files;
pub mod python_venv;
pub mod raw_http;
pub mod ready_line;
pub mod real_server;
pub mod reference_server;
pub mod report;
pub mod requests;
pub mod rust_component;
pub mod rust_examples;
pub mod rust_project;
pub mod scratch;
pub mod server_log;
pub mod started;
pub mod stash_client;
pub mod swap_list;
pub mod tls_client;
pub mod upstream;
pub mod wasm_program;
pub mod wire_text;
pub mod wit_package;
