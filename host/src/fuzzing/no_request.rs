use std::net::SocketAddr;
use std::sync::Arc;

use crate::exchange::{HeadFields, HttpVersion, Mount, RequestHead};
use crate::server_names::ServerNames;

/// A request to make others of.
pub fn no_request() -> RequestHead {
    let address = SocketAddr::from(([127, 0, 0, 1], 8000));
    RequestHead {
        method: "GET".to_owned(),
        target: b"/".to_vec(),
        version: HttpVersion::Http11,
        stream: None,
        scheme: "http",
        fields: HeadFields::Parsed(Vec::new()),
        client: address,
        server: address,
        captures: None,
        mount: Mount::default(),
        names: Arc::new(ServerNames::of_lone(address)),
    }
}
