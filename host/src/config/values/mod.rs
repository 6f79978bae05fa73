//! Single values: how each is written, what it refuses, and what it says then. The same for the file, the environment
//! and flags.

mod address;
mod application;
mod hash;
mod log_filter;
mod many;
mod number;
mod outgoing;
mod path_glob;
mod port;
mod route;
mod size;
mod tenant;
mod text;
mod time;
mod word;

pub use address::Address;
pub use application::ApplicationName;
pub use hash::Hash;
pub use log_filter::LogFilter;
pub use many::{OneOrMany, Several};
pub use number::{Between, Rate, Share};
pub use path_glob::{PathGlob, PathGlobs};
pub use port::{PortOrAuto, SchemeName};
pub use route::{Method, RoutePath, RouteTarget};
pub use size::{Memory, Size};
pub use tenant::{FilePath, Folder, HostName, HostPattern, PathPrefix, TenantName};
pub use text::{BadText, Text, TextValue};
pub use time::{Clock, Time};
pub use word::{IsolationWord, ShadowWord, Word};
