//! A request as CGI's meta-variables (RFC 3875, section 4.1). The Python packages have the same for scripts in Python.

use std::collections::BTreeMap;

use super::{Field, HttpVersion, RequestHead, SERVER_NAME, ScriptPath, decoded, target_query};

/// Where programs see their docroot, which no path of the host's shows.
const DOCROOT: &str = "/docroot";
/// Words of a query that are a program's arguments.
const MOST_WORDS: usize = 256;
/// Fields that are not handed on: the host has undone the body's framing, and `Proxy` would become the variable by which many
/// programs are told of a proxy.
const WITHHELD: [&str; 2] = ["transfer-encoding", "proxy"];

/// The variables for the program at `path` below the docroot. Bytes that are not UTF-8 are replaced.
pub fn meta_variables(request: &RequestHead, path: &str) -> BTreeMap<String, String> {
    let ScriptPath { script_name, path_info } = request.mount.script_path(&request.target);
    let mut variables = BTreeMap::new();
    let mut set = |name: &str, value: String| drop(variables.insert(name.to_owned(), value));
    set("GATEWAY_INTERFACE", "CGI/1.1".to_owned());
    set("SERVER_SOFTWARE", SERVER_NAME.to_owned());
    set("SERVER_PROTOCOL", protocol(request.version).to_owned());
    set("SERVER_ADDR", request.server.ip().to_string());
    set("SERVER_NAME", request.server.ip().to_string());
    set("SERVER_PORT", request.server.port().to_string());
    set("REMOTE_ADDR", request.client.ip().to_string());
    set("REMOTE_PORT", request.client.port().to_string());
    set("REQUEST_METHOD", request.method.clone());
    set("REQUEST_SCHEME", request.scheme.to_owned());
    set("REQUEST_URI", text(&request.target));
    set("QUERY_STRING", text(target_query(&request.target)));
    set("SCRIPT_NAME", text(&script_name));
    set("DOCUMENT_ROOT", DOCROOT.to_owned());
    set("SCRIPT_FILENAME", script_file(path));
    if request.scheme == "https" {
        set("HTTPS", "on".to_owned());
    }
    if !path_info.is_empty() {
        set("PATH_TRANSLATED", format!("{DOCROOT}{}", text(&path_info)));
    }
    set("PATH_INFO", text(&path_info));
    for field in request.fields.to_vec() {
        add_field(&mut variables, &field);
    }
    if let Some(host) = variables.get("HTTP_HOST").map(|host| without_port(host).to_owned()).filter(|h| !h.is_empty()) {
        variables.insert("SERVER_NAME".to_owned(), host);
    }
    variables
}

/// The program's arguments: its file, and the words of an indexed query (RFC 3875, section 4.4).
pub fn arguments(request: &RequestHead, path: &str) -> Vec<String> {
    let query = target_query(&request.target);
    let is_indexed = matches!(&*request.method, "GET" | "HEAD") && !query.is_empty() && !query.contains(&b'=');
    let words = query.split(|&byte| byte == b'+').map(|word| text(&decoded(word)));
    let words: Vec<_> = if is_indexed { words.collect() } else { Vec::new() };
    let fits = words.len() <= MOST_WORDS && !words.iter().any(|word| word.contains('\0'));
    std::iter::once(script_file(path)).chain(words.into_iter().filter(|_| fits)).collect()
}

fn script_file(path: &str) -> String {
    format!("{DOCROOT}/{path}")
}

fn protocol(version: HttpVersion) -> &'static str {
    match version {
        HttpVersion::Http10 => "HTTP/1.0",
        HttpVersion::Http11 => "HTTP/1.1",
        HttpVersion::Http2 => "HTTP/2",
    }
}

/// Repeated fields are one list.
fn add_field(variables: &mut BTreeMap<String, String>, field: &Field) {
    let Some(name) = variable_of(&field.name) else { return };
    let value = text(field.value.trim_ascii_end());
    let separator = if name == "HTTP_COOKIE" { "; " } else { ", " };
    variables
        .entry(name)
        .and_modify(|values| {
            values.push_str(separator);
            values.push_str(&value);
        })
        .or_insert(value);
}

/// The variable for a field's name, if it has one.
fn variable_of(name: &[u8]) -> Option<String> {
    let name = std::str::from_utf8(name).ok()?.to_ascii_lowercase();
    match &*name {
        "content-type" => return Some("CONTENT_TYPE".to_owned()),
        "content-length" => return Some("CONTENT_LENGTH".to_owned()),
        // On HTTP/2 the host has a field of its own kind (RFC 9113, section 8.3.1).
        ":authority" => return Some("HTTP_HOST".to_owned()),
        _ => {}
    }
    // With an underscore in it, a name would be taken for another one with a dash, which a proxy may have checked.
    if WITHHELD.contains(&&*name) || name.contains('_') || name.starts_with(':') {
        return None;
    }
    Some(format!("HTTP_{}", name.to_ascii_uppercase().replace('-', "_")))
}

