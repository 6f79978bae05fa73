//! From a request's method and path to what answers it. In: a tenant's routes and docroot. Out: a handler, a file, a page,
//! or nothing. No target leads out of the docroot, and what routes as a handler is never sent as a file.

mod pattern;
mod rules;
mod target;
mod wpt;

pub use pattern::{Captures, PathPattern, PathTemplate, PatternError};
pub use rules::{FileHandler, Methods, RouteAnswer, RouteRule};
pub use target::{TargetError, docroot_path, encode};

use crate::docroot::Docroot;
use crate::policy::Profile;
use crate::wrappers::Wrapper;

/// Folders of version control. Nothing in them is for clients, in any profile.
const VERSION_CONTROL: [&str; 5] = [".git", ".hg", ".svn", ".bzr", "CVS"];

/// What answers a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// The Python handler at this path below the docroot.
    Handler(String),
    /// The file at this path below the docroot.
    File(String),
    /// The file at this path, which is the whole response.
    AsIs(String),
    /// A page around a test script, at this path.
    Wrapper(Wrapper, String),
    /// A page with this status.
    Status(u16),
    /// Nothing answers this method here.
    Nothing,
}

/// A route, and how the request came to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Routed {
    /// What answers.
    pub route: Route,
    /// What the pattern took of the path, as URLs write it; none where no route of the configuration was used.
    pub captures: Option<Captures>,
    /// The path that stands in place of the one that was asked for.
    pub rewritten: Option<String>,
}

impl From<Route> for Routed {
    fn from(route: Route) -> Self {
        Self { route, captures: None, rewritten: None }
    }
}

/// The route of a request for the decoded `path` below `docroot`: the first of `rules` that is for it, then those of the
/// profile, then by the path's ending.
pub fn route(rules: &[RouteRule], profile: Profile, docroot: &Docroot, method: &str, path: &str) -> Routed {
    let Ok(rewritten) = rewrite(rules, profile, method, path).transpose() else { return Route::Status(404).into() };
    let path = rewritten.as_deref().unwrap_or(path);
    let (route, captures) = match configured(rules, method, path) {
        Some((ConfiguredRoute::Is(route), captures)) => (route, Some(captures)),
        Some((ConfiguredRoute::ByName(path), captures)) => {
            (of_profile(profile, docroot, method, &path), Some(captures))
        }
        None => (of_profile(profile, docroot, method, path), None),
    };
    // Whatever led there.
    let is_withheld = route.path().is_some_and(|path| path.split('/').any(|part| VERSION_CONTROL.contains(&part)));
    let route = if is_withheld { Route::Status(404) } else { route };
    Routed { route, captures, rewritten }
}

impl Route {
    /// The file that answers.
    fn path(&self) -> Option<&str> {
        match self {
            Self::Handler(path) | Self::File(path) | Self::AsIs(path) | Self::Wrapper(_, path) => Some(path),
            Self::Status(_) | Self::Nothing => None,
        }
    }
}

/// What a route of the configuration says.
enum ConfiguredRoute {
    /// What answers.
    Is(Route),
    /// The file at this path answers, as if it had been asked for.
    ByName(String),
}

fn of_profile(profile: Profile, docroot: &Docroot, method: &str, path: &str) -> Route {
    let of_wpt = (profile == Profile::Wpt).then(|| wpt::route(docroot, method, path)).flatten();
    of_wpt.unwrap_or_else(|| by_ending(method, path.to_owned()))
}

/// The route where nobody has set another.
pub fn by_ending(method: &str, path: String) -> Route {
    if path.ends_with(".py") {
        return Route::Handler(path);
    }
    match method {
        "GET" | "HEAD" => Route::File(path),
        _ => Route::Nothing,
    }
}

/// The path in place of `path`, once: rewritten paths are not rewritten again.
fn rewrite(rules: &[RouteRule], profile: Profile, method: &str, path: &str) -> Option<Result<String, TargetError>> {
    let configured = rules.iter().find_map(|rule| match &rule.answer {
        RouteAnswer::Rewrite(to) => Some(filled(to, &rule.captures(method, &format!("/{path}"))?)),
        _ => None,
    });
    let of_profile = || wpt::rewrite(method, path).filter(|_| profile == Profile::Wpt);
    configured.or_else(|| of_profile().map(|path| Ok(path.to_owned())))
}

/// The path below the docroot that a route leads to, checked like one that was asked for.
fn filled(template: &PathTemplate, captures: &Captures) -> Result<String, TargetError> {
    docroot_path(&encode(&format!("/{}", template.fill(captures).trim_start_matches('/'))))
}

