use std::net::Ipv6Addr;
use std::path::PathBuf;

use super::{BadText, TextValue};

/// A tenant's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TenantName(pub String);

impl TextValue for TenantName {
    const NAME: &'static str = "TenantName";
    const EXPECTED: &'static str = "a name of letters, digits, dots, dashes and underscores";
    const PATTERN: &'static str = "^[A-Za-z0-9._-]+$";

    fn read(text: &str) -> Result<Self, BadText> {
        let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        if text.is_empty() || !text.chars().all(known) {
            return Err(BadText::new("a name is made of letters A to Z, digits, dots, dashes and underscores"));
        }
        Ok(Self(text.to_owned()))
    }
}

/// A host name without port, in lower case; `*.` in front stands for one or more labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostPattern(pub String);

impl TextValue for HostPattern {
    const NAME: &'static str = "HostPattern";
    const EXPECTED: &'static str = r#"a host name without port in quotes, such as "a.example" or "*.a.example""#;
    const PATTERN: &'static str = r"^((\*\.)?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*|\[[0-9A-Fa-f:.]+\])$";

    fn read(text: &str) -> Result<Self, BadText> {
        let name = text.strip_prefix("*.").unwrap_or(text);
        let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        let is_name = name.split('.').all(|label| !label.is_empty() && label.chars().all(known));
        let bracketed = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
        if !is_name && bracketed.is_none_or(|address| address.parse::<Ipv6Addr>().is_err()) {
            return Err(BadText::new(
                "a host name without scheme, port or slash is needed; write it as a.example, or *.a.example for all below it",
            ));
        }
        Ok(Self(text.to_ascii_lowercase()))
    }
}

/// A host name or address without port, in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostName(pub String);

impl TextValue for HostName {
    const NAME: &'static str = "HostName";
    const EXPECTED: &'static str = r#"a host name without port in quotes, such as "web-platform.test""#;
    const PATTERN: &'static str = r"^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$";

    fn read(text: &str) -> Result<Self, BadText> {
        let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        if !text.split('.').all(|label| !label.is_empty() && label.chars().all(known)) {
            return Err(BadText::new(
                "a host name without scheme, port or slash is needed; write it as web-platform.test",
            ));
        }
        Ok(Self(text.to_ascii_lowercase()))
    }
}

/// The first part of a path, without a slash behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathPrefix(pub String);

impl TextValue for PathPrefix {
    const NAME: &'static str = "PathPrefix";
    const EXPECTED: &'static str = r#"the first part of a path in quotes, such as "/alice""#;
    const PATTERN: &'static str = r"^(/[A-Za-z0-9._~!$&'()*+,;=:@-]+)+$";

    fn read(text: &str) -> Result<Self, BadText> {
        // Those that a path may hold unescaped: of the others it is not sure how a client writes them.
        let known = |c: char| c.is_ascii_alphanumeric() || "._~!$&'()*+,;=:@-".contains(c);
        let wrong = if text == "/" {
            "for all paths, leave the key out"
        } else if !text.starts_with('/') {
            "it begins with a slash; write it as /alice"
        } else if text.ends_with('/') {
            "there is no slash behind it; write it as /alice"
        } else if text.split('/').skip(1).any(|part| matches!(part, "" | "." | "..")) {
            "none of its parts may be empty, . or .. ; write it as /alice"
        } else if !text.split('/').all(|part| part.chars().all(known)) {
            "it may hold letters A to Z, digits and ._~!$&'()*+,;=:@- only"
        } else {
            return Ok(Self(text.to_owned()));
        };
        Err(BadText::new(wrong))
    }
}

/// A folder's path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder(pub PathBuf);

impl TextValue for Folder {
    const NAME: &'static str = "Folder";
    const EXPECTED: &'static str = "a folder's path in quotes";
    const PATTERN: &'static str = ".";

    fn read(text: &str) -> Result<Self, BadText> {
        if text.is_empty() || text.contains('\0') {
            return Err(BadText::new("no path; for the file's own folder write ."));
        }
        Ok(Self(text.into()))
    }
}

/// A file's path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilePath(pub PathBuf);

impl TextValue for FilePath {
    const NAME: &'static str = "FilePath";
    const EXPECTED: &'static str = "a file's path in quotes";
    const PATTERN: &'static str = ".";

    fn read(text: &str) -> Result<Self, BadText> {
        if text.is_empty() || text.contains('\0') {
            return Err(BadText::new("no path; name a file"));
        }
        Ok(Self(text.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_names_without_port() {
        for good in ["a.example", "*.a.example", "A.example", "localhost", "127.0.0.1", "[::1]"] {
            assert_eq!(HostPattern::read(good).unwrap().0, good.to_lowercase());
        }
        for bad in
            ["", "*", "*.", "a.*.example", "a.example:80", "http://a.example", "a..b", "a.example.", "[::g]", "ä"]
        {
            assert!(HostPattern::read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn prefixes_are_whole_parts() {
        for good in ["/a", "/a/b", "/~a/b.c"] {
            assert_eq!(PathPrefix::read(good).unwrap().0, good);
        }
        for bad in ["", "/", "a", "/a/", "//a", "/a//b", "/a/..", "/./a", "/a b", "/%41", "/a?b"] {
            assert!(PathPrefix::read(bad).is_err(), "{bad}");
        }
    }
}
