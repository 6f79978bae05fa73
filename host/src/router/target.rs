//! From a request target to a path below the docroot, and back.

use thiserror::Error;

use crate::exchange::Mount;

/// Why a target names no path.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum TargetError {
    /// Not `/…`, and no absolute form either.
    #[error("the request target is not a path")]
    NotPath,
    /// A `%` without two hexadecimal digits behind it, or bytes that are not UTF-8.
    #[error("the request target's percent-encoding is broken")]
    Encoding,
    /// `..` anywhere (as wptserve has it), a backslash or NUL.
    #[error("the request target would leave the docroot")]
    Outside,
}

/// The path below the docroot that a request target names: decoded, without empty parts.
pub fn docroot_path(target: &str) -> Result<String, TargetError> {
    let path = target.split(['?', '#']).next().unwrap_or_default();
    let path = match path.strip_prefix('/') {
        Some(rest) => rest,
        None => absolute_form_path(path).ok_or(TargetError::NotPath)?,
    };
    let decoded = decode(path)?;
    if decoded.contains("..") {
        return Err(TargetError::Outside);
    }
    let mut parts = Vec::new();
    for part in decoded.split('/') {
        match part {
            "" | "." => {}
            part if part.contains(['\\', '\0']) => return Err(TargetError::Outside),
            part => parts.push(part),
        }
    }
    let mut path = parts.join("/");
    if decoded.ends_with('/') && !path.is_empty() {
        path.push('/');
    }
    Ok(path)
}

/// The path that a target names, for an application, which may be asked for any: decoded as far as it can be, without empty
/// parts. It names no file.
pub fn application_path(target: &[u8]) -> String {
    let whole = Mount { parts: 0, ..Mount::default() };
    let path = String::from_utf8_lossy(&whole.script_path(target).path_info).into_owned();
    path.split('/').filter(|part| !matches!(*part, "" | ".")).collect::<Vec<_>>().join("/")
}

/// The path of `http://host/path`, without its first slash.
fn absolute_form_path(target: &str) -> Option<&str> {
    let (scheme, rest) = target.split_once("://")?;
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    Some(rest.split_once('/').map_or("", |(_, path)| path))
}

fn decode(path: &str) -> Result<String, TargetError> {
    if !path.contains('%') {
        return Ok(path.to_owned());
    }
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || rest.next().and_then(|b| char::from(b).to_digit(16)).ok_or(TargetError::Encoding);
        let (high, low) = (digit()?, digit()?);
        bytes.push((high * 16 + low) as u8);
    }
    String::from_utf8(bytes).map_err(|_| TargetError::Encoding)
}

/// A decoded path as a target has it.
pub fn encode(path: &str) -> String {
    let mut target = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=:@".contains(&byte) {
            target.push(char::from(byte));
        } else {
            target.push_str(&format!("%{byte:02X}"));
        }
    }
    target
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_becomes_a_path() {
        for (target, path) in [
            ("/a/b%2Epy?x=/y.txt", "a/b.py"),
            ("//a//./b.txt", "a/b.txt"),
            ("/", ""),
            ("/a/", "a/"),
            ("http://host:1/x.py", "x.py"),
        ] {
            assert_eq!(docroot_path(target), Ok(path.to_owned()), "{target}");
        }
    }

    #[test]
    fn what_is_encoded_is_decoded_again() {
        for path in ["a/b.txt", "a b/\u{e9}\r\n", "100%/?#&=~"] {
            assert_eq!(docroot_path(&format!("/{}", encode(path))), Ok(path.to_owned()));
        }
        assert_eq!(encode("/a b\n/c~:@"), "/a%20b%0A/c~:@");
    }

    #[test]
    fn nothing_leads_out() {
        for target in ["/../x", "/a/../../x", "/%2e%2e/x", "/a%2f..%2f..%2fx", "/..%5cx", "/a\\b", "/a%00.py"] {
            assert_eq!(docroot_path(target), Err(TargetError::Outside), "{target}");
        }
        assert_eq!(docroot_path("/%c0%ae%c0%ae/x"), Err(TargetError::Encoding));
        assert_eq!(docroot_path("/%zz"), Err(TargetError::Encoding));
        assert_eq!(docroot_path("*"), Err(TargetError::NotPath));
    }
}