fn configured(rules: &[RouteRule], method: &str, path: &str) -> Option<(ConfiguredRoute, Captures)> {
    if rules.is_empty() {
        return None;
    }
    let asked = format!("/{path}");
    rules.iter().find_map(|rule| {
        let (file, handler) = match &rule.answer {
            RouteAnswer::Rewrite(_) => return None,
            RouteAnswer::Status(status) => {
                let captures = rule.captures(method, &asked)?;
                return Some((ConfiguredRoute::Is(Route::Status(*status)), captures));
            }
            RouteAnswer::File(file, handler) => (file, handler),
        };
        let captures = rule.captures(method, &asked)?;
        let path = match file {
            None => path.to_owned(),
            Some(file) => match filled(file, &captures) {
                Ok(path) => path,
                Err(_) => return Some((ConfiguredRoute::Is(Route::Status(404)), captures)),
            },
        };
        let route = match handler {
            Some(FileHandler::Python) => ConfiguredRoute::Is(Route::Handler(path)),
            Some(FileHandler::Static) => ConfiguredRoute::Is(Route::File(path)),
            Some(FileHandler::AsIs) => ConfiguredRoute::Is(Route::AsIs(path)),
            None => ConfiguredRoute::ByName(path),
        };
        let captures = captures.into_iter().map(|(name, value)| (name, encode(&value))).collect();
        Some((route, captures))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(methods: &[&str], path: &str, answer: RouteAnswer) -> RouteRule {
        let methods = match methods {
            [] => Methods::Any,
            methods => Methods::Listed(methods.iter().map(|method| (*method).to_owned()).collect()),
        };
        RouteRule { methods, path: PathPattern::new(path).unwrap(), answer }
    }

    fn template(text: &str) -> PathTemplate {
        PathTemplate::new(text).unwrap()
    }

    fn routed(rules: &[RouteRule], profile: Profile, method: &str, path: &str) -> Routed {
        let docroot = Docroot::open(&std::env::temp_dir()).unwrap();
        route(rules, profile, &docroot, method, path)
    }

    fn plain(method: &str, path: &str) -> Route {
        routed(&[], Profile::Exposed, method, path).route
    }

    #[test]
    fn handlers_and_files_are_told_apart() {
        assert_eq!(plain("PUT", "a/b.py"), Route::Handler("a/b.py".into()));
        assert_eq!(plain("GET", "a/b.txt"), Route::File("a/b.txt".into()));
        assert_eq!(plain("GET", ""), Route::File(String::new()));
        assert_eq!(plain("POST", "b.txt"), Route::Nothing);
    }

    #[test]
    fn version_control_is_nobodys_business() {
        for path in [".git/config", "a/.git", ".svn/x.py", ".hg/"] {
            assert_eq!(plain("GET", path), Route::Status(404), "{path}");
        }
        let rules = [
            rule(&[], "/f/*", RouteAnswer::File(Some(template("/.git/*")), None)),
            rule(&[], "/s/*", RouteAnswer::File(Some(template("/.git/*")), Some(FileHandler::Static))),
            rule(&[], "/r/*", RouteAnswer::Rewrite(template("/.git/*"))),
            rule(&[], "/t/*", RouteAnswer::File(Some(template("/tools/*")), None)),
        ];
        for path in ["f/config", "s/config", "r/config", "t/wpt.py"] {
            assert_eq!(routed(&rules, Profile::Wpt, "GET", path).route, Route::Status(404), "{path}");
        }
        assert_eq!(plain("GET", ".gitignore"), Route::File(".gitignore".into()));
    }

    #[test]
    fn the_first_route_that_matches_counts() {
        let rules = [
            rule(&["GET"], "/api/{name}", RouteAnswer::File(Some(template("handlers/{name}.py")), None)),
            rule(&[], "/api/*", RouteAnswer::Status(405)),
            rule(&[], "/run/*", RouteAnswer::File(None, Some(FileHandler::Python))),
            rule(&[], "/raw/*", RouteAnswer::File(None, Some(FileHandler::AsIs))),
        ];
        let found = |method, path| {
            let routed = routed(&rules, Profile::Exposed, method, path);
            (routed.route, routed.captures)
        };
        let one = |name: &str, value: &str| Some(vec![(name.to_owned(), value.to_owned())]);
        assert_eq!(found("GET", "api/a b"), (Route::Handler("handlers/a b.py".into()), one("name", "a%20b")));
        assert_eq!(found("HEAD", "api/x").0, Route::Handler("handlers/x.py".into()));
        assert_eq!(found("POST", "api/x"), (Route::Status(405), one("*", "x")));
        assert_eq!(found("GET", "run/x").0, Route::Handler("run/x".into()));
        assert_eq!(found("GET", "raw/x").0, Route::AsIs("raw/x".into()));
        assert_eq!(found("GET", "x.py"), (Route::Handler("x.py".into()), None));
    }

    #[test]
    fn a_path_is_rewritten_once() {
        let rules = [
            rule(&["GET"], "/old/*", RouteAnswer::Rewrite(template("/new/*"))),
            rule(&["GET"], "/new/*", RouteAnswer::Rewrite(template("/old/*"))),
            rule(&[], "/new/x", RouteAnswer::File(Some(template("/x.py")), None)),
        ];
        let found = routed(&rules, Profile::Exposed, "GET", "old/x");
        assert_eq!((found.route, found.rewritten), (Route::Handler("x.py".into()), Some("new/x".into())));
        assert_eq!(routed(&rules, Profile::Exposed, "POST", "old/x").rewritten, None);
        let found = routed(&[], Profile::Wpt, "GET", "resources/WebIDLParser.js");
        assert_eq!(found.rewritten.as_deref(), Some("resources/webidl2/lib/webidl2.js"));
    }

    #[test]
    fn profile_wpt_has_routes_of_its_own() {
        let wpt = |method, path| routed(&[], Profile::Wpt, method, path).route;
        assert_eq!(wpt("GET", "tools/wpt/wpt.py"), Route::Status(404));
        assert_eq!(wpt("GET", "tools/runner/index.html"), Route::File("tools/runner/index.html".into()));
        assert_eq!(wpt("POST", ".well-known/web-identity"), Route::Handler(".well-known/web-identity".into()));
        assert_eq!(wpt("GET", "a.any.html"), Route::File("a.any.html".into()));
        assert_eq!(plain("GET", "tools/wpt/wpt.py"), Route::Handler("tools/wpt/wpt.py".into()));
    }
}
