//! `application/x-www-form-urlencoded` text to pairs of bytes.
//!
//! A library for forms would give text; handlers get the bytes as they were meant.

use percent_encoding::percent_decode;

use super::multidict::MultiDict;

/// The parameters of a request target's query.
pub fn of_target(target: &[u8]) -> MultiDict {
    let without_fragment = target.split(|&byte| byte == b'#').next().unwrap_or_default();
    memchr::memchr(b'?', without_fragment)
        .and_then(|mark| without_fragment.get(mark + 1..))
        .map(|query| pairs(query).collect())
        .unwrap_or_default()
}

/// (name, value) pairs; blank values are kept, empty pieces between two `&` are not.
pub fn pairs(query: &[u8]) -> impl Iterator<Item = (Vec<u8>, Vec<u8>)> {
    query.split(|&byte| byte == b'&').filter(|piece| !piece.is_empty()).map(|piece| {
        let mut parts = piece.splitn(2, |&byte| byte == b'=');
        (decoded(parts.next().unwrap_or_default()), decoded(parts.next().unwrap_or_default()))
    })
}

fn decoded(text: &[u8]) -> Vec<u8> {
    let spaced: Vec<u8> = text.iter().map(|&byte| if byte == b'+' { b' ' } else { byte }).collect();
    percent_decode(&spaced).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_the_bytes_that_were_meant() {
        let query = of_target(b"/a?x=1&&x=%e9+%2B&y&=z&w=a=b%zz#x=3");
        assert_eq!(query.get_list("x"), [&b"1"[..], b"\xe9 +"]);
        assert_eq!(query.first("y"), Some(&b""[..]));
        assert_eq!(query.first(""), Some(&b"z"[..]));
        assert_eq!(query.first("w"), Some(&b"a=b%zz"[..]));
        assert!(of_target(b"/a").is_empty());
    }
}
