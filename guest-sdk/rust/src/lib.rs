//! What HTTP handlers in Rust are written against.
