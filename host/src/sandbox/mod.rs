//! The engine for code nobody trusts: a WebAssembly instance for each request, made for it and dropped after it.
//!
//! In: an [`Exchange`] and the program that is to answer it. Out: what the program wrote, through the exchange's
//! response. A program can do only what the interfaces in `wit/` hand it; `capabilities` has a room for each.

mod bindings;
mod budget;
mod capabilities;
mod commands;
mod compilation;
pub(crate) mod components;
mod epoch;
mod handler_request;
mod instance;
mod kept_instances;
mod log_stream;
mod measure;
mod memory_pool;
mod prepared;
mod python;
mod python_state;
mod runtime_files;
mod stack_pool;
mod state;

pub use budget::LimitExceeded;
pub use commands::Command;
pub use components::{
    ComponentInstance, ComponentMeasurement, ComponentSettings, Offer, Refusal, TenantComponents, World,
    compile_for_parent,
};
pub use handler_request::PythonInstance;
pub use instance::HandlerRun;
pub use kept_instances::KeptInstances;
pub use measure::{Cost, Measured, Measurement};
pub use prepared::PreparedApplications;
pub use python::{PythonSandbox, SandboxProgram, StartError, SurveyedNeed};
pub use runtime_files::{RuntimeError, RuntimeFiles};

#[doc(no_inline)]
pub use crate::exchange::Exchange;
