use std::net::SocketAddr;

use super::{BadText, TextValue};

/// An address to listen on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address(pub SocketAddr);

impl TextValue for Address {
    const NAME: &'static str = "Address";
    const EXPECTED: &'static str = r#"an address with a port in quotes, such as "127.0.0.1:8000" or "[::]:80""#;
    const PATTERN: &'static str = ":[0-9]+$";

    fn read(text: &str) -> Result<Self, BadText> {
        text.parse()
            .map(Self)
            .map_err(|_| BadText::new("no address of digits with a port; write it as 127.0.0.1:8000 or [::1]:8000"))
    }
}
