//! A folder's page, as wptserve writes it.

use std::fmt::Write as _;

use crate::docroot::Kind;
use crate::python_values::html_escaped;

/// What ends the name of a file of fields.
const HEADERS: &str = ".headers";

/// The page for the folder at `url_path` (as requested) with these entries.
pub fn listing(url_path: &str, entries: Vec<(String, Kind)>) -> String {
    let title = html_escaped(url_path);
    let mut items = Vec::new();
    if url_path != "/" {
        let above = parent(url_path);
        items.push(format!(r#"<li class="dir"><a href="{above}">..</a></li>"#));
    }
    for Item { name, kind, has_headers } in ordered(entries) {
        let link = html_escaped(&quoted_name(&name));
        let (class, slash) = if kind == Kind::Folder { ("dir", "/") } else { ("file", "") };
        let mut item = format!(r#"<li class="{class}"><a href="{link}{slash}">{}</a>"#, html_escaped(&name));
        if has_headers {
            // Writing to a string can not fail.
            let _ = write!(item, r#" (<a href="{link}{HEADERS}">.headers</a>)"#);
        }
        items.push(item + "</li>");
    }
    format!(
        "<!doctype html>\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>Directory listing for \
         {title}</title>\n<h1>Directory listing for {title}</h1>\n<ul>\n{}\n</ul>\n",
        items.join("\n")
    )
}

struct Item {
    name: String,
    kind: Kind,
    /// A file of fields for it is beside it and has no line of its own.
    has_headers: bool,
}

/// Sorted, but `x.headers` comes right behind `x`, into its line.
fn ordered(mut entries: Vec<(String, Kind)>) -> Vec<Item> {
    entries.sort_by(|(one, _), (other, _)| sort_key(one).cmp(&sort_key(other)));
    let mut items: Vec<Item> = Vec::with_capacity(entries.len());
    for (name, kind) in entries {
        if let (Some(before), Some(of)) = (items.last_mut(), name.strip_suffix(HEADERS))
            && before.name == of
            && !before.has_headers
        {
            before.has_headers = true;
            continue;
        }
        items.push(Item { name, kind, has_headers: false });
    }
    items
}

fn sort_key(name: &str) -> (&str, &str) {
    (name.strip_suffix(HEADERS).unwrap_or(name), name)
}

/// `urljoin(path, "..")`: the folder above, with what `.` and `..` in the path come to. Escaped, which wptserve leaves out.
fn parent(url_path: &str) -> String {
    let mut parts: Vec<&str> = url_path.trim_end_matches('/').split('/').skip(1).collect();
    parts.retain(|part| !part.is_empty() && *part != ".");
    parts.pop();
    let above = parts.iter().fold(String::from("/"), |path, part| path + part + "/");
    html_escaped(&above)
}

/// `urllib.parse.quote` of a name.
fn quoted_name(name: &str) -> String {
    let mut quoted = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"_.-~/".contains(&byte) {
            quoted.push(char::from(byte));
        } else {
            let _ = write!(quoted, "%{byte:02X}");
        }
    }
    quoted
}

#[cfg(test)]
mod tests {
    use super::listing;
    use crate::docroot::Kind;

    #[test]
    fn fields_stand_beside_their_file() {
        let names = ["x", "x-y", "x.headers", "<b>", "z.headers"];
        let entries = names.map(|name| (name.to_owned(), Kind::File)).into_iter();
        let page = listing("/a/b/", entries.chain([("d".to_owned(), Kind::Folder)]).collect());
        let lines: Vec<_> = page.lines().filter(|line| line.starts_with("<li")).collect();
        assert_eq!(
            lines,
            [
                r#"<li class="dir"><a href="/a/">..</a></li>"#,
                r#"<li class="file"><a href="%3Cb%3E">&lt;b&gt;</a></li>"#,
                r#"<li class="dir"><a href="d/">d</a></li>"#,
                r#"<li class="file"><a href="x">x</a> (<a href="x.headers">.headers</a>)</li>"#,
                r#"<li class="file"><a href="x-y">x-y</a></li>"#,
                r#"<li class="file"><a href="z.headers">z.headers</a></li>"#,
            ]
        );
    }
}
