//! WSGI applications that the configuration names: where their modules lie, and which part of the path names them.

use std::sync::Arc;

use super::programs::parts;
use super::{Route, RouteAnswer, RouteRule, Routed};
use crate::docroot::{Docroot, Kind};
use crate::exchange::{Application, Mount, ServerInterface};

/// Where a tenant has other people's packages. Clients see nothing of it.
pub const SITE_PACKAGES: &str = "site-packages";

/// An application at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MountedApplication {
    /// Which.
    pub application: Arc<Application>,
    /// The path that is its own, `/api`, without a slash behind; empty: all paths.
    pub place: String,
}

impl MountedApplication {
    /// The route for a `path` (decoded, without a slash in front) in its place.
    pub fn route(&self, docroot: &Docroot, path: &str) -> Option<Routed> {
        let place = self.place.trim_start_matches('/');
        let is_below = path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        if !place.is_empty() && !is_below {
            return None;
        }
        let route = match self.file(docroot) {
            Some(file) => Route::Handler(file),
            None => Route::NoApplication(Arc::clone(&self.application)),
        };
        let interface = ServerInterface::Wsgi(Arc::clone(&self.application));
        let mount = Mount { interface, parts: parts(place) };
        Some(Routed { captures: Some(Vec::new()), mount, ..Routed::from(route) })
    }

    /// The source of its module, below the docroot.
    pub fn file(&self, docroot: &Docroot) -> Option<String> {
        let module = self.application.module.as_deref()?.replace('.', "/");
        let folders = ["", SITE_PACKAGES];
        folders.iter().find_map(|folder| {
            let base = if folder.is_empty() { module.clone() } else { format!("{folder}/{module}") };
            let files = [format!("{base}/__init__.py"), format!("{base}.py")];
            files.into_iter().find(|file| docroot.attributes(file).is_ok_and(|found| found.kind == Kind::File))
        })
    }

    /// Whether `path` could be the source of its module.
    pub fn is_in(&self, path: &str) -> bool {
        let module = path.strip_suffix(".py").map(|path| path.strip_suffix("/__init__").unwrap_or(path));
        self.application.module.as_deref().zip(module).is_some_and(|(own, module)| own.split('.').eq(module.split('/')))
    }
}

/// The route of a rule that leads to an application.
pub fn of_rule(rule: &RouteRule, docroot: &Docroot, method: &str, path: &str) -> Option<Routed> {
    let RouteAnswer::Application(application) = &rule.answer else { return None };
    rule.methods.include(method).then(|| application.route(docroot, path)).flatten()
}

/// Says in the log that an application's module is nowhere.
pub fn tell_missing(application: &Application, tenant: &str) {
    let module = application.module.as_deref().unwrap_or_default();
    tracing::error!(tenant, module, "the application's module is neither in the docroot nor in its site-packages");
}
