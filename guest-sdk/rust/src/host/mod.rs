//! All that a handler reaches outside its own memory passes through here.
//!
//! In a component these are the imports that `wit/` names. On other targets, where handlers are unit-tested, they are
//! plain Rust objects; what is above can not tell.

#[cfg(target_family = "wasm")]
mod component;
#[cfg(target_family = "wasm")]
pub use component::*;

#[cfg(not(target_family = "wasm"))]
pub mod in_memory;
#[cfg(not(target_family = "wasm"))]
pub use in_memory::*;
