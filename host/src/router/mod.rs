//! From a request's method and path to what answers it. In: a tenant's routes and docroot. Out: a handler, a file, a page,
//! or nothing. No target leads out of the docroot, and what routes as a handler is never sent as a file.

mod applications;
mod pattern;
mod programs;
mod rules;
mod rust_projects;
mod target;
mod wpt;

pub use applications::{MountedApplication, SITE_PACKAGES, tell_missing};
pub use pattern::{Captures, PathPattern, PathTemplate, PatternError};
pub use programs::parts;
pub use rules::{FileHandler, Methods, RouteAnswer, RouteRule};
pub use target::{TargetError, application_path, docroot_path, encode};

use std::sync::Arc;

use crate::docroot::Docroot;
use crate::exchange::{Application, Mount, ServerInterface};
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
    /// The Wasm command at this path.
    Command(String),
    /// The WebAssembly component at this path.
    Component(String),
    /// A page with this status.
    Status(u16),
    /// The module of the application that should answer is nowhere.
    NoApplication(Arc<Application>),
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
    /// How a program is called, and how much of the path below the docroot names it.
    pub mount: Mount,
}

impl From<Route> for Routed {
    fn from(route: Route) -> Self {
        Self { route, captures: None, rewritten: None, mount: Mount::default() }
    }
}

/// What a tenant's requests are routed by.
#[derive(Clone, Copy, Debug)]
pub struct Site<'a> {
    /// The routes of the configuration.
    pub rules: &'a [RouteRule],
    /// What answers where none of these does.
    pub application: Option<&'a MountedApplication>,
    /// Folders of CGI programs, `/cgi-bin`.
    pub cgi_directories: &'a [String],
    /// Whose routes come behind.
    pub profile: Profile,
    /// The files.
    pub docroot: &'a Docroot,
}

impl<'a> Site<'a> {
    /// The applications that the configuration names.
    pub fn applications(self) -> impl Iterator<Item = &'a MountedApplication> {
        let of_rules = self.rules.iter().filter_map(|rule| match &rule.answer {
            RouteAnswer::Application(application) => Some(application),
            _ => None,
        });
        of_rules.chain(self.application)
    }
}

/// The route of a request for the decoded `path` below the docroot: the first rule that is for it, then the application,
/// then the routes of the profile, then by the path's ending.
pub fn route(site: Site<'_>, method: &str, path: &str) -> Routed {
    let Ok(rewritten) = rewrite(site.rules, site.profile, method, path).transpose() else {
        return Route::Status(404).into();
    };
    let path = rewritten.as_deref().unwrap_or(path);
    let routed = configured(site, method, path)
        .or_else(|| site.application?.route(site.docroot, path))
        .unwrap_or_else(|| of_profile(site, method, path));
    Routed { rewritten, ..withheld(site, routed) }
}

/// The application that a request is for whose `path` no file can have. A rule before the application's counts as for any path:
/// what it leads to can not be there.
pub fn application(site: Site<'_>, method: &str, path: &str) -> Option<Routed> {
    let asked = format!("/{path}");
    let of_rules = site.rules.iter().find_map(|rule| match &rule.answer {
        RouteAnswer::Application(_) => applications::of_rule(rule, site.docroot, method, path),
        RouteAnswer::Status(status) => rule.captures(method, &asked).map(|_| Route::Status(*status).into()),
        RouteAnswer::File(..) | RouteAnswer::Rewrite(_) => {
            rule.captures(method, &asked).map(|_| Route::Status(404).into())
        }
    });
    of_rules
        .or_else(|| site.application?.route(site.docroot, path))
        .or_else(|| programs::behind_program(site.docroot, path))
        .map(|routed| withheld(site, routed))
}

/// The same, but for what nobody gets to see, whatever led there.
fn withheld(site: Site<'_>, routed: Routed) -> Routed {
    let is_application = matches!(&routed.mount.interface, ServerInterface::Wsgi(one) if one.module.is_some());
    let is_withheld = |path: &str| {
        path.split('/').any(|part| VERSION_CONTROL.contains(&part))
            || path.split('/').next() == Some(SITE_PACKAGES)
            || site.profile != Profile::Wpt && rust_projects::withholds(site.docroot, path)
    };
    // An application's module is reached at the application's place alone.
    let is_of_application = |path: &str| site.applications().any(|application| application.is_in(path));
    if !is_application && routed.route.path().is_some_and(|path| is_withheld(path) || is_of_application(path)) {
        return Route::Status(404).into();
    }
    routed
}

