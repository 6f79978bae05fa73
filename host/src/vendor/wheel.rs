//! A wheel, as its file's name has it: `name-version(-build)?-python-abi-platform.whl`.

use std::path::{Path, PathBuf};

/// A wheel's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wheel {
    /// Where it lies.
    pub path: PathBuf,
    /// The distribution's name, in small letters with dashes.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The last part: which ABI and platform it is for.
    tag: String,
}

impl Wheel {
    /// The wheel at `path`, if it is one.
    pub fn at(path: &Path) -> Option<Self> {
        let stem = path.file_name()?.to_str()?.strip_suffix(".whl")?;
        let mut parts = stem.split('-');
        let (name, version) = (parts.next()?, parts.next()?);
        let rest: Vec<&str> = parts.collect();
        let [.., _python, abi, platform] = rest.as_slice() else { return None };
        let tag = format!("{abi}-{platform}");
        Some(Self { path: path.to_owned(), name: normalized(name), version: version.to_owned(), tag })
    }

    /// Whether it holds for every platform.
    pub fn is_pure(&self) -> bool {
        self.tag == "none-any"
    }

    /// As a requirement of exactly this version.
    pub fn requirement(&self) -> String {
        format!("{}=={}", self.name, self.version)
    }
}

/// A distribution's name in the one spelling that all spellings come to.
pub fn normalized(name: &str) -> String {
    let mut normal = String::with_capacity(name.len());
    for character in name.chars() {
        match character {
            '-' | '_' | '.' if normal.ends_with('-') => {}
            '-' | '_' | '.' => normal.push('-'),
            _ => normal.extend(character.to_lowercase()),
        }
    }
    normal
}

/// The distribution's name at the begin of a requirement.
pub fn name_in(requirement: &str) -> String {
    let ends = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    normalized(requirement.trim().split(ends).next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::{Wheel, name_in};
    use std::path::Path;

    #[test]
    fn a_name_tells_what_a_wheel_is_for() {
        let wheel = |name| Wheel::at(Path::new(name));
        let pure = wheel("d/Flask_Cors-4.0-py2.py3-none-any.whl").unwrap();
        assert_eq!((pure.requirement().as_str(), pure.is_pure()), ("flask-cors==4.0", true));
        let compiled = wheel("MarkupSafe-3.0-1-cp313-cp313-manylinux2014_x86_64.whl").unwrap();
        assert_eq!((compiled.requirement().as_str(), compiled.is_pure()), ("markupsafe==3.0", false));
        assert!(!wheel("tool-1-py3-none-win_amd64.whl").unwrap().is_pure());
        assert_eq!(wheel("docopt-0.6.2.tar.gz"), None);
        assert_eq!(wheel("short-1.whl"), None);
    }

    #[test]
    fn a_requirement_begins_with_a_name() {
        for requirement in ["Zope.Interface", "zope-interface[test]>=1", " zope_interface ; x", "zope.-interface==2"] {
            assert_eq!(name_in(requirement), "zope-interface");
        }
    }
}
