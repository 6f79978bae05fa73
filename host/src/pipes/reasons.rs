/// The reason phrase that wptserve gives with a status that is set without one; empty for those it does not know.
pub fn reason(status: u16) -> &'static str {
    match status {
        203 => "Non-Authoritative Information",
        413 => "Request Entity Too Large",
        414 => "Request-URI Too Long",
        416 => "Requested Range Not Satisfiable",
        100 | 101 | 200..=206 | 300..=305 | 307 | 400..=417 | 500..=505 => crate::exchange::standard_reason(status),
        _ => "",
    }
}