impl Route {
    /// The file that answers.
    fn path(&self) -> Option<&str> {
        match self {
            Self::Handler(path)
            | Self::File(path)
            | Self::AsIs(path)
            | Self::Wrapper(_, path)
            | Self::Command(path)
            | Self::Component(path) => Some(path),
            Self::Status(_) | Self::NoApplication(_) | Self::Nothing => None,
        }
    }
}

fn of_profile(site: Site<'_>, method: &str, path: &str) -> Routed {
    let Site { profile, docroot, cgi_directories, .. } = site;
    if profile == Profile::Wpt
        && let Some(route) = wpt::route(docroot, method, path)
    {
        return route.into();
    }
    let program = programs::route(docroot, profile, cgi_directories, path);
    program.unwrap_or_else(|| by_ending(method, path.to_owned()).into())
}

/// The route where nobody has set another.
pub fn by_ending(method: &str, path: String) -> Route {
    if path.ends_with(".py") {
        return Route::Handler(path);
    }
    match method {
        // Whatever stands in front of it: a source is not sent.
        _ if path.ends_with(".wsgi") => Route::Status(404),
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

fn configured(site: Site<'_>, method: &str, path: &str) -> Option<Routed> {
    if site.rules.is_empty() {
        return None;
    }
    let asked = format!("/{path}");
    site.rules.iter().find_map(|rule| match &rule.answer {
        RouteAnswer::Rewrite(_) => None,
        RouteAnswer::Application(_) => applications::of_rule(rule, site.docroot, method, path),
        RouteAnswer::Status(status) => {
            let captures = rule.captures(method, &asked)?;
            Some(Routed { captures: Some(captures), ..Routed::from(Route::Status(*status)) })
        }
        RouteAnswer::File(file, handler) => {
            let captures = rule.captures(method, &asked)?;
            Some(configured_file(site, method, path, file.as_ref(), *handler, captures))
        }
    })
}

/// What a route leads to: `file`, or what was asked for, handled as it says, or as the file's name says.
fn configured_file(
    site: Site<'_>,
    method: &str,
    path: &str,
    file: Option<&PathTemplate>,
    handler: Option<FileHandler>,
    captures: Captures,
) -> Routed {
    let behind = captures.iter().find(|(name, _)| name == "*").map_or(0, |(_, value)| value.len());
    let file = match file.map(|file| filled(file, &captures)).transpose() {
        Ok(file) => file.unwrap_or_else(|| path.to_owned()),
        Err(_) => return Route::Status(404).into(),
    };
    // What the star took is behind the program; without one, all of the path is its name.
    let parts =
        if behind == 0 { usize::MAX } else { programs::parts(path.get(..path.len() - behind).unwrap_or_default()) };
    let called = |interface, route| Routed { mount: Mount { interface, parts }, ..Routed::from(route) };
    let routed = match handler {
        Some(FileHandler::Python) => Route::Handler(file).into(),
        Some(FileHandler::Wsgi) => called(programs::wsgi_file(), Route::Handler(file)),
        Some(FileHandler::Cgi) if file.ends_with(".wasm") => called(ServerInterface::Cgi, Route::Command(file)),
        Some(FileHandler::Cgi) => called(ServerInterface::Cgi, Route::Handler(file)),
        Some(FileHandler::Component) => called(ServerInterface::File, Route::Component(file)),
        Some(FileHandler::Static) => Route::File(file).into(),
        Some(FileHandler::AsIs) => Route::AsIs(file).into(),
        None => of_profile(site, method, &file),
    };
    let captures = captures.into_iter().map(|(name, value)| (name, encode(&value))).collect();
    Routed { captures: Some(captures), ..routed }
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
        let site = Site { rules, application: None, cgi_directories: &[], profile, docroot: &docroot };
        route(site, method, path)
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
