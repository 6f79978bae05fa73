//! The example handlers in Rust, and the neighbours in Python that they answer like.

use std::path::PathBuf;

use anyhow::{Result, ensure};

use crate::places;

/// Handlers in Python below `handlers/`, and the names of those in `handlers/rust/` that do the same.
pub const PAIRS: [(&str, &str); 16] = [
    ("answers/status-with-reason.py", "status-with-reason"),
    ("cookies/read-cookies.py", "read-cookies"),
    ("cookies/set-cookie.py", "set-cookie"),
    ("errors/set-error.py", "set-error"),
    ("files/read-beside.py", "read-beside"),
    ("requests/basic-auth.py", "basic-auth"),
    ("requests/by-method.py", "by-method"),
    ("requests/echo-body.py", "echo-body"),
    ("requests/form-post.py", "form-post"),
    ("requests/header-lines.py", "header-lines"),
    ("requests/query-values.py", "query-values"),
    ("state/count-visits.py", "count-visits"),
    ("state/find-note.py", "find-note"),
    ("state/leave-note.py", "leave-note"),
    ("streams/direct-writer.py", "answer-by-hand"),
    ("streams/piecewise.py", "piecewise"),
];

/// The folder of the examples.
pub fn docroot() -> PathBuf {
    places::tests_folder().join("../handlers")
}

/// The path of the component, as a URL has it behind its first slash.
pub fn component(name: &str) -> String {
    format!("rust/{name}.wasm")
}

/// An error unless every component has been built.
pub fn ensure_built() -> Result<()> {
    for (_, name) in PAIRS {
        let component = docroot().join(component(name));
        ensure!(
            component.is_file(),
            "{} is missing: build it with `make build`, or with `airlock build handlers/rust`",
            component.display()
        );
    }
    Ok(())
}

/// Text with each path of a handler in Python replaced by that of its neighbour in Rust.
pub fn in_rust(text: &str) -> String {
    PAIRS.iter().fold(text.to_owned(), |text, (python, name)| {
        text.replace(&format!("/{python}"), &format!("/{}", component(name)))
    })
}
