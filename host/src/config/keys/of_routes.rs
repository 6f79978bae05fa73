use schemars::JsonSchema;
use serde::Deserialize;

use crate::config::values::{ApplicationName, Between, Method, OneOrMany, RoutePath, RouteTarget, Text};
use crate::router::FileHandler;

/// What answers requests for some paths.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", expecting = "a table")]
#[schemars(rename = "Route")]
pub struct RouteKeys {
    /// For which methods; GET stands for HEAD too. Left out, or "*": for all.
    pub method: Option<OneOrMany<Method>>,
    /// For which paths below the docroot: `{name}` stands for one part, one `*` for all that follows; needed.
    #[schemars(required)]
    pub path: Option<Text<RoutePath>>,
    /// What is done with the file: it is run, sent, or is the whole response. Left out: as its name says.
    pub handler: Option<Text<FileHandler>>,
    /// Another file than the one at the path; `{name}` and `*` stand for what the pattern took.
    pub file: Option<Text<RouteTarget>>,
    /// A WSGI application, "package.module:callable", for the path and all below it.
    pub app: Option<Text<ApplicationName>>,
    /// Another path, for which all other routes are asked; `{name}` and `*` stand for what the pattern took.
    pub rewrite: Option<Text<RouteTarget>>,
    /// A page with this status in place of an answer.
    pub status: Option<Between<400, 599>>,
}
