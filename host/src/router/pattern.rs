use std::fmt;

use regex::Regex;
use thiserror::Error;

/// What a pattern took of a path: names of groups and their values, `*` for the star.
pub type Captures = Vec<(String, String)>;

/// A pattern over paths, as wptserve's router has them: `{name}` stands for a part of the path without slashes, one `*` for
/// all that follows, and what stands behind it ends the path.
#[derive(Clone, Debug)]
pub struct PathPattern {
    text: String,
    regex: Regex,
    groups: Vec<String>,
}

/// Why a text is no pattern.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum PatternError {
    /// Two stars, or a group behind one.
    #[error("nothing but plain text may stand behind the star")]
    BehindStar,
    /// `{` without `}`, or none of the names there are.
    #[error("a group is written {{name}}, its name of letters, digits and underscores, no digit in front")]
    Group,
    /// The same name twice.
    #[error("two groups are named {0:?}")]
    Twice(String),
    /// Characters that no decoded path holds.
    #[error("a path holds no backslash and no NUL")]
    Character,
    /// For the regular expression that stands for it.
    #[error("it is too long")]
    Long,
}

impl PathPattern {
    /// Reads it; a slash in front may be left out.
    pub fn new(text: &str) -> Result<Self, PatternError> {
        let mut expression = String::from("(?s)^/");
        let mut groups: Vec<String> = Vec::new();
        let mut behind_star = false;
        for part in parts(text.strip_prefix('/').unwrap_or(text))? {
            let name = match part {
                Part::Plain(text) => {
                    expression.push_str(&regex::escape(&text));
                    continue;
                }
                Part::Group(_) if behind_star => return Err(PatternError::BehindStar),
                Part::Group(name) => name,
            };
            if groups.contains(&name) {
                return Err(PatternError::Twice(name));
            }
            behind_star = name == STAR;
            expression.push_str(if behind_star { "(.*" } else { "([^/]+)" });
            groups.push(name);
        }
        expression.push_str(if behind_star { ")$" } else { "$" });
        let regex = Regex::new(&expression).map_err(|_| PatternError::Long)?;
        Ok(Self { text: text.to_owned(), regex, groups })
    }

    /// What it takes of `path` (decoded, with a slash in front), if it matches.
    pub fn captures(&self, path: &str) -> Option<Captures> {
        let found = self.regex.captures(path)?;
        let values = found.iter().skip(1).map(|value| value.map_or("", |value| value.as_str()).to_owned());
        Some(self.groups.iter().cloned().zip(values).collect())
    }

    /// The path that it is for with all below, `/api` for `/api/*`, `/api/` and `/api`; empty for all paths. None where it
    /// is for others.
    pub fn place(&self) -> Option<&str> {
        let place = self.text.strip_suffix('*').unwrap_or(&self.text);
        let is_plain = !place.contains(['{', '*']) && (place.len() == self.text.len() || place.ends_with('/'));
        is_plain.then(|| place.trim_end_matches('/'))
    }

    /// Whether `{name}` or `*` stand in it.
    pub fn has_group(&self, name: &str) -> bool {
        self.groups.iter().any(|group| group == name)
    }
}

impl fmt::Display for PathPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// What a star is called among groups.
const STAR: &str = "*";

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Plain(String),
    Group(String),
}

/// A text with `{name}` and `*` in it, in its parts.
fn parts(text: &str) -> Result<Vec<Part>, PatternError> {
    if text.contains(['\\', '\0']) {
        return Err(PatternError::Character);
    }
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '*']) {
        let (plain, special) = rest.split_at(at);
        parts.push(Part::Plain(plain.to_owned()));
        let (name, behind) = match special.strip_prefix('*') {
            Some(behind) => (STAR, behind),
            None => {
                let group = special.get(1..).and_then(|text| text.split_once('}'));
                group.filter(|(name, _)| is_name(name)).ok_or(PatternError::Group)?
            }
        };
        parts.push(Part::Group(name.to_owned()));
        rest = behind;
    }
    parts.push(Part::Plain(rest.to_owned()));
    Ok(parts)
}

