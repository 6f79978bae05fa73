//! Whether a client has the file already.

use std::time::{Duration, UNIX_EPOCH};

use super::asked::Asked;

/// Nanoseconds since the epoch as HTTP writes a time.
pub fn http_date(nanoseconds: u64) -> String {
    httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(nanoseconds / 1_000_000_000))
}

/// Whether the request says it has the file as of `modified`. A tag, which no file has here, goes before a date.
pub fn is_fresh(asked: &Asked, modified: u64) -> bool {
    let since = || {
        let field = asked.field("if-modified-since")?;
        let since = httpdate::parse_http_date(std::str::from_utf8(field).ok()?).ok()?;
        Some(since.duration_since(UNIX_EPOCH).ok()?.as_secs())
    };
    asked.field("if-none-match").is_none() && since().is_some_and(|since| modified / 1_000_000_000 <= since)
}

#[cfg(test)]
mod tests {
    use super::{http_date, is_fresh};
    use crate::static_files::asked::asked;

    #[test]
    fn a_date_counts_to_the_second() {
        let modified = 1_000_000_000_500_000_000;
        let date = http_date(modified);
        let fresh = |fields: &[(&str, &str)]| is_fresh(&asked("/a", "a", fields), modified);
        assert!(fresh(&[("If-Modified-Since", &date)]));
        assert!(!fresh(&[("If-Modified-Since", &http_date(modified - 1_000_000_000))]));
        assert!(!fresh(&[("If-Modified-Since", &date), ("If-None-Match", "\"x\"")]));
        assert!(!fresh(&[("If-Modified-Since", "yesterday")]) && !fresh(&[]));
    }
}
