//! What a folder of unpacked wheels holds that the sandbox can not run, and must not have: compiled modules, the libraries
//! that they load, and scripts with this machine's paths.

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

use super::wheel::{Wheel, normalized};

/// An installed package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Whether its wheel is for any platform.
    pub is_pure: bool,
    /// The modules and libraries that were left out.
    pub left_out: BTreeSet<String>,
}

impl fmt::Display for Package {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 8;
        write!(formatter, "{} {}", self.name, self.version)?;
        if self.is_pure && self.left_out.is_empty() {
            return Ok(());
        }
        if self.left_out.is_empty() {
            return formatter.write_str(": its wheel is for one platform; it may need more than Python");
        }
        let mut names: Vec<&str> = self.left_out.iter().map(String::as_str).take(SHOWN).collect();
        let more = self.left_out.len().saturating_sub(SHOWN);
        let more = if more > 0 { format!("{more} more") } else { String::new() };
        names.extend((!more.is_empty()).then_some(more.as_str()));
        let names = names.join(", ");
        write!(formatter, ": compiled parts left out ({names}); works only if the package has a fallback in Python")
    }
}

/// Removes from `folder`, where these wheels were unpacked, what is compiled, and says which package has what left.
pub fn leave_out(folder: &Path, wheels: &[Wheel]) -> std::io::Result<Vec<Package>> {
    let mut packages: Vec<Package> = wheels
        .iter()
        .map(|wheel| Package {
            name: wheel.name.clone(),
            version: wheel.version.clone(),
            is_pure: wheel.is_pure(),
            left_out: BTreeSet::new(),
        })
        .collect();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some((name, _)) = name.strip_suffix(".dist-info").and_then(|name| name.rsplit_once('-')) else { continue };
        let left_out = leave_out_of(folder, &entry.path().join("RECORD"))?;
        if let Some(package) = packages.iter_mut().find(|package| package.name == normalized(name)) {
            package.left_out = left_out;
        }
    }
    Ok(packages)
}

/// The same for one package, whose files its record lists. The record keeps the lines of what remains.
fn leave_out_of(folder: &Path, record: &Path) -> std::io::Result<BTreeSet<String>> {
    let (mut left_out, mut kept) = (BTreeSet::new(), String::new());
    for line in std::fs::read_to_string(record)?.lines() {
        let path = Path::new(recorded_path(line));
        // pip puts scripts into a folder `bin`, which a record counts from where it would lie elsewhere.
        let script = path.strip_prefix("../../bin").or_else(|_| path.strip_prefix("../bin"));
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if let Ok(script) = script {
            remove(folder, &Path::new("bin").join(script))?;
        } else if is_compiled(&name) {
            left_out.insert(name.split('.').next().unwrap_or_default().to_owned());
            remove(folder, path)?;
        } else {
            kept += line;
            kept.push('\n');
        }
    }
    std::fs::write(record, kept)?;
    Ok(left_out)
}

/// The first of a line's comma-separated values.
fn recorded_path(line: &str) -> &str {
    match line.strip_prefix('"').and_then(|rest| rest.split_once("\",")) {
        Some((quoted, _)) => quoted,
        None => line.split(',').next().unwrap_or_default(),
    }
}

/// Whether a file of this name is machine code.
fn is_compiled(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let ends = [".so", ".pyd", ".dylib", ".dll"];
    ends.iter().any(|end| name.ends_with(end)) || name.contains(".so.")
}

/// Removes a file, and the folders around it that it leaves empty.
fn remove(folder: &Path, path: &Path) -> std::io::Result<()> {
    if path.components().any(|part| !matches!(part, std::path::Component::Normal(_))) {
        return Ok(()); // a record that names something outside
    }
    match std::fs::remove_file(folder.join(path)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    for parent in path.ancestors().skip(1).take_while(|parent| !parent.as_os_str().is_empty()) {
        if std::fs::remove_dir(folder.join(parent)).is_err() {
            break; // not empty
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Package, is_compiled, recorded_path};

    #[test]
    fn machine_code_is_told_by_its_name() {
        for name in ["_speedups.cpython-313-x86_64-linux-gnu.so", "a.PYD", "libyaml-0.so.2.0.9", "x.dll"] {
            assert!(is_compiled(name), "{name}");
        }
        for name in ["_native.py", "_speedups.c", "so", "also.txt", "a.json", "py.typed"] {
            assert!(!is_compiled(name), "{name}");
        }
    }

    #[test]
    fn a_record_may_quote() {
        assert_eq!(recorded_path("a/b.py,sha256=x,12"), "a/b.py");
        assert_eq!(recorded_path("\"a,b.py\",sha256=x,12"), "a,b.py");
    }

    #[test]
    fn what_is_missing_is_said() {
        let left_out = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let shown = |is_pure, names| {
            Package { name: "p".into(), version: "1".into(), is_pure, left_out: left_out(names) }.to_string()
        };
        assert_eq!(shown(true, &[]), "p 1");
        assert!(shown(false, &[]).starts_with("p 1: its wheel is for one platform"));
        assert!(shown(false, &["_a", "_b"]).starts_with("p 1: compiled parts left out (_a, _b); works only if"));
        assert!(shown(false, &["1", "2", "3", "4", "5", "6", "7", "8", "9", "91"]).contains("8, 2 more)"));
    }
}