fn is_name(name: &str) -> bool {
    let mut characters = name.chars();
    let is_letter = |c: char| c.is_ascii_alphabetic() || c == '_';
    characters.next().is_some_and(is_letter) && characters.all(|c| is_letter(c) || c.is_ascii_digit())
}

/// A path in which `{name}` and `*` stand for what a pattern took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathTemplate {
    text: String,
    parts: Vec<Part>,
}

impl PathTemplate {
    /// Reads it.
    pub fn new(text: &str) -> Result<Self, PatternError> {
        Ok(Self { text: text.to_owned(), parts: parts(text)? })
    }

    /// The groups it asks for.
    pub fn groups(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Plain(_) => None,
            Part::Group(name) => Some(name.as_str()),
        })
    }

    /// The path with what was taken in it.
    pub fn fill(&self, captures: &Captures) -> String {
        let part = |part: &Part| match part {
            Part::Plain(text) => text.clone(),
            Part::Group(name) => {
                captures.iter().find(|(group, _)| group == name).map(|(_, value)| value.clone()).unwrap_or_default()
            }
        };
        self.parts.iter().map(part).collect()
    }
}

impl fmt::Display for PathTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn captures(pattern: &str, path: &str) -> Option<Vec<(String, String)>> {
        PathPattern::new(pattern).unwrap().captures(path)
    }

    fn pairs(pairs: &[(&str, &str)]) -> Option<Captures> {
        Some(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn groups_and_a_star_take_parts_of_the_path() {
        let api = "api/{resource}/*.json";
        assert_eq!(captures(api, "/api/test/data.json"), pairs(&[("resource", "test"), ("*", "data.json")]));
        assert_eq!(
            captures(api, "/api/test/test2/data.json"),
            pairs(&[("resource", "test"), ("*", "test2/data.json")])
        );
        assert_eq!(captures(api, "/api/test/data.py"), None);
        assert_eq!(captures(api, "/api//data.json"), None);
        assert_eq!(captures("*.py", "/a/b.py"), pairs(&[("*", "a/b.py")]));
        assert_eq!(captures("/a.b/{x}-{y}", "/a.b/1-2"), pairs(&[("x", "1"), ("y", "2")]));
        assert_eq!(captures("/a.b", "/axb"), None);
        assert_eq!(captures("/", "/"), pairs(&[]));
        assert_eq!(captures("*", "/line\nbreak"), pairs(&[("*", "line\nbreak")]));
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for (text, error) in [
            ("/*/*", PatternError::BehindStar),
            ("/*/{a}", PatternError::BehindStar),
            ("/{a", PatternError::Group),
            ("/{}", PatternError::Group),
            ("/{1}", PatternError::Group),
            ("/{a}/{a}", PatternError::Twice("a".to_owned())),
            ("/a\\*", PatternError::Character),
        ] {
            assert_eq!(PathPattern::new(text).unwrap_err(), error, "{text}");
        }
    }

    #[test]
    fn some_patterns_are_places() {
        for (pattern, place) in [
            ("/api/*", Some("/api")),
            ("/api/", Some("/api")),
            ("/a/b", Some("/a/b")),
            ("/*", Some("")),
            ("/", Some("")),
        ] {
            assert_eq!(PathPattern::new(pattern).unwrap().place(), place, "{pattern}");
        }
        for pattern in ["/a*", "/{x}/*", "/*.json"] {
            assert_eq!(PathPattern::new(pattern).unwrap().place(), None, "{pattern}");
        }
    }

    #[test]
    fn a_template_is_filled() {
        let template = PathTemplate::new("/x/{b}.{a}/*").unwrap();
        assert_eq!(template.groups().collect::<Vec<_>>(), ["b", "a", "*"]);
        let captures = captures("/{a}/{b}/*", "/1/2/3/4").unwrap();
        assert_eq!(template.fill(&captures), "/x/2.1/3/4");
        assert!(PathTemplate::new("/{").is_err());
    }
}