fn without_port(host: &str) -> &str {
    match host.find(']') {
        Some(end) if host.starts_with('[') => host.get(..=end).unwrap_or(host),
        _ => host.split(':').next().unwrap_or(host),
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::exchange::{HeadFields, Mount, ServerInterface};
    use crate::server_names::ServerNames;

    fn request(method: &str, target: &str, fields: &[(&str, &str)]) -> RequestHead {
        let server = std::net::SocketAddr::from(([127, 0, 0, 1], 8000));
        let fields =
            fields.iter().map(|(name, value)| Field { name: name.as_bytes().into(), value: value.as_bytes().into() });
        RequestHead {
            method: method.to_owned(),
            target: target.as_bytes().into(),
            version: HttpVersion::Http11,
            stream: None,
            scheme: "https",
            fields: HeadFields::Parsed(fields.collect()),
            client: std::net::SocketAddr::from(([127, 0, 0, 2], 1234)),
            server,
            captures: None,
            mount: Mount { interface: ServerInterface::Cgi, parts: 2 },
            names: Arc::new(ServerNames::of_lone(server)),
        }
    }

    #[test]
    fn a_request_has_its_variables() {
        let fields = [
            ("Host", "a.test:8000"),
            ("Content-Type", "a/b "),
            ("content-length", "3"),
            ("X-A", "1"),
            ("x-a", "2"),
            ("X_A", "3"),
            ("Cookie", "a=1"),
            ("cookie", "b=2"),
            ("Proxy", "http://evil"),
            ("Transfer-Encoding", "chunked"),
            ("Authorization", "Basic eDp5"),
        ];
        let request = request("POST", "/cgi-bin/a.wasm/b%20c?d=%20e", &fields);
        let variables = meta_variables(&request, "cgi-bin/a.wasm");
        let lines: Vec<_> = variables.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let expected = [
            "CONTENT_LENGTH=3",
            "CONTENT_TYPE=a/b",
            "DOCUMENT_ROOT=/docroot",
            "GATEWAY_INTERFACE=CGI/1.1",
            "HTTPS=on",
            "HTTP_AUTHORIZATION=Basic eDp5",
            "HTTP_COOKIE=a=1; b=2",
            "HTTP_HOST=a.test:8000",
            "HTTP_X_A=1, 2",
            "PATH_INFO=/b c",
            "PATH_TRANSLATED=/docroot/b c",
            "QUERY_STRING=d=%20e",
            "REMOTE_ADDR=127.0.0.2",
            "REMOTE_PORT=1234",
            "REQUEST_METHOD=POST",
            "REQUEST_SCHEME=https",
            "REQUEST_URI=/cgi-bin/a.wasm/b%20c?d=%20e",
            "SCRIPT_FILENAME=/docroot/cgi-bin/a.wasm",
            "SCRIPT_NAME=/cgi-bin/a.wasm",
            "SERVER_ADDR=127.0.0.1",
            "SERVER_NAME=a.test",
            "SERVER_PORT=8000",
            "SERVER_PROTOCOL=HTTP/1.1",
            "SERVER_SOFTWARE=Airlock",
        ];
        assert_eq!(lines, expected);
    }

    #[test]
    fn what_is_not_there_has_none_or_an_empty_one() {
        let variables = meta_variables(&request("GET", "/cgi-bin/a.wasm", &[]), "cgi-bin/a.wasm");
        assert_eq!(variables.get("PATH_INFO").map(String::as_str), Some(""));
        assert_eq!(variables.get("QUERY_STRING").map(String::as_str), Some(""));
        assert_eq!(variables.get("SERVER_NAME").map(String::as_str), Some("127.0.0.1"));
        assert!(!variables.contains_key("PATH_TRANSLATED") && !variables.contains_key("CONTENT_LENGTH"));
        assert_eq!(without_port("[::1]:80"), "[::1]");
    }

    #[test]
    fn an_indexed_query_is_arguments() {
        let arguments = |method, target: &str| arguments(&request(method, target, &[]), "a").join(" ");
        assert_eq!(arguments("GET", "/a/b?one+t%77o"), "/docroot/a one two");
        for (method, target) in [("POST", "/a?one"), ("GET", "/a?b=c"), ("GET", "/a"), ("GET", "/a?x+%00")] {
            assert_eq!(arguments(method, target), "/docroot/a");
        }
    }
}
