//! Raises exceptions in threads whose handler has to end.
//!
//! On a thread of its own: it waits for the interpreter, which a handler's C code may hold for long.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use pyo3::prelude::*;

use super::errors::ClientGone;
use super::interpreter::{Interpreter, raise_in};
use super::request::{Stop, TrustedRequest};

/// Takes requests that have to end.
#[derive(Clone, Debug)]
pub struct Interrupter(Sender<Arc<TrustedRequest>>);

impl Interrupter {
    /// Starts the thread.
    pub fn start(interpreter: &'static Interpreter) -> std::io::Result<Self> {
        let (sender, receiver) = channel();
        thread::Builder::new().name("interrupter".to_owned()).spawn(move || run(&receiver, interpreter))?;
        Ok(Self(sender))
    }

    /// Raises the exception that the request's stop stands for in its thread, soon.
    pub fn interrupt(&self, request: &Arc<TrustedRequest>) {
        // The thread lives as long as somebody can send.
        let _ = self.0.send(Arc::clone(request));
    }
}

fn run(requests: &Receiver<Arc<TrustedRequest>>, interpreter: &Interpreter) {
    for request in requests {
        Python::attach(|py| {
            // A thread ends its request while it holds the interpreter: what is seen here stays so until this returns.
            let (Some(thread), Some(stop)) = (request.thread(), request.stop()) else { return };
            let class = match stop {
                Stop::OverLimit(limit) => interpreter.limit_exceeded(py, limit),
                Stop::ClientLeft => py.get_type::<ClientGone>(),
            };
            raise_in(py, thread.ident, Some(&class));
        });
    }
}
