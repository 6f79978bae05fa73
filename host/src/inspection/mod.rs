//! What a WebAssembly file is, without running any of it. In: its bytes, which may be anybody's. Out: its kind, what it
//! imports and exports, and which grants that asks for. What is no valid WebAssembly is an error with the place of it.

mod contents;
mod needs;
mod world;

pub use contents::{Contents, InspectionError, Interface, Kind, Producer};
pub use needs::{Need, needs};
pub use world::World;
