//! How a request's path leads to its program: by which interface the program is called, and which part of the path names it
//! (RFC 3875, section 4.1: `SCRIPT_NAME` and `PATH_INFO`).

use std::sync::Arc;

/// By which of its language's interfaces for servers a program is called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ServerInterface {
    /// As the file has it.
    #[default]
    File,
    /// The same, for a path that goes on behind the file's name.
    FileWithPathInfo,
    /// A WSGI application.
    Wsgi(Arc<Application>),
    /// A CGI script.
    Cgi,
    /// A CGI script that writes the whole response.
    CgiNph,
}

/// A WSGI application (PEP 3333): `module:callable`, or a callable of a file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Application {
    /// The dotted name of the module to import; none: the program is run as a file.
    pub module: Option<String>,
    /// Its name in there; with dots, attributes of attributes.
    pub callable: String,
}

/// Where a program stands in the path of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// How it is called.
    pub interface: ServerInterface,
    /// How many of the path's parts name it; parts are what is between slashes, where that is not empty or `.`.
    pub parts: usize,
}

impl Default for Mount {
    /// The whole path names the program.
    fn default() -> Self {
        Self { interface: ServerInterface::File, parts: usize::MAX }
    }
}

/// A path in two parts, decoded. Both are empty or begin with a slash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptPath {
    /// What names the program.
    pub script_name: Vec<u8>,
    /// The rest.
    pub path_info: Vec<u8>,
}

impl Mount {
    /// The same, with so many parts of the path in front that lead to its docroot.
    pub fn below(self, parts: usize) -> Self {
        Self { parts: self.parts.saturating_add(parts), ..self }
    }

    /// The two parts of the path in a request target.
    pub fn script_path(&self, target: &[u8]) -> ScriptPath {
        let mut path = decoded(path_of(target));
        let at = self.end_of_script(&path);
        let path_info = path.split_off(at);
        ScriptPath { script_name: path, path_info }
    }

    /// Where the part that names the program ends.
    fn end_of_script(&self, path: &[u8]) -> usize {
        let mut at = 0;
        let mut seen = 0;
        while seen < self.parts {
            let rest = path.get(at..).unwrap_or_default();
            let Some(start) = rest.iter().position(|&byte| byte != b'/') else { break };
            let part = rest.get(start..).unwrap_or_default();
            let length = memchr::memchr(b'/', part).unwrap_or(part.len());
            seen += usize::from(part.get(..length) != Some(b"."));
            at += start + length;
        }
        // Where all of the path names the program, so does a slash at its end.
        if self.parts == usize::MAX { path.len() } else { at }
    }
}

/// The path of a target in origin or absolute form, as it was sent.
fn path_of(target: &[u8]) -> &[u8] {
    let end = target.iter().position(|byte| matches!(byte, b'?' | b'#')).unwrap_or(target.len());
    let path = target.get(..end).unwrap_or_default();
    if path.first() == Some(&b'/') {
        return path;
    }
    let Some(authority) = memchr::memmem::find(path, b"://").and_then(|at| path.get(at + 3..)) else { return b"" };
    memchr::memchr(b'/', authority).and_then(|at| authority.get(at..)).unwrap_or_default()
}

/// The query of a target; empty where there is none.
pub fn target_query(target: &[u8]) -> &[u8] {
    let whole = target.split(|&byte| byte == b'#').next().unwrap_or_default();
    memchr::memchr(b'?', whole).and_then(|at| whole.get(at + 1..)).unwrap_or_default()
}

/// With what is percent-encoded as the bytes it stands for. What is not encoded well stays.
pub fn decoded(path: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path;
    while let [byte, behind @ ..] = rest {
        rest = behind;
        let digit = |at: usize| behind.get(at).and_then(|&digit| char::from(digit).to_digit(16));
        match (byte, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                rest = behind.get(2..).unwrap_or_default();
            }
            _ => bytes.push(*byte),
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(parts: usize, target: &str) -> (String, String) {
        let mount = Mount { interface: ServerInterface::Cgi, parts };
        let ScriptPath { script_name, path_info } = mount.script_path(target.as_bytes());
        let text = |bytes: Vec<u8>| bytes.into_iter().map(char::from).collect::<String>();
        (text(script_name), text(path_info))
    }

    fn both(script_name: &str, path_info: &str) -> (String, String) {
        (script_name.to_owned(), path_info.to_owned())
    }

    #[test]
    fn a_path_is_split_where_the_program_ends() {
        assert_eq!(split(2, "/cgi-bin/a.py/b//c/?d=/e"), both("/cgi-bin/a.py", "/b//c/"));
        assert_eq!(split(2, "/cgi-bin/a.py"), both("/cgi-bin/a.py", ""));
        assert_eq!(split(0, "/"), both("", "/"));
        assert_eq!(split(0, "//x"), both("", "//x"));
        assert_eq!(split(1, "http://host/app/x"), both("/app", "/x"));
        assert_eq!(split(1, "/./app/%E9%2Fx%"), both("/./app", "/\u{e9}/x%"));
        assert_eq!(split(usize::MAX, "/a/b.py/"), both("/a/b.py/", ""));
        assert_eq!(split(1, "*"), both("", ""));
    }
}
