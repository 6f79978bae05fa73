//! The attribute of handlers.
