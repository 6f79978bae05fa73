//! What belongs to one instance of the Python runtime: the store's data.

use std::sync::Arc;

use super::memory_pool::Origin;
use super::python::{PythonSandbox, SandboxProgram};
use super::state::{HandlerState, HasHandler};

/// A request's capabilities, and what the runtime alone has: the program it interprets, and a memory of some origin.
pub struct PythonState {
    pub(super) handler: HandlerState,
    pub(super) sandbox: Arc<PythonSandbox>,
    pub(super) program: Arc<SandboxProgram>,
    /// What the instance's memory begins as.
    pub(super) origin: Origin,
}

impl PythonState {
    /// For an instance that runs `program`.
    pub fn new(handler: HandlerState, program: Arc<SandboxProgram>, sandbox: Arc<PythonSandbox>) -> Self {
        Self { handler, sandbox, program, origin: Origin::default() }
    }

    /// The instance that will be made has a memory of this origin.
    pub fn begin_as(&mut self, origin: Origin) {
        self.handler.memory.begin_with(origin.size());
        self.origin = origin;
    }
}

impl HasHandler for PythonState {
    fn handler(&mut self) -> &mut HandlerState {
        &mut self.handler
    }
}
