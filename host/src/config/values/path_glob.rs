use std::fmt;

use globset::{GlobBuilder, GlobMatcher};

use super::{BadText, TextValue};

/// A pattern over handler paths.
#[derive(Clone, Debug)]
pub struct PathGlob(pub GlobMatcher);

impl TextValue for PathGlob {
    const NAME: &'static str = "PathGlob";
    const EXPECTED: &'static str = r#"a pattern over handler paths in quotes, such as "/resources/**" or "/a/*.py""#;
    const PATTERN: &'static str = "^/";

    fn read(text: &str) -> Result<Self, BadText> {
        if !text.starts_with('/') {
            return Err(BadText::new("a pattern begins with a slash; write it as /resources/** or /a/*.py"));
        }
        let glob = GlobBuilder::new(text)
            .literal_separator(true)
            .build()
            .map_err(|error| BadText::new(format!("{}; write it as /resources/** or /a/*.py", error.kind())))?;
        Ok(Self(glob.compile_matcher()))
    }
}

impl fmt::Display for PathGlob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.glob().fmt(f)
    }
}

/// Patterns with commas between them, as a flag takes them.
#[derive(Clone, Debug)]
pub struct PathGlobs(pub Vec<PathGlob>);

impl PathGlobs {
    /// Commas in braces or brackets are the pattern's own.
    pub fn read(text: &str) -> Result<Self, BadText> {
        let mut depth = 0_i32;
        let parts = text.split(|c| {
            depth += match c {
                '{' | '[' => 1,
                '}' | ']' => -1,
                _ => 0,
            };
            c == ',' && depth <= 0
        });
        parts.map(PathGlob::read).collect::<Result<_, _>>().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_ends_at_a_slash() {
        let PathGlob(glob) = PathGlob::read("/a/*.py").unwrap();
        assert!(glob.is_match("/a/b.py"));
        assert!(!glob.is_match("/a/b/c.py"));
        assert!(PathGlob::read("/a/**").unwrap().0.is_match("/a/b/c.py"));
        assert!(PathGlob::read("a/**").is_err());
        assert!(PathGlob::read("/a/[").is_err());
    }

    #[test]
    fn commas_part_patterns_but_not_within_braces() {
        let PathGlobs(globs) = PathGlobs::read("/{a,b}/*.py,/c").unwrap();
        assert_eq!(globs.iter().map(PathGlob::to_string).collect::<Vec<_>>(), ["/{a,b}/*.py", "/c"]);
        assert!(PathGlobs::read("/a,").is_err());
    }
}
