//! The engine for trusted handlers: CPython in the server's own process, on threads of its own.
//!
//! In: an [`Exchange`](crate::exchange::Exchange) and the handler that is to answer it, which a trust rule covers. Out:
//! what the handler wrote, through the exchange's response. Refused: text that no trust rule covers, be it the handler's or
//! a module's that it imports. The engine is there when it was built in, with the cargo feature `in-process`.

#[cfg(feature = "in-process")]
mod compiler;
#[cfg(feature = "in-process")]
mod crew;
#[cfg(feature = "in-process")]
mod errors;
#[cfg(feature = "in-process")]
mod interpreter;
#[cfg(feature = "in-process")]
mod interrupter;
#[cfg(feature = "in-process")]
mod pool;
#[cfg(feature = "in-process")]
mod primitives;
#[cfg(feature = "in-process")]
mod request;
#[cfg(feature = "in-process")]
mod run;
#[cfg(feature = "in-process")]
mod threads;
#[cfg(feature = "in-process")]
mod waiting;
#[cfg(feature = "in-process")]
mod watch;

#[cfg(not(feature = "in-process"))]
mod not_built;

use std::path::PathBuf;

use thiserror::Error;

#[cfg(not(feature = "in-process"))]
pub use not_built::{InProcess, TrustedRun};
#[cfg(feature = "in-process")]
pub use {pool::InProcess, run::TrustedRun};

/// Why the engine could not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The program was built without it.
    #[error(
        "this airlock was built without the in-process engine: rebuild with `make` on a machine with python3-dev, or \
         trust no handler"
    )]
    NotBuilt,
    /// The Python packages are not where the build puts them.
    #[error("no Python packages for trusted handlers: {0} is missing. Run `make` to build the Python runtime")]
    Packages(PathBuf),
    /// The interpreter, or what it runs first, failed.
    #[error("starting the Python interpreter for trusted handlers: {0}")]
    Interpreter(String),
    /// Threads could not be had.
    #[error("starting the threads for trusted handlers: {0}")]
    System(#[from] std::io::Error),
}

/// Where the interpreter that was linked lies with its standard library: none where none was.
pub fn installation() -> Vec<PathBuf> {
    #[cfg(feature = "in-process")]
    return interpreter::installation();
    #[cfg(not(feature = "in-process"))]
    return Vec::new();
}
