use std::fmt;

use super::{BadText, TextValue};
use crate::router::{PathPattern, PathTemplate};

/// A pattern over the paths of requests.
#[derive(Clone, Debug)]
pub struct RoutePath(pub PathPattern);

/// A path in which parts of another one stand.
#[derive(Clone, Debug)]
pub struct RouteTarget(pub PathTemplate);

/// A request method, or `*` for any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Method(pub String);

impl TextValue for RoutePath {
    const NAME: &'static str = "RoutePath";
    const EXPECTED: &'static str = r#"a pattern over paths in quotes, such as "/api/{name}" or "/old/*""#;
    const PATTERN: &'static str = "^/";

    fn read(text: &str) -> Result<Self, BadText> {
        if !text.starts_with('/') {
            return Err(BadText::new("a pattern begins with a slash; write it as /api/{name} or /old/*"));
        }
        PathPattern::new(text)
            .map(Self)
            .map_err(|error| BadText::new(format!("{error}; write it as /api/{{name}} or /old/*")))
    }
}

impl TextValue for RouteTarget {
    const NAME: &'static str = "RouteTarget";
    const EXPECTED: &'static str = r#"a path below the docroot in quotes, such as "/api/{name}.py" or "/new/*""#;
    const PATTERN: &'static str = "^/";

    fn read(text: &str) -> Result<Self, BadText> {
        if !text.starts_with('/') {
            return Err(BadText::new("a path begins with a slash; write it as /api/{name}.py or /new/*"));
        }
        if text.split('/').any(|part| part == "..") {
            return Err(BadText::new("a path holds no .. ; write it from the docroot on"));
        }
        PathTemplate::new(text)
            .map(Self)
            .map_err(|error| BadText::new(format!("{error}; write it as /api/{{name}}.py or /new/*")))
    }
}

impl TextValue for Method {
    const NAME: &'static str = "Method";
    const EXPECTED: &'static str = r#"a method in quotes, such as "GET", or "*" for any"#;
    const PATTERN: &'static str = "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$";

    fn read(text: &str) -> Result<Self, BadText> {
        let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        if text.is_empty() || !text.chars().all(is_token) {
            return Err(BadText::new("no method; give one word such as GET, or * for any"));
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for RoutePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
