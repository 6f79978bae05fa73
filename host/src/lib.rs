//! Airlock answers HTTP requests with handlers it does not trust: each one runs in a WebAssembly instance of its own.
//!
//! A request's way: [`server`] makes an [`exchange::Exchange`] of it, [`router`] finds the handler, [`policy`] says what
//! it may use, [`sandbox`], [`in_process`] or [`static_files`] answers, and the response goes back through the exchange.

pub mod audit;
pub mod building;
pub mod cli;
pub mod client_network;
pub mod config;
pub mod confinement;
pub mod docroot;
pub mod engine;
pub mod error_page;
pub mod exchange;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
pub mod in_process;
pub mod inspection;
pub mod new_project;
pub mod outgoing;
pub mod pipes;
pub mod policy;
pub mod programs;
pub mod python_values;
pub mod random_bits;
pub mod random_uuid;
pub mod router;
pub mod sandbox;
pub mod server;
pub mod server_names;
pub mod shadow;
pub mod stash;
pub mod static_files;
pub mod tenant;
pub mod tls;
pub mod vendor;
pub mod watching;
pub mod wrappers;
