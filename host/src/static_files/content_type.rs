//! Media types by file name extension.

/// wptserve's table. Letters count: it has no `HTML`.
const KNOWN: &[(&str, &[&str])] = &[
    ("application/json", &["json"]),
    ("application/wasm", &["wasm"]),
    ("application/xhtml+xml", &["xht", "xhtm", "xhtml"]),
    ("application/xml", &["xml"]),
    ("application/x-xpinstall", &["xpi"]),
    ("audio/mp4", &["m4a"]),
    ("audio/mpeg", &["mp3"]),
    ("audio/ogg", &["oga"]),
    ("audio/webm", &["weba"]),
    ("audio/x-wav", &["wav"]),
    ("image/avif", &["avif"]),
    ("image/bmp", &["bmp"]),
    ("image/gif", &["gif"]),
    ("image/jpeg", &["jpg", "jpeg"]),
    ("image/png", &["png"]),
    ("image/svg+xml", &["svg"]),
    ("text/cache-manifest", &["manifest"]),
    ("text/css", &["css"]),
    ("text/event-stream", &["event_stream"]),
    ("text/html", &["htm", "html"]),
    ("text/javascript", &["js", "mjs"]),
    ("text/plain", &["txt", "md"]),
    ("text/vtt", &["vtt"]),
    ("video/mp4", &["mp4", "m4v"]),
    ("video/webm", &["webm"]),
];

/// What else a web server is asked for; of the profile `files` alone.
const FURTHER: &[(&str, &[&str])] = &[
    ("application/pdf", &["pdf"]),
    ("application/zip", &["zip"]),
    ("application/gzip", &["gz", "tgz"]),
    ("application/manifest+json", &["webmanifest"]),
    ("application/rss+xml", &["rss"]),
    ("audio/ogg", &["ogg", "opus"]),
    ("audio/flac", &["flac"]),
    ("font/otf", &["otf"]),
    ("font/ttf", &["ttf"]),
    ("font/woff", &["woff"]),
    ("font/woff2", &["woff2"]),
    ("image/webp", &["webp"]),
    ("image/x-icon", &["ico"]),
    ("text/csv", &["csv"]),
    ("video/ogg", &["ogv"]),
];

/// Where the extension says nothing.
const BYTES: &str = "application/octet-stream";

fn look_up(tables: &[&[(&'static str, &[&str])]], extension: &str) -> &'static str {
    let mut entries = tables.iter().flat_map(|table| table.iter());
    entries.find(|(_, extensions)| extensions.contains(&extension)).map_or(BYTES, |(name, _)| name)
}

/// The last extension of the path's name. Dots in front of a name begin none.
pub fn extension(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path).trim_start_matches('.');
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// The type of a file by its name, as wptserve has it.
pub fn content_type(path: &str) -> &'static str {
    look_up(&[KNOWN], extension(path))
}

/// The type of a file by its name, of more kinds and in any letters.
pub fn wide_content_type(path: &str) -> &'static str {
    look_up(&[KNOWN, FURTHER], &extension(path).to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::{content_type, wide_content_type};

    #[test]
    fn the_last_extension_of_the_name_counts() {
        assert_eq!(content_type("a.b/c.html"), "text/html");
        assert_eq!(content_type("a.html/c"), "application/octet-stream");
        assert_eq!(content_type("x.tar.json"), "application/json");
        assert_eq!(content_type("x.HTML"), "application/octet-stream");
        assert_eq!(content_type("a/.html"), "application/octet-stream");
        assert_eq!(content_type("a/..b.html"), "text/html");
        assert_eq!(content_type("x.pdf"), "application/octet-stream");
        assert_eq!(wide_content_type("x.PDF"), "application/pdf");
    }
}
