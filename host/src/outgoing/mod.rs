//! Requests that handlers make themselves, of other servers. In: a request, and how long its parts may take. Out: the
//! response, whose content still comes. Refused is what the policy does not grant: a host that is not on its list, or one
//! whose address is none of the open internet.
//!
//! A host's name is looked up once. What is checked is the address, and the connection goes to the address that was
//! checked. Redirects are the handler's business: following one is another request.

mod body;
mod connection;
mod error;
mod public_address;
mod request;
mod resolver;
mod target;
mod tls;
mod volume;

pub use body::ResponseBody;
pub use error::OutgoingError;
pub use request::{Connector, Exchanged, Outgoing, Times};
pub use resolver::LOOKUPS_OF_TENANT;
