/// What a client begins with that speaks HTTP/2 without having been asked (RFC 9113, 3.3 and 3.4).
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// What the first bytes of a connection are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstBytes {
    /// HTTP/1, or nothing that is known.
    Other,
    /// Too few to tell.
    Few,
    /// HTTP/2.
    Http2,
}

impl FirstBytes {
    /// What `bytes` are.
    pub fn of(bytes: &[u8]) -> Self {
        if bytes.starts_with(PREFACE) {
            Self::Http2
        } else if PREFACE.starts_with(bytes) {
            Self::Few
        } else {
            Self::Other
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_preface_is_http2() {
        assert_eq!(FirstBytes::of(b"P"), FirstBytes::Few);
        assert_eq!(FirstBytes::of(b"POST / HTTP/1.1\r\n"), FirstBytes::Other);
        assert_eq!(FirstBytes::of(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r"), FirstBytes::Few);
        assert_eq!(FirstBytes::of(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0"), FirstBytes::Http2);
        assert_eq!(FirstBytes::of(b"PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n"), FirstBytes::Other);
    }
}
