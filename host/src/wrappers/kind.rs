use crate::docroot::{Docroot, Kind};

/// Where a test script runs, and so what is put around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrapper {
    /// `X.window.html`: a page for `X.window.js`.
    Window,
    /// `X.any.html`
    AnyWindow,
    /// `X.any.window-module.html`
    AnyWindowModule,
    /// `X.worker.html`: a page that starts `X.worker.js` as a worker.
    Worker,
    /// `X.any.worker.html`, `X.any.sharedworker.html` and so on.
    AnyWorker(WorkerKind, Script),
    /// `X.any.worker.js` and `X.any.worker-module.js`: what those workers run.
    WorkerScript(Script),
}

/// What kind of worker runs the tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkerKind {
    /// `new Worker(…)`
    Dedicated,
    /// `new SharedWorker(…)`
    Shared,
    /// `navigator.serviceWorker.register(…)`
    Service,
}

/// How a script is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// With `importScripts`.
    Classic,
    /// With `import`.
    Module,
}

/// The ending of a page, and what it is.
const ENDINGS: [(&str, Wrapper); 12] = [
    (".any.html", Wrapper::AnyWindow),
    (".any.window-module.html", Wrapper::AnyWindowModule),
    (".any.worker.html", Wrapper::AnyWorker(WorkerKind::Dedicated, Script::Classic)),
    (".any.worker-module.html", Wrapper::AnyWorker(WorkerKind::Dedicated, Script::Module)),
    (".any.sharedworker.html", Wrapper::AnyWorker(WorkerKind::Shared, Script::Classic)),
    (".any.sharedworker-module.html", Wrapper::AnyWorker(WorkerKind::Shared, Script::Module)),
    (".any.serviceworker.html", Wrapper::AnyWorker(WorkerKind::Service, Script::Classic)),
    (".any.serviceworker-module.html", Wrapper::AnyWorker(WorkerKind::Service, Script::Module)),
    (".any.worker.js", Wrapper::WorkerScript(Script::Classic)),
    (".any.worker-module.js", Wrapper::WorkerScript(Script::Module)),
    (".window.html", Wrapper::Window),
    (".worker.html", Wrapper::Worker),
];

impl Wrapper {
    /// The page at `path`, if there is a script for one.
    pub fn of(docroot: &Docroot, path: &str) -> Option<Self> {
        if !path.ends_with(".html") && !path.ends_with(".js") {
            return None;
        }
        let wrapper = ENDINGS.iter().find(|(ending, _)| path.ends_with(ending)).map(|(_, wrapper)| *wrapper)?;
        let script = docroot.attributes(&wrapper.script(path)?).ok()?;
        (script.kind == Kind::File).then_some(wrapper)
    }

    fn ending(self) -> &'static str {
        ENDINGS.iter().find(|(_, wrapper)| *wrapper == self).map_or("", |(ending, _)| ending)
    }

    /// The path of the script that the page at `path` is for.
    pub fn script(self, path: &str) -> Option<String> {
        let ending = match self {
            Self::Window => ".window.js",
            Self::Worker => ".worker.js",
            _ => ".any.js",
        };
        Some(format!("{}{ending}", path.strip_suffix(self.ending())?))
    }

    /// The path of what the page at `path` loads.
    pub fn resource(self, path: &str) -> Option<String> {
        let ending = match self {
            Self::Window => ".window.js",
            Self::Worker => ".worker.js",
            Self::AnyWorker(_, Script::Classic) => ".any.worker.js",
            Self::AnyWorker(_, Script::Module) => ".any.worker-module.js",
            Self::AnyWindow | Self::AnyWindowModule | Self::WorkerScript(_) => ".any.js",
        };
        Some(format!("{}{ending}", path.strip_suffix(self.ending())?))
    }

    /// The word for it in `// META: global=`, where the script has to name it.
    pub fn global(self) -> Option<&'static str> {
        Some(match self {
            Self::Window | Self::WorkerScript(_) => return None,
            Self::AnyWindow => "window",
            Self::AnyWindowModule => "window-module",
            Self::Worker | Self::AnyWorker(WorkerKind::Dedicated, Script::Classic) => "dedicatedworker",
            Self::AnyWorker(WorkerKind::Dedicated, Script::Module) => "dedicatedworker-module",
            Self::AnyWorker(WorkerKind::Shared, Script::Classic) => "sharedworker",
            Self::AnyWorker(WorkerKind::Shared, Script::Module) => "sharedworker-module",
            Self::AnyWorker(WorkerKind::Service, Script::Classic) => "serviceworker",
            Self::AnyWorker(WorkerKind::Service, Script::Module) => "serviceworker-module",
        })
    }

    /// What the page is.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::WorkerScript(_) => "text/javascript",
            _ => "text/html",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_page_knows_its_script_and_what_it_loads() {
        for (page, script, resource) in [
            ("/a/x.any.html", "/a/x.any.js", "/a/x.any.js"),
            ("x.any.worker.html", "x.any.js", "x.any.worker.js"),
            ("x.any.serviceworker-module.html", "x.any.js", "x.any.worker-module.js"),
            ("x.https.any.sharedworker.html", "x.https.any.js", "x.https.any.worker.js"),
            ("x.any.worker.js", "x.any.js", "x.any.js"),
            ("x.window.html", "x.window.js", "x.window.js"),
            ("x.worker.html", "x.worker.js", "x.worker.js"),
        ] {
            let wrapper = ENDINGS.iter().find(|(ending, _)| page.ends_with(ending)).unwrap().1;
            assert_eq!(wrapper.script(page).as_deref(), Some(script), "{page}");
            assert_eq!(wrapper.resource(page).as_deref(), Some(resource), "{page}");
        }
    }
}
