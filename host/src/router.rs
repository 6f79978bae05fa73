//! From a request's path to what answers it.

use thiserror::Error;

/// What answers a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// The Python handler at this path below the docroot.
    Handler(String),
    /// The file at this path below the docroot.
    File(String),
    /// Nothing answers this method here.
    Nothing,
}

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

/// The route of a request for the decoded `path`: what routes as a handler is never sent as a file.
pub fn route(method: &str, path: String) -> Route {
    if path.ends_with(".py") {
        return Route::Handler(path);
    }
    match method {
        "GET" | "HEAD" => Route::File(path),
        _ => Route::Nothing,
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn route(method: &str, target: &str) -> Result<Route, TargetError> {
        docroot_path(target).map(|path| super::route(method, path))
    }

    #[test]
    fn handlers_and_files_are_told_apart_after_decoding() {
        assert_eq!(route("PUT", "/a/b.py?x=/y.txt"), Ok(Route::Handler("a/b.py".into())));
        assert_eq!(route("GET", "/a/b%2Epy"), Ok(Route::Handler("a/b.py".into())));
        assert_eq!(route("GET", "//a//b.txt"), Ok(Route::File("a/b.txt".into())));
        assert_eq!(route("GET", "/"), Ok(Route::File(String::new())));
        assert_eq!(route("GET", "/a/"), Ok(Route::File("a/".into())));
        assert_eq!(route("GET", "http://host:1/x.py"), Ok(Route::Handler("x.py".into())));
        assert_eq!(route("POST", "/b.txt"), Ok(Route::Nothing));
    }

    #[test]
    fn nothing_leads_out() {
        for target in ["/../x", "/a/../../x", "/%2e%2e/x", "/a%2f..%2f..%2fx", "/..%5cx", "/a\\b", "/a%00.py"] {
            assert_eq!(route("GET", target), Err(TargetError::Outside), "{target}");
        }
        assert_eq!(route("GET", "/%c0%ae%c0%ae/x"), Err(TargetError::Encoding));
        assert_eq!(route("GET", "/%zz"), Err(TargetError::Encoding));
        assert_eq!(route("GET", "*"), Err(TargetError::NotPath));
    }
}
