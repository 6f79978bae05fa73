use std::path::Path;

/// Names that cargo refuses for a package, or that Rust reads as something else.
const TAKEN: &[&str] = &[
    "abstract",
    "alloc",
    "as",
    "async",
    "await",
    "become",
    "box",
    "break",
    "const",
    "continue",
    "core",
    "crate",
    "do",
    "dyn",
    "else",
    "enum",
    "extern",
    "false",
    "final",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "let",
    "loop",
    "macro",
    "match",
    "mod",
    "move",
    "mut",
    "override",
    "priv",
    "proc_macro",
    "proc-macro",
    "pub",
    "ref",
    "return",
    "self",
    "static",
    "std",
    "struct",
    "super",
    "test",
    "trait",
    "true",
    "try",
    "type",
    "typeof",
    "unsafe",
    "unsized",
    "use",
    "virtual",
    "where",
    "while",
    "yield",
    "airlock-guest",
    "airlock_guest",
    "build",
    "deps",
    "examples",
    "incremental",
];
/// Longer than any name that is meant.
const LENGTH_LIMIT: usize = 64;

/// Why a project can not be called that.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum NameError {
    /// No part of the path is a name.
    #[error("{0:?} names no folder: say `airlock new my-handler`")]
    None(String),
    /// Something that a package's name or a URL does not have as it is.
    #[error(
        "{0:?} can not be a project's name: take ASCII letters, digits, - and _, with a letter in front, {LENGTH_LIMIT} at most"
    )]
    Characters(String),
    /// Rust or cargo uses it.
    #[error("{0:?} can not be a project's name, since Rust or cargo uses it: choose another one, such as {0}-handler")]
    Taken(String),
}

/// The name of the project in `folder`.
pub fn of(folder: &Path) -> Result<String, NameError> {
    let shown = || folder.to_string_lossy().into_owned();
    let name = folder.file_name().ok_or_else(|| NameError::None(shown()))?.to_string_lossy().into_owned();
    let is_sound = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.len() <= LENGTH_LIMIT;
    match name {
        name if !is_sound => Err(NameError::Characters(name)),
        name if TAKEN.contains(&name.as_str()) => Err(NameError::Taken(name)),
        name => Ok(name),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{NameError, of};

    #[test]
    fn names_are_those_that_cargo_takes() {
        for name in ["my-handler", "a", "B_2", "x/y"] {
            assert!(of(Path::new(name)).is_ok(), "{name}");
        }
        for name in ["", "..", "/"] {
            assert!(matches!(of(Path::new(name)), Err(NameError::None(_))), "{name}");
        }
        for name in ["2", "-x", "a b", "é", "a.b", "a\"b", &"a".repeat(65)] {
            assert!(matches!(of(Path::new(name)), Err(NameError::Characters(_))), "{name}");
        }
        assert!(matches!(of(Path::new("crate")), Err(NameError::Taken(_))));
    }
}
