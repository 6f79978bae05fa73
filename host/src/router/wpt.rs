//! The routes that `wpt serve` has before all others: what nobody gets to see, pages around test scripts, and handlers
//! whose addresses are set by standards.

use super::Route;
use crate::docroot::Docroot;
use crate::wrappers::Wrapper;

/// Python handlers without the ending. A star stands for all that follows.
const WELL_KNOWN: [(Verb, &str); 10] = [
    (Verb::Any, ".well-known/attribution-reporting/report-event-attribution"),
    (Verb::Any, ".well-known/attribution-reporting/debug/report-event-attribution"),
    (Verb::Any, ".well-known/attribution-reporting/report-aggregate-attribution"),
    (Verb::Any, ".well-known/attribution-reporting/debug/report-aggregate-attribution"),
    (Verb::Any, ".well-known/attribution-reporting/debug/report-aggregate-debug"),
    (Verb::Any, ".well-known/attribution-reporting/debug/verbose"),
    (Verb::Get, ".well-known/interest-group/permissions/"),
    (Verb::Any, ".well-known/interest-group/real-time-report"),
    (Verb::Any, ".well-known/private-aggregation/*"),
    (Verb::Any, ".well-known/web-identity"),
];

/// Paths that are answered as if the request were for another one, and those.
const REWRITES: [(&str, &str); 1] = [("resources/WebIDLParser.js", "resources/webidl2/lib/webidl2.js")];

enum Verb {
    Any,
    /// Also HEAD.
    Get,
}

/// The path in place of `path`, if there is one.
pub fn rewrite(method: &str, path: &str) -> Option<&'static str> {
    let rewrites = REWRITES.iter().filter(|_| matches!(method, "GET" | "HEAD"));
    rewrites.into_iter().find(|(from, _)| *from == path).map(|(_, to)| *to)
}

/// The route for `path` below the docroot, if one of these is for it.
pub fn route(docroot: &Docroot, method: &str, path: &str) -> Option<Route> {
    let is_get = matches!(method, "GET" | "HEAD");
    if is_get && path.starts_with("tools/runner/") {
        return Some(Route::File(path.to_owned()));
    }
    if is_forbidden(path) {
        return Some(Route::Status(404));
    }
    if is_get && let Some(wrapper) = Wrapper::of(docroot, path) {
        return Some(Route::Wrapper(wrapper, path.to_owned()));
    }
    let known = path.starts_with(".well-known/").then(|| WELL_KNOWN.iter().find(|(_, known)| matches(known, path)));
    match known.flatten()? {
        (Verb::Get, _) if !is_get => None,
        _ => Some(Route::Handler(path.trim_end_matches('/').to_owned())),
    }
}

fn matches(known: &str, path: &str) -> bool {
    known.strip_suffix('*').map_or(known == path, |front| path.starts_with(front))
}

/// The tools of a checkout and what they make.
fn is_forbidden(path: &str) -> bool {
    let mut parts = path.splitn(4, '/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some("tools" | "_certs"), Some(_), _) | (Some("results"), Some(""), None) => true,
        (_, Some("tools"), behind) => behind.is_some(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tools_and_results_are_nobodys() {
        for path in ["tools/wpt.py", "tools/", "_certs/key.pem", "css/tools/x.html", "results/"] {
            assert!(is_forbidden(path), "{path}");
        }
        for path in ["toolsx/a", "tools.html", "css/tools", "a/b/tools/x", "results/x.html", "a"] {
            assert!(!is_forbidden(path), "{path}");
        }
    }

    #[test]
    fn a_star_ends_a_known_address() {
        assert!(matches(".well-known/private-aggregation/*", ".well-known/private-aggregation/a/b"));
        assert!(!matches(".well-known/web-identity", ".well-known/web-identity/x"));
        assert_eq!(rewrite("GET", "resources/WebIDLParser.js"), Some("resources/webidl2/lib/webidl2.js"));
        assert_eq!(rewrite("POST", "resources/WebIDLParser.js"), None);
    }
}
